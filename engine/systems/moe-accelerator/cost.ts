// What the silicon and the memories of the machine cost.

import { costPerGoodDie, diesPerWafer, dieYield, RETICLE_AREA } from '../../components/wafer.ts';
import type { Areas } from './area.ts';
import type { Memories } from './memories.ts';
import type { AcceleratorDesign } from './parameters.ts';

/** Defects per cm² of a mature process (assumption; 0.1 is often quoted). */
const DEFECTS = 0.1;

/** Dollars for a gigabyte (assumption: orders of magnitude of contract prices; no source of ours has any). */
export const MEMORY_PRICES = { hbm: 15, dram: 4, flash: 0.08 } as const;

export interface Costs {
  readonly dies: number;
  readonly hbm: number;
  readonly dram: number;
  readonly flash: number;
  readonly total: number;
  readonly yield: number;
}

/** Dollars of all accelerators and their memories; infinite where not one die of a wafer is expected to work. */
export function costsOf(design: AcceleratorDesign, memories: Memories, areas: Areas): Costs {
  const { devices, node } = design;
  const possible = areas.die <= RETICLE_AREA;
  const dieShare = possible ? dieYield(areas.die, DEFECTS, 'negative-binomial') : 0;
  const works = possible && Math.floor(diesPerWafer(areas.die) * dieShare) > 0;
  const dies = works ? devices * costPerGoodDie(areas.die, node, DEFECTS, 'negative-binomial') : Infinity;
  const price = (tier: 'hbm' | 'dram' | 'flash'): number =>
    (devices * memories[tier].capacity * MEMORY_PRICES[tier]) / 1e9;
  const [hbm, dram, flash] = [price('hbm'), price('dram'), price('flash')];
  return { dies, hbm, dram, flash, total: dies + hbm + dram + flash, yield: dieShare };
}
