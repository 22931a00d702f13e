// Area, energy, delay and power of a block at any node from 180 to 3 nm, at nominal supply: for moving
// published designs from one node to another. The voltage-dependent fits of the nodes in between are in
// process-node.ts.
//
// 180 to 7 nm: A. Stillmaker and B. Baas, Integration 58 (2017) 74-81, area table and high-performance fits.
// 28 nm lies a third of the way from 32 to 20 nm (linear, as hwcomponents does). Below 7 nm area is linear in
// the node's name and energy follows its square root (hwcomponents): an extrapolation, not a fit. For
// arithmetic between 45 and 7 nm operations.ts is measured and falls less steeply; prefer it.

import { ParetoscopeError } from '../contract/errors.ts';
import { areaFactor, PROCESS_NODES, type ProcessNode } from './process-node.ts';

export const SCALED_NODES = [180, 130, 90, 65, 45, 32, 28, 20, 16, 14, 10, 7, 5, 3] as const;
export type ScaledNode = (typeof SCALED_NODES)[number];

interface NominalFit {
  readonly volts: number;
  /** Polynomials in the supply voltage, from the constant up. */
  readonly energy: readonly number[];
  readonly delay: readonly number[];
  readonly power: readonly number[];
}

/**
 * Fits at nominal supplies; those of 180 to 65 nm are the usual ones of their time [known], the others the
 * sheet's.
 */
const NOMINAL: Readonly<Record<Exclude<ScaledNode, 28 | 5 | 3>, NominalFit>> = {
  180: { volts: 1.8, energy: [-17.98, 24.64], delay: [406.5, -356.7, 97.09], power: [-79720, 101000] },
  130: {
    volts: 1.2,
    energy: [2.904, -6.709, 7.171],
    delay: [275.8, -493.4, 334.9, -76.65],
    power: [5630, -15450, 27020],
  },
  90: {
    volts: 1.2,
    energy: [2.092, -4.781, 4.762],
    delay: [210.9, -384.2, 262.5, -60.34],
    power: [4328, -11230, 17320],
  },
  65: {
    volts: 1.1,
    energy: [1.975, -4.398, 3.755],
    delay: [178.6, -333.9, 230.4, -53.3],
    power: [4362, -10510, 12890],
  },
  45: {
    volts: 0.9,
    energy: [0.1539, -0.3107, 1.018],
    delay: [566.1, -1619, 1567, -501.6],
    power: [522.4, -1760, 5462],
  },
  32: {
    volts: 0.9,
    energy: [0.1701, -0.4341, 0.8367],
    delay: [873.5, -2797, 2982, -1047],
    power: [533.6, -1733, 4001],
  },
  20: {
    volts: 0.9,
    energy: [0.04104, -0.1582, 0.373],
    delay: [41.15, -66.37, 34.63],
    power: [299.9, -1286, 2922],
  },
  16: {
    volts: 0.85,
    energy: [0.03024, -0.1241, 0.2958],
    delay: [28.87, -47.52, 24.8],
    power: [197.7, -882.6, 2133],
  },
  14: {
    volts: 0.8,
    energy: [0.02239, -0.09675, 0.2363],
    delay: [35.92, -100.6, 109.2, -40.66],
    power: [159, -711, 1675],
  },
  10: {
    volts: 0.75,
    energy: [0.02375, -0.09311, 0.2068],
    delay: [30.4, -85.99, 93.65, -34.95],
    power: [143.8, -621.6, 1456],
  },
  7: {
    volts: 0.7,
    energy: [0.02447, -0.09097, 0.1776],
    delay: [24.69, -70.26, 76.6, -28.58],
    power: [123.4, -515.7, 1179],
  },
};

/** Areas relative to 45 nm of the nodes that only one row of the source's table covers. */
const OLD_AREAS: Readonly<Record<180 | 130 | 90, number>> = {
  180: 1 / 0.053,
  130: 0.059 / 0.0092,
  90: 1 / 0.35,
};

/** What a block of 45 nm at 0.9 V becomes at a node. */
export interface NodeFactors {
  readonly area: number;
  readonly energy: number;
  readonly delay: number;
  readonly power: number;
}

function polynomial(coefficients: readonly number[], volts: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * volts + coefficient, 0);
}

function between(low: NodeFactors, high: NodeFactors, share: number): NodeFactors {
  const mix = (a: number, b: number): number => a + share * (b - a);
  return {
    area: mix(low.area, high.area),
    energy: mix(low.energy, high.energy),
    delay: mix(low.delay, high.delay),
    power: mix(low.power, high.power),
  };
}

function relativeTo45(node: ScaledNode): NodeFactors {
  if (node === 28) return between(relativeTo45(32), relativeTo45(20), (32 - 28) / (32 - 20));
  if (node === 5 || node === 3) {
    const seven = relativeTo45(7);
    const ratio = node / 7;
    const energy = seven.energy * Math.sqrt(ratio);
    const delay = seven.delay * ratio;
    return {
      area: seven.area * ratio,
      energy,
      delay,
      power: (energy * seven.power * seven.delay) / (seven.energy * delay),
    };
  }
  const fit = NOMINAL[node];
  const base = NOMINAL[45];
  return {
    area: node === 180 || node === 130 || node === 90 ? OLD_AREAS[node] : areaFactor(45, node),
    energy: polynomial(fit.energy, fit.volts) / polynomial(base.energy, base.volts),
    delay: polynomial(fit.delay, fit.volts) / polynomial(base.delay, base.volts),
    power: polynomial(fit.power, fit.volts) / polynomial(base.power, base.volts),
  };
}

const FACTORS = new Map<number, NodeFactors>(SCALED_NODES.map((node) => [node, relativeTo45(node)]));

function factorsOf(node: number): NodeFactors {
  const factors = FACTORS.get(node);
  if (factors === undefined) {
    throw new ParetoscopeError('design-invalid', `there is no scaling to or from ${node} nm`, {
      hint: `the nodes are ${SCALED_NODES.join(', ')} nm`,
    });
  }
  return factors;
}

/**
 * Factors on area, energy per operation, delay and power (at its own speed) of a block that moves between
 * nodes, each at its nominal supply. Where the source's area table has the pair itself, its entry is taken.
 * Throws `design-invalid` for a node outside the list.
 */
export function scaleBetween(from: number, to: number): NodeFactors {
  const a = factorsOf(from);
  const b = factorsOf(to);
  const tabled = PROCESS_NODES.includes(from as ProcessNode) && PROCESS_NODES.includes(to as ProcessNode);
  return {
    area: tabled ? areaFactor(from as ProcessNode, to as ProcessNode) : b.area / a.area,
    energy: b.energy / a.energy,
    delay: b.delay / a.delay,
    power: b.power / a.power,
  };
}
