// Values of Optuna in our words: attributes, constraints, parameters.

import { ParetoscopeError } from '../../contract/errors.ts';
import type { Dimension } from '../../contract/study.ts';
import type { ParameterValue } from '../../contract/system.ts';
import type { JsonValue, OptunaDistribution, OptunaTrial } from '../../store/index.ts';
import { shown, type ImportedParameter } from './imported.ts';
import { CONSTRAINTS_KEY } from './optuna-write.ts';

/** An attribute as a metric: numbers, booleans as 0 and 1, and the texts that infinities are written as; else NaN. */
export function attributeNumber(value: JsonValue | undefined): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (value === 'Infinity' || value === '-Infinity') return Number(value);
  return Number.NaN;
}

/** Constraint values by name: of 4.x a list, of 5.x one attribute each. */
export function constraintsOf(trial: OptunaTrial): readonly (readonly [name: string, value: number])[] {
  const found: [string, number][] = [];
  const list = trial.systemAttributes[CONSTRAINTS_KEY];
  if (Array.isArray(list)) {
    list.forEach((value: JsonValue, index) => found.push([String(index), attributeNumber(value)]));
  }
  for (const [key, value] of Object.entries(trial.systemAttributes)) {
    if (key.startsWith(`${CONSTRAINTS_KEY}:`)) {
      found.push([key.slice(CONSTRAINTS_KEY.length + 1), attributeNumber(value)]);
    }
  }
  return found;
}

/** A parameter of the file as a dimension, and how its internal values become codes. */
export interface ReadParameter {
  readonly dimension: Dimension;
  readonly description: ImportedParameter;
  readonly code: (value: number, distribution: OptunaDistribution) => number;
}

export function readParameter(
  name: string,
  id: string,
  distributions: readonly OptunaDistribution[],
): ReadParameter {
  const [first] = distributions;
  if (first!.kind === 'categorical') return readCategories(name, id, distributions);
  const ranges = distributions.filter((distribution) => distribution.kind !== 'categorical');
  if (ranges.length < distributions.length) {
    throw new ParetoscopeError(
      'study-invalid',
      `the parameter "${shown(name)}" is a category in some trials and a number in others`,
    );
  }
  const minimum = Math.min(...ranges.map(({ low }) => low));
  const maximum = Math.max(...ranges.map(({ high }) => high));
  const scale = ranges.every(({ log }) => log) && minimum > 0 ? 'log' : 'linear';
  const steps = new Set(ranges.map(({ step }) => step));
  const step = steps.size === 1 ? [...steps][0]! : null;
  if (ranges.every(({ kind }) => kind === 'int')) {
    const onGrid = step !== null && ranges.every(({ low }) => (low - minimum) % step === 0);
    return {
      dimension: { kind: 'integer', id, minimum, maximum, step: onGrid ? step : 1, scale },
      description: {},
      code: (value) => (Number.isInteger(value) ? value : Number.NaN),
    };
  }
  const levels = step === null ? undefined : Math.round((maximum - minimum) / step) + 1;
  return {
    dimension: {
      kind: 'float',
      id,
      minimum,
      maximum,
      scale,
      ...(levels === undefined || levels < 2 ? {} : { levels }),
    },
    description: step === null ? {} : { step },
    code: (value) => value,
  };
}

function readCategories(
  name: string,
  id: string,
  distributions: readonly OptunaDistribution[],
): ReadParameter {
  const choices: ParameterValue[] = [];
  const codes = new Map<OptunaDistribution, readonly number[]>();
  for (const distribution of distributions) {
    if (distribution.kind !== 'categorical') {
      throw new ParetoscopeError(
        'study-invalid',
        `the parameter "${shown(name)}" is a category in some trials and a number in others`,
      );
    }
    codes.set(
      distribution,
      distribution.choices.map((choice) => {
        const value = choiceValue(choice);
        if (!choices.includes(value)) choices.push(value);
        return choices.indexOf(value);
      }),
    );
  }
  return {
    dimension: { kind: 'choice', id, choices, ordered: false },
    description: {},
    code: (value, distribution) => codes.get(distribution)?.[value] ?? Number.NaN,
  };
}

/** A category as a value of ours: what is neither number, text nor boolean becomes the text that Python shows. */
function choiceValue(choice: JsonValue): ParameterValue {
  if (choice === null) return 'None';
  if (typeof choice === 'number') return Number.isFinite(choice) ? choice : String(choice);
  return typeof choice === 'object' ? JSON.stringify(choice) : choice;
}
