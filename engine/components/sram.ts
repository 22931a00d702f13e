// On-chip SRAM: energy of an access and area of a macro, by capacity, width, ports and node.
//
// Energy of a 64-bit read is a + b * sqrt(capacity), least squares in relative error through the three
// published points of each anchor node: 10, 20 and 100 pJ for 8 KiB, 32 KiB and 1 MiB at 45 nm (Horowitz,
// ISSCC 2014), 7.5, 8.5 and 14 pJ at 7 nm (Jouppi et al., ISCA 2021). Largest error of the fit: 4.5 % at 45
// nm, 2.7 % at 7 nm. A power law in feature size joins the nodes. Area: 6T bit cells of each node at 70 %
// array efficiency (WikiChip, IEDM 2022 for the efficiency).

import { ParetoscopeError } from '../contract/errors.ts';
import { scaleBetween } from './node-scaling.ts';
import { ARITHMETIC_NODES, betweenAnchors, type ArithmeticNode } from './operations.ts';

/** Published 64-bit read energies in joules that the fit rests on. */
export const SRAM_ENERGY_POINTS: readonly (readonly [node: 45 | 7, bytes: number, joules: number])[] = [
  [45, 8192, 10e-12],
  [45, 32768, 20e-12],
  [45, 1048576, 100e-12],
  [7, 8192, 7.5e-12],
  [7, 32768, 8.5e-12],
  [7, 1048576, 14e-12],
];

/** Fixed joules, and joules per square root of a KiB, of a 64-bit read. */
interface ReadFit {
  readonly fixed: number;
  readonly perRoot: number;
}

/** Weighted least squares of energy against the root of capacity, weights 1 / energy². */
function fitReads(node: 45 | 7): ReadFit {
  let weight = 0;
  let x = 0;
  let xx = 0;
  let y = 0;
  let xy = 0;
  for (const [pointNode, bytes, joules] of SRAM_ENERGY_POINTS) {
    if (pointNode !== node) continue;
    const root = Math.sqrt(bytes / 1024);
    const w = 1 / joules ** 2;
    weight += w;
    x += w * root;
    xx += w * root * root;
    y += w * joules;
    xy += w * root * joules;
  }
  const perRoot = (weight * xy - x * y) / (weight * xx - x * x);
  return { fixed: (y - perRoot * x) / weight, perRoot };
}

const FIT_45 = fitReads(45);
const FIT_7 = fitReads(7);

const LARGEST_BYTES = 2 ** 30;

function checkCapacity(bytes: number): void {
  if (!(bytes > 0 && bytes <= LARGEST_BYTES)) {
    throw new ParetoscopeError('design-invalid', `an SRAM of ${bytes} bytes is outside the model`, {
      hint: `it holds up to ${LARGEST_BYTES} bytes`,
    });
  }
}

/**
 * Joules of reading or writing `bits` of an SRAM of `bytes`. Proportional to the bits: the sources give one
 * width only. Below 8 KiB and above 1 MiB it extrapolates. Throws `design-invalid` outside 45 to 7 nm and for
 * empty memories.
 */
export function sramEnergy(bytes: number, bits: number, node: ArithmeticNode): number {
  checkCapacity(bytes);
  if (!ARITHMETIC_NODES.includes(node)) {
    throw new ParetoscopeError('design-invalid', `SRAM energies are not known at ${node} nm`, {
      hint: `they are at ${ARITHMETIC_NODES.join(', ')} nm`,
    });
  }
  const root = Math.sqrt(bytes / 1024);
  const at45 = FIT_45.fixed + FIT_45.perRoot * root;
  const at7 = FIT_7.fixed + FIT_7.perRoot * root;
  return (betweenAnchors(at45, at7, node) * bits) / 64;
}

// Bit cells in um2: TSMC 28 nm class and below, from public IEDM and ISSCC disclosures. Nodes without a
// disclosed cell in the sources are moved from 16 nm by area factor, which gives 0.081 um2 at 20 nm.
const BIT_CELLS: Readonly<Partial<Record<ArithmeticNode, number>>> = {
  16: 0.074,
  14: 0.064,
  10: 0.042,
  7: 0.027,
};
const ARRAY_EFFICIENCY = 0.7;

/**
 * Square millimetres of an SRAM macro. Every port beyond the first adds a word line and a bit-line pair to
 * the cell, taken as half a cell each (assumption; no source here covers ports).
 */
export function sramArea(bytes: number, node: ArithmeticNode, ports = 1): number {
  checkCapacity(bytes);
  const cell = BIT_CELLS[node] ?? BIT_CELLS[16]! * scaleBetween(16, node).area;
  return ((bytes * 8 * cell) / ARRAY_EFFICIENCY) * 1e-6 * (1 + 0.5 * (ports - 1));
}
