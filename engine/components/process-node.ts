// Scaling between process nodes: area by table, energy and delay by polynomials in the supply voltage.
// Source: A. Stillmaker and B. Baas, "Scaling equations for the accurate prediction of CMOS device performance from
// 180 nm to 7 nm", Integration 58 (2017) 74-81: area factors and the high-performance fits.

import { ParetoscopeError } from '../contract/errors.ts';

/** Feature sizes in nm that the source covers on both tables. */
export const PROCESS_NODES = [65, 45, 32, 20, 16, 14, 10, 7] as const;
export type ProcessNode = (typeof PROCESS_NODES)[number];

/** Area factor from the row's node to the column's, columns in the order of `PROCESS_NODES`. */
const AREA: Readonly<Record<ProcessNode, readonly number[]>> = {
  65: [1, 0.66, 0.31, 0.14, 0.13, 0.12, 0.068, 0.039],
  45: [1.5, 1, 0.46, 0.21, 0.19, 0.17, 0.1, 0.059],
  32: [3.3, 2.2, 1, 0.46, 0.41, 0.38, 0.22, 0.13],
  20: [7.1, 4.7, 2.2, 1, 0.89, 0.82, 0.48, 0.28],
  16: [7.9, 5.3, 2.4, 1.1, 1, 0.91, 0.54, 0.31],
  14: [8.7, 5.8, 2.7, 1.2, 1.1, 1, 0.59, 0.34],
  10: [15, 9.8, 4.5, 2.1, 1.9, 1.7, 1, 0.58],
  7: [25, 17, 7.8, 3.6, 3.2, 2.9, 1.7, 1],
};

interface Fit {
  /** Delay, from the cubic coefficient down. */
  readonly delay: readonly [number, number, number, number];
  /** Energy, from the quadratic coefficient down. */
  readonly energy: readonly [number, number, number];
  /** Supply voltages over which both fits are monotone; beyond them they turn. */
  readonly volts: readonly [number, number];
}

const FITS: Readonly<Record<ProcessNode, Fit>> = {
  65: { delay: [-53.3, 230.4, -333.9, 178.6], energy: [3.755, -4.398, 1.975], volts: [0.6, 1.3] },
  45: { delay: [-501.6, 1567, -1619, 566.1], energy: [1.018, -0.3107, 0.1539], volts: [0.5, 0.95] },
  32: { delay: [-1047, 2982, -2797, 873.5], energy: [0.8367, -0.4341, 0.1701], volts: [0.5, 0.85] },
  20: { delay: [0, 34.63, -66.37, 41.15], energy: [0.373, -0.1582, 0.04104], volts: [0.5, 0.95] },
  16: { delay: [0, 24.8, -47.52, 28.87], energy: [0.2958, -0.1241, 0.03024], volts: [0.5, 0.95] },
  14: { delay: [-40.66, 109.2, -100.6, 35.92], energy: [0.2363, -0.09675, 0.02239], volts: [0.5, 1.1] },
  10: { delay: [-34.95, 93.65, -85.99, 30.4], energy: [0.2068, -0.09311, 0.02375], volts: [0.5, 1.1] },
  7: { delay: [-28.58, 76.6, -70.26, 24.69], energy: [0.1776, -0.09097, 0.02447], volts: [0.5, 1.1] },
};

/** A node and its supply voltage in volts. */
export interface OperatingPoint {
  readonly node: ProcessNode;
  readonly volts: number;
}

/** Factor on an area that moves from one node to another. */
export function areaFactor(from: ProcessNode, to: ProcessNode): number {
  return AREA[from][PROCESS_NODES.indexOf(to)]!;
}

/** Factor on the energy of one operation that moves between operating points; outside a fit's range it throws. */
export function energyFactor(from: OperatingPoint, to: OperatingPoint): number {
  return energy(to) / energy(from);
}

/** Factor on a gate delay that moves between operating points; outside a fit's range it throws. */
export function delayFactor(from: OperatingPoint, to: OperatingPoint): number {
  return delay(to) / delay(from);
}

function energy(point: OperatingPoint): number {
  const [a, b, c] = fitAt(point).energy;
  return (a * point.volts + b) * point.volts + c;
}

function delay(point: OperatingPoint): number {
  const [d3, d2, d1, d0] = fitAt(point).delay;
  return ((d3 * point.volts + d2) * point.volts + d1) * point.volts + d0;
}

function fitAt({ node, volts }: OperatingPoint): Fit {
  const fit = FITS[node];
  const [low, high] = fit.volts;
  if (!(volts >= low && volts <= high)) {
    throw new ParetoscopeError('design-invalid', `the ${node} nm scaling fit does not hold at ${volts} V`, {
      hint: `it holds from ${low} V to ${high} V`,
    });
  }
  return fit;
}
