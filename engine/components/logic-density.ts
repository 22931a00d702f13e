// Transistors per square millimetre: of standard cells by node, and of whole chips.

import { ParetoscopeError } from '../contract/errors.ts';

/**
 * Millions of transistors per mm² at cell level [known]; 28 nm is good to 30 %. At 5 nm 171 was widely
 * assumed, the real cell density is 138.
 */
export const CELL_DENSITY: Readonly<Record<number, number>> = {
  28: 14,
  16: 28.9,
  12: 33.8,
  14: 32,
  10: 52,
  7: 91.2,
  5: 138,
  3: 216,
};

/** Millions of transistors per mm² of whole chips, from their published transistor counts and areas. */
export const CHIP_DENSITY: readonly {
  readonly chip: string;
  readonly node: string;
  readonly density: number;
}[] = [
  { chip: 'P100', node: '16 nm', density: 15300 / 610 },
  { chip: 'V100', node: '12 nm', density: 21100 / 815 },
  { chip: 'RTX 2080 Ti', node: '12 nm', density: 18600 / 754 },
  { chip: 'RTX 3090', node: 'Samsung 8 nm', density: 28300 / 628 },
  { chip: 'A100', node: '7 nm', density: 54200 / 826 },
  { chip: 'H100', node: '4 nm', density: 80000 / 814 },
  { chip: 'RTX 4090', node: '4 nm', density: 76300 / 608 },
  { chip: 'WSE-2', node: '7 nm', density: 2600000 / 46225 },
  { chip: 'WSE-3', node: '5 nm', density: 4000000 / 46225 },
];

/**
 * Square millimetres of `transistors` packed at cell density; throws `design-invalid` naming the nodes there
 * are.
 */
export function cellArea(transistors: number, node: number): number {
  const density = CELL_DENSITY[node];
  if (density === undefined) {
    throw new ParetoscopeError('design-invalid', `no cell density is known at ${node} nm`, {
      hint: `densities are known at ${Object.keys(CELL_DENSITY).toReversed().join(', ')} nm`,
    });
  }
  return transistors / (density * 1e6);
}
