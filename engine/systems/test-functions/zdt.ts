// ZDT: E. Zitzler, K. Deb and L. Thiele, "Comparison of multiobjective evolutionary algorithms: empirical results",
// Evolutionary Computation 8(2), 2000. Two objectives; the front is where all variables but the first are 0.

import { box, unconstrained, type TestProblem } from './problem.ts';

const SOURCE = 'Zitzler, Deb and Thiele, Evolutionary Computation 8(2), 2000';

function meanOfRest(x: Float64Array): number {
  let sum = 0;
  for (let index = 1; index < x.length; index++) sum += x[index]!;
  return sum / (x.length - 1);
}

export const zdt1 = unconstrained('zdt1', 'ZDT1', SOURCE, box(30, 0, 1), 2, (x) => {
  const g = 1 + 9 * meanOfRest(x);
  return [x[0]!, g * (1 - Math.sqrt(x[0]! / g))];
});

export const zdt2 = unconstrained('zdt2', 'ZDT2', SOURCE, box(30, 0, 1), 2, (x) => {
  const g = 1 + 9 * meanOfRest(x);
  return [x[0]!, g * (1 - (x[0]! / g) ** 2)];
});

export const zdt3 = unconstrained('zdt3', 'ZDT3', SOURCE, box(30, 0, 1), 2, (x) => {
  const g = 1 + 9 * meanOfRest(x);
  const ratio = x[0]! / g;
  return [x[0]!, g * (1 - Math.sqrt(ratio) - ratio * Math.sin(10 * Math.PI * x[0]!))];
});

export const zdt4 = unconstrained('zdt4', 'ZDT4', SOURCE, [...box(1, 0, 1), ...box(9, -5, 5)], 2, (x) => {
  let g = 1 + 10 * (x.length - 1);
  for (let index = 1; index < x.length; index++) {
    g += x[index]! ** 2 - 10 * Math.cos(4 * Math.PI * x[index]!);
  }
  return [x[0]!, g * (1 - Math.sqrt(x[0]! / g))];
});

export const zdt6 = unconstrained('zdt6', 'ZDT6', SOURCE, box(10, 0, 1), 2, (x) => {
  const first = 1 - Math.exp(-4 * x[0]!) * Math.sin(6 * Math.PI * x[0]!) ** 6;
  const g = 1 + 9 * meanOfRest(x) ** 0.25;
  return [first, g * (1 - (first / g) ** 2)];
});

export const zdt: readonly TestProblem[] = [zdt1, zdt2, zdt3, zdt4, zdt6];
