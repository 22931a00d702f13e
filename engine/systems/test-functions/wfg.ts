// WFG: S. Huband, P. Hingston, L. Barone and L. While, "A review of multiobjective test problems and a scalable test
// problem toolkit", IEEE TEVC 10(5), 2006, here with three objectives, four position and twenty distance variables.
// Variable i runs from 0 to 2 i. The words for transformations and shapes are the paper's.

import { unconstrained, type TestProblem, type Variable } from './problem.ts';

const SOURCE = 'Huband, Hingston, Barone and While, IEEE TEVC 10(5), 2006';
const OBJECTIVES = 3;
/** Position variables; the others are distances. */
const POSITIONS = 4;
const VARIABLES = 24;
const PER_GROUP = POSITIONS / (OBJECTIVES - 1);

type Values = readonly number[];

/** Rounding must not carry a value out of [0, 1], where powers and cosines would turn it into nonsense. */
const clamped = (value: number): number => Math.min(1, Math.max(0, value));

/** Distances this near to their optimum are there but for rounding, which WFG1's power of 0.02 would make a half. */
const ROUNDING = 1e-14;

function linearShift(y: number, zero: number): number {
  const shift = Math.abs(y - zero) / Math.abs(Math.floor(zero - y) + zero);
  return shift < ROUNDING ? 0 : clamped(shift);
}

function flatRegion(y: number, height: number, from: number, to: number): number {
  const below = (Math.min(0, Math.floor(y - from)) * height * (from - y)) / from;
  const above = (Math.min(0, Math.floor(to - y)) * (1 - height) * (y - to)) / (1 - to);
  return clamped(height + below - above);
}

function deceptiveShift(y: number, zero: number, opening: number, depth: number): number {
  const low = (Math.floor(y - zero + opening) * (1 - depth + (zero - opening) / opening)) / (zero - opening);
  const high =
    (Math.floor(zero + opening - y) * (1 - depth + (1 - zero - opening) / opening)) / (1 - zero - opening);
  return clamped(1 + (Math.abs(y - zero) - opening) * (low + high + 1 / opening));
}

function multimodalShift(y: number, minima: number, hill: number, zero: number): number {
  const place = Math.abs(y - zero) / (2 * (Math.floor(zero - y) + zero));
  const wave = Math.cos((4 * minima + 2) * Math.PI * (0.5 - place));
  return clamped((1 + wave + 4 * hill * place * place) / (hill + 2));
}

/** The bias of WFG7 to WFG9, which makes a variable depend on the others. */
function dependentBias(y: number, others: number): number {
  const a = 0.98 / 49.98;
  const exponent = a - (1 - 2 * others) * Math.abs(Math.floor(0.5 - others) + a);
  return clamped(y ** (0.02 + (50 - 0.02) * exponent));
}

const mean = (values: Values): number =>
  clamped(values.reduce((sum, value) => sum + value, 0) / values.length);

function nonSeparable(values: Values, degree: number): number {
  const count = values.length;
  let sum = 0;
  for (let index = 0; index < count; index++) {
    sum += values[index]!;
    for (let ahead = 1; ahead < degree; ahead++) {
      sum += Math.abs(values[index]! - values[(index + ahead) % count]!);
    }
  }
  const half = Math.ceil(degree / 2);
  return clamped(sum / ((count / degree) * half * (1 + 2 * degree - 2 * half)));
}

const distancesBy = (y: Values, transform: (value: number) => number): number[] =>
  y.map((value, index) => (index < POSITIONS ? value : transform(value)));

const shifted = (y: Values): number[] => distancesBy(y, (value) => linearShift(value, 0.35));

/** One number a group of position variables, and one for all that follow them. */
const reduced = (y: Values, reduce: (values: Values, first: number) => number): number[] => [
  ...Array.from({ length: OBJECTIVES - 1 }, (_, group) =>
    reduce(y.slice(group * PER_GROUP, (group + 1) * PER_GROUP), group * PER_GROUP),
  ),
  reduce(y.slice(POSITIONS), POSITIONS),
];

const pairs = (y: Values): number[] => [
  ...y.slice(0, POSITIONS),
  ...Array.from({ length: (VARIABLES - POSITIONS) / 2 }, (_, pair) =>
    nonSeparable(y.slice(POSITIONS + 2 * pair, POSITIONS + 2 * pair + 2), 2),
  ),
];

