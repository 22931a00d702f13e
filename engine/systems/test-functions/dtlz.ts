// DTLZ: K. Deb, L. Thiele, M. Laumanns and E. Zitzler, "Scalable test problems for evolutionary multiobjective
// optimization", TIK report 112, 2001 / 2005, here with three objectives; and the constrained forms of H. Jain and
// K. Deb, "An evolutionary many-objective optimization algorithm using reference-point based nondominated sorting
// approach, part II", IEEE TEVC 18(4), 2014.

import { box, unconstrained, type TestProblem } from './problem.ts';

const SOURCE = 'Deb, Thiele, Laumanns and Zitzler, TIK report 112, 2001';
const CONSTRAINED_SOURCE = 'Jain and Deb, IEEE TEVC 18(4), 2014';
const OBJECTIVES = 3;

/** g of DTLZ1 and DTLZ3: many local optima. */
function rugged(x: Float64Array): number {
  let sum = x.length - OBJECTIVES + 1;
  for (let index = OBJECTIVES - 1; index < x.length; index++) {
    const shifted = x[index]! - 0.5;
    sum += shifted * shifted - Math.cos(20 * Math.PI * shifted);
  }
  return 100 * sum;
}

/** g of DTLZ2, DTLZ4 and DTLZ5: a bowl. */
function bowl(x: Float64Array): number {
  let sum = 0;
  for (let index = OBJECTIVES - 1; index < x.length; index++) sum += (x[index]! - 0.5) ** 2;
  return sum;
}

/** Points of a sphere of the given radius, at angles in quarter turns. */
function onSphere(radius: number, a: number, b: number): number[] {
  const first = (a * Math.PI) / 2;
  const second = (b * Math.PI) / 2;
  return [
    radius * Math.cos(first) * Math.cos(second),
    radius * Math.cos(first) * Math.sin(second),
    radius * Math.sin(first),
  ];
}

function linear(x: Float64Array): number[] {
  const scale = 0.5 * (1 + rugged(x));
  return [scale * x[0]! * x[1]!, scale * x[0]! * (1 - x[1]!), scale * (1 - x[0]!)];
}

const sphere = (x: Float64Array): number[] => onSphere(1 + bowl(x), x[0]!, x[1]!);
const ruggedSphere = (x: Float64Array): number[] => onSphere(1 + rugged(x), x[0]!, x[1]!);

/** The degenerate curve of DTLZ5 and DTLZ6. */
function onCurve(x: Float64Array, g: number): number[] {
  return onSphere(1 + g, x[0]!, (1 + 2 * g * x[1]!) / (2 * (1 + g)));
}

export const dtlz1 = unconstrained('dtlz1', 'DTLZ1', SOURCE, box(7, 0, 1), OBJECTIVES, linear);
export const dtlz2 = unconstrained('dtlz2', 'DTLZ2', SOURCE, box(12, 0, 1), OBJECTIVES, sphere);
export const dtlz3 = unconstrained('dtlz3', 'DTLZ3', SOURCE, box(12, 0, 1), OBJECTIVES, ruggedSphere);
export const dtlz4 = unconstrained('dtlz4', 'DTLZ4', SOURCE, box(12, 0, 1), OBJECTIVES, (x) =>
  onSphere(1 + bowl(x), x[0]! ** 100, x[1]! ** 100),
);
export const dtlz5 = unconstrained('dtlz5', 'DTLZ5', SOURCE, box(12, 0, 1), OBJECTIVES, (x) =>
  onCurve(x, bowl(x)),
);
export const dtlz6 = unconstrained('dtlz6', 'DTLZ6', SOURCE, box(12, 0, 1), OBJECTIVES, (x) => {
  let g = 0;
  for (let index = OBJECTIVES - 1; index < x.length; index++) g += x[index]! ** 0.1;
  return onCurve(x, g);
});
export const dtlz7 = unconstrained('dtlz7', 'DTLZ7', SOURCE, box(22, 0, 1), OBJECTIVES, (x) => {
  let sum = 0;
  for (let index = OBJECTIVES - 1; index < x.length; index++) sum += x[index]!;
  const g = 1 + (9 * sum) / (x.length - OBJECTIVES + 1);
  let h = OBJECTIVES;
  for (let index = 0; index < OBJECTIVES - 1; index++) {
    h -= (x[index]! / (1 + g)) * (1 + Math.sin(3 * Math.PI * x[index]!));
  }
  return [x[0]!, x[1]!, (1 + g) * h];
});

/** DTLZ1 of which only a band along the front is feasible. */
export const c1Dtlz1: TestProblem = {
  id: 'c1-dtlz1',
  title: 'C1-DTLZ1',
  source: CONSTRAINED_SOURCE,
  variables: box(7, 0, 1),
  objectiveCount: OBJECTIVES,
  constraintCount: 1,
  evaluate: (x) => {
    const objectives = linear(x);
    return { objectives, constraints: [1 - objectives[2]! / 0.6 - (objectives[0]! + objectives[1]!) / 0.5] };
  },
};

/** DTLZ3 behind an infeasible shell. */
export const c1Dtlz3: TestProblem = {
  id: 'c1-dtlz3',
  title: 'C1-DTLZ3',
  source: CONSTRAINED_SOURCE,
  variables: box(12, 0, 1),
  objectiveCount: OBJECTIVES,
  constraintCount: 1,
  evaluate: (x) => {
    const objectives = ruggedSphere(x);
    const squared = objectives.reduce((sum, value) => sum + value * value, 0);
    return { objectives, constraints: [(squared - 16) * (squared - 81)] };
  },
};

/** DTLZ2 of which only discs around the corners and the middle of the front are feasible. */
export const c2Dtlz2: TestProblem = {
  id: 'c2-dtlz2',
  title: 'C2-DTLZ2',
  source: CONSTRAINED_SOURCE,
  variables: box(12, 0, 1),
  objectiveCount: OBJECTIVES,
  constraintCount: 1,
  evaluate: (x) => {
    const objectives = sphere(x);
    const radius = 0.4;
    const squared = objectives.reduce((sum, value) => sum + value * value, 0);
    const corner = Math.min(...objectives.map((value) => (value - 1) ** 2 + squared - value * value));
    const middle = objectives.reduce((sum, value) => sum + (value - 1 / Math.sqrt(OBJECTIVES)) ** 2, 0);
    return { objectives, constraints: [radius * radius - Math.min(corner, middle)] };
  },
};

export const dtlz: readonly TestProblem[] = [
  dtlz1,
  dtlz2,
  dtlz3,
  dtlz4,
  dtlz5,
  dtlz6,
  dtlz7,
  c1Dtlz1,
  c1Dtlz3,
  c2Dtlz2,
];
