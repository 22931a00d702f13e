// Test functions of one objective.

import { box, unconstrained, type TestProblem } from './problem.ts';

const SOURCE = 'Surjanovic and Bingham, Virtual Library of Simulation Experiments, 2013';

const squared = (x: Float64Array): number[] => [x.reduce((sum, value) => sum + value * value, 0)];

/** Least at 0. */
export const sphere = unconstrained('sphere', 'Sphere', SOURCE, box(10, -5, 5), 1, squared, 0);

function valleyOf(x: Float64Array): number[] {
  let sum = 0;
  for (let index = 0; index + 1 < x.length; index++) {
    sum += 100 * (x[index + 1]! - x[index]! ** 2) ** 2 + (x[index]! - 1) ** 2;
  }
  return [sum];
}

/** Least where all variables are 1. */
export const rosenbrock = unconstrained('rosenbrock', 'Rosenbrock', SOURCE, box(10, -5, 10), 1, valleyOf, 0);

function rippledCone(x: Float64Array): number[] {
  let squares = 0;
  let cosines = 0;
  for (const value of x) {
    squares += value * value;
    cosines += Math.cos(2 * Math.PI * value);
  }
  const count = x.length;
  return [-20 * Math.exp(-0.2 * Math.sqrt(squares / count)) - Math.exp(cosines / count) + 20 + Math.E];
}

/** Least at 0. */
export const ackley = unconstrained('ackley', 'Ackley', SOURCE, box(10, -32.768, 32.768), 1, rippledCone, 0);

const rippledSphere = (x: Float64Array): number[] => [
  x.reduce((sum, value) => sum + value * value - 10 * Math.cos(2 * Math.PI * value), 10 * x.length),
];

/** Least at 0. */
export const rastrigin = unconstrained(
  'rastrigin',
  'Rastrigin',
  SOURCE,
  box(10, -5.12, 5.12),
  1,
  rippledSphere,
  0,
);

/**
 * Least at (-pi, 12.275), (pi, 2.275) and (3 pi, 2.475): the square is 0 there and the cosine -1, which leaves
 * 10 / (8 pi) = 0.397887.
 */
export const branin = unconstrained(
  'branin',
  'Branin',
  SOURCE,
  [...box(1, -5, 10), ...box(1, 0, 15)],
  1,
  (x) => {
    const [a, b] = x as unknown as [number, number];
    const curve = b - (5.1 / (4 * Math.PI ** 2)) * a * a + (5 / Math.PI) * a - 6;
    return [curve * curve + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10];
  },
  10 / (8 * Math.PI),
);

const HARTMANN_WEIGHTS = [1, 1.2, 3, 3.2] as const;
const HARTMANN_SCALES = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
] as const;
const HARTMANN_CENTRES = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
] as const;

function fourWells(x: Float64Array): number[] {
  let sum = 0;
  HARTMANN_WEIGHTS.forEach((weight, term) => {
    let exponent = 0;
    HARTMANN_SCALES[term]!.forEach((scale, index) => {
      exponent += scale * (x[index]! - HARTMANN_CENTRES[term]![index]!) ** 2;
    });
    sum -= weight * Math.exp(-exponent);
  });
  return [sum];
}

/**
 * Least value -3.32237 at (0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573) as published; further digits are
 * those of a descent from there.
 */
export const hartmann6 = unconstrained(
  'hartmann6',
  'Hartmann-6',
  SOURCE,
  box(6, 0, 1),
  1,
  fourWells,
  -3.322368011415511,
);

export const single: readonly TestProblem[] = [sphere, rosenbrock, ackley, rastrigin, branin, hartmann6];
