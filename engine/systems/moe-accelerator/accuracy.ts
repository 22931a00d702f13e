// Accuracy of a design: a regression through the measured table of small mixtures. Computed once from the table, with its
// error on shapes that were left out.

import { ridge } from '../../learning/ridge.ts';
import { measurements, type Measurement } from './accuracy-table.ts';
import type { AcceleratorDesign } from './parameters.ts';
import { uncorrectedShare } from './reliability.ts';
import { densityOf } from './shape.ts';

/** What accuracy is measured over. */
export type Measured = Omit<Measurement, 'repetition' | 'accuracy'>;

/** Right answers by guessing among four classes. */
const CHANCE = 0.25;
const PENALTY = 0.02;

/** Widths of the small mixtures, in which the table counts groups of projections and kept inner channels. */
const TOY_WIDTH = 32;
const TOY_INNER = 8;

/**
 * Features of the logit of accuracy above chance. Shapes enter by their logarithms; rounding by its error, which falls
 * fourfold with every bit; wrong bits in proportion.
 */
function features(point: Measured): number[] {
  const e = (Math.log2(point.experts) - 4) / 2;
  const k = Math.log2(point.active) / 2;
  const g = Math.log2(point.groups) / 2;
  const d = Math.log2(point.projectionGroup / TOY_WIDTH);
  const h = Math.log2(point.keptHidden / TOY_INNER);
  const w = 4 ** (2 - point.weightBits);
  const a = 4 ** (4 - point.activationBits);
  const x = 100 * point.bitErrors;
  const narrow = 4 / point.weightBits;
  return [
    1,
    ...[e, e * e, k, k * k, e * k, g, g * e, g * k],
    ...[d, d * d, d * k, h, h * h, h * k, d * h],
    ...[w, w * w, w * e, w * k, a, a * w, a * k],
    ...[x, x * w, x * narrow, x * k],
  ];
}

const logit = (accuracy: number): number => Math.log((accuracy - CHANCE) / (1 - accuracy));
const inverse = (value: number): number => (CHANCE + Math.exp(value)) / (1 + Math.exp(value));

const MEASUREMENTS = measurements();
const rows = MEASUREMENTS.map(features);
const targets = MEASUREMENTS.map(({ accuracy }) => logit(accuracy));
const coefficients = ridge(rows, targets, PENALTY);

function dot(weights: Float64Array, row: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < row.length; index++) sum += weights[index]! * row[index]!;
  return sum;
}

/** Accuracy of a small mixture by the regression. */
export function predictAccuracy(point: Measured): number {
  return inverse(dot(coefficients, features(point)));
}

/** Root mean squares, in shares of answers. */
export interface AccuracyError {
  /** Of predictions for shapes that were left out of the fit, against their measurements. */
  readonly rms: number;
  /** Of single repetitions around their mean: what no regression can explain. */
  readonly noise: number;
  readonly measurements: number;
}

/** Cross-validation: each shape is left out once, so that a prediction knows nothing of the networks it is held against. */
function crossValidate(): AccuracyError {
  const shapes = MEASUREMENTS.map(({ experts, active, groups, projectionGroup, keptHidden }) =>
    [experts, active, groups, projectionGroup, keptHidden].join(' '),
  );
  let squares = 0;
  for (const left of new Set(shapes)) {
    const inside = shapes.flatMap((shape, index) => (shape === left ? [] : [index]));
    const fitted = ridge(
      inside.map((index) => rows[index]!),
      inside.map((index) => targets[index]!),
      PENALTY,
    );
    shapes.forEach((shape, index) => {
      if (shape === left)
        squares += (inverse(dot(fitted, rows[index]!)) - MEASUREMENTS[index]!.accuracy) ** 2;
    });
  }
  const repeated = new Map<string, number[]>();
  MEASUREMENTS.forEach((point, index) => {
    const key = `${shapes[index]!} ${point.weightBits} ${point.activationBits} ${point.bitErrors}`;
    repeated.set(key, [...(repeated.get(key) ?? []), point.accuracy]);
  });
  let spread = 0;
  let freedom = 0;
  for (const values of repeated.values()) {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    spread += values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    freedom += values.length - 1;
  }
  return {
    rms: Math.sqrt(squares / MEASUREMENTS.length),
    noise: Math.sqrt(spread / freedom),
    measurements: MEASUREMENTS.length,
  };
}

/** How wrong the regression is. */
export const ACCURACY_ERROR: AccuracyError = crossValidate();

export interface Accuracy {
  readonly value: number;
  readonly point: Measured;
}

/** The small mixture that stands for a design: same router, same shares of weights and channels, same formats. */
export function accuracyOf(design: AcceleratorDesign): Accuracy {
  const point: Measured = {
    experts: design.experts,
    active: design.active_experts,
    groups: design.expert_groups,
    projectionGroup: TOY_WIDTH * densityOf(design),
    keptHidden: TOY_INNER * (1 - design.activation_sparsity),
    weightBits: design.weight_bits,
    activationBits: design.activation_bits,
    bitErrors: uncorrectedShare(design.bit_errors, design['protection.interfaces']),
  };
  return { value: predictAccuracy(point), point };
}