const interwoven = (y: Values): number[] => reduced(y, (values) => nonSeparable(values, values.length));

type Shape = (x: Values) => number[];

/** Shapes that are products of one function for all but the last factor and another for the last. */
const product =
  (onWay: (x: number) => number, atEnd: (x: number) => number): Shape =>
  (x) => [onWay(x[0]!) * onWay(x[1]!), onWay(x[0]!) * atEnd(x[1]!), atEnd(x[0]!)];

const quarter = Math.PI / 2;
const linear = product(
  (x) => x,
  (x) => 1 - x,
);
const convex = product(
  (x) => 1 - Math.cos(x * quarter),
  (x) => 1 - Math.sin(x * quarter),
);
const concave = product(
  (x) => Math.sin(x * quarter),
  (x) => Math.cos(x * quarter),
);

const mixed: Shape = (x) => {
  const [first, second] = convex(x) as [number, number];
  const wave = 10 * Math.PI;
  return [first, second, 1 - x[0]! - Math.cos(wave * x[0]! + quarter) / wave];
};

const disconnected: Shape = (x) => {
  const [first, second] = convex(x) as [number, number];
  return [first, second, 1 - x[0]! * Math.cos(5 * x[0]! * Math.PI) ** 2];
};

const variables: readonly Variable[] = Array.from({ length: VARIABLES }, (_, index) => ({
  minimum: 0,
  maximum: 2 * (index + 1),
  kind: 'float',
}));

/** `degenerate`: only the first position counts once the distance is 0. */
function wfg(
  number: number,
  transform: (y: Values) => number[],
  shape: Shape,
  degenerate = false,
): TestProblem {
  return unconstrained(`wfg${number}`, `WFG${number}`, SOURCE, variables, OBJECTIVES, (z) => {
    const t = transform(Array.from(z, (value, index) => clamped(value / (2 * (index + 1)))));
    const distance = t[OBJECTIVES - 1]!;
    const x = t.slice(0, OBJECTIVES - 1).map((value, index) => {
      const kept = degenerate && index > 0 ? 0 : 1;
      return Math.max(distance, kept) * (value - 0.5) + 0.5;
    });
    return shape(x).map((height, index) => distance + 2 * (index + 1) * height);
  });
}

/** A mean in which variable i weighs 2 i. */
const weighted = (values: Values, first: number): number => {
  let sum = 0;
  let weights = 0;
  values.forEach((value, index) => {
    const weight = 2 * (first + index + 1);
    sum += weight * value;
    weights += weight;
  });
  return clamped(sum / weights);
};

/** Every variable from `from` to `to` biased by the mean of those after it. */
const biasedByLater = (y: Values, to: number): number[] =>
  y.map((value, index) => (index < to ? dependentBias(value, mean(y.slice(index + 1))) : value));

export const wfgProblems: readonly TestProblem[] = [
  wfg(
    1,
    (y) =>
      reduced(
        distancesBy(shifted(y), (value) => flatRegion(value, 0.8, 0.75, 0.85)).map((value) => value ** 0.02),
        weighted,
      ),
    mixed,
  ),
  wfg(2, (y) => reduced(pairs(shifted(y)), mean), disconnected),
  wfg(3, (y) => reduced(pairs(shifted(y)), mean), linear, true),
  wfg(
    4,
    (y) =>
      reduced(
        y.map((value) => multimodalShift(value, 30, 10, 0.35)),
        mean,
      ),
    concave,
  ),
  wfg(
    5,
    (y) =>
      reduced(
        y.map((value) => deceptiveShift(value, 0.35, 0.001, 0.05)),
        mean,
      ),
    concave,
  ),
  wfg(6, (y) => interwoven(shifted(y)), concave),
  wfg(7, (y) => reduced(shifted(biasedByLater(y, POSITIONS)), mean), concave),
  wfg(
    8,
    (y) =>
      reduced(
        shifted(
          y.map((value, index) =>
            index < POSITIONS ? value : dependentBias(value, mean(y.slice(0, index))),
          ),
        ),
        mean,
      ),
    concave,
  ),
  wfg(
    9,
    (y) => {
      const biased = biasedByLater(y, VARIABLES - 1);
      return interwoven(
        biased.map((value, index) =>
          index < POSITIONS ? deceptiveShift(value, 0.35, 0.001, 0.05) : multimodalShift(value, 30, 95, 0.35),
        ),
      );
    },
    concave,
  ),
];
