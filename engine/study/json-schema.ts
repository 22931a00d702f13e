// JSON Schema 2020-12 of the study file, for editors: completion, hover texts and red lines while typing.

import type { Parameter, System } from '../contract/system.ts';
import { MOST_TRIALS } from '../contract/study.ts';
import type { ChoiceOptions } from './choices.ts';
import { choicesOf, showRange, showValue } from './values.ts';

/** A schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

type DescribedSystem = Pick<System, 'id' | 'title' | 'summary' | 'parameters' | 'metrics'>;
type DescribedChoice = ChoiceOptions & { readonly title?: string; readonly doc?: string };

const TEXTS: JsonSchema = { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } };
const PRIORS: JsonSchema = {
  description:
    'How likely the choices of categorical parameters are taken to be good: weights by parameter and choice.',
  type: 'object',
  additionalProperties: { type: 'object', additionalProperties: { type: 'number', exclusiveMinimum: 0 } },
};
const QUANTITY: JsonSchema = { type: ['number', 'string'] };

/**
 * The schema over the given systems: names and values of parameters, metrics and sampler options follow from `system`
 * and the `type` of sampler and pruner. It accepts every file that `loadStudy` accepts; what a schema cannot say (units, ranges across
 * keys) is left to `paretoscope check`.
 */
export function studyJsonSchema(
  systems: readonly DescribedSystem[],
  samplers: readonly DescribedChoice[],
  pruners: readonly DescribedChoice[],
): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Paretoscope study',
    type: 'object',
    required: ['study', 'system'],
    additionalProperties: false,
    properties: {
      study: {
        type: 'string',
        minLength: 1,
        maxLength: 100,
        description: 'Name of the study inside a workspace.',
      },
      system: {
        description: 'What is designed.',
        oneOf: systems.map(({ id, title, summary }) => ({ const: id, title, description: summary })),
      },
      description: { type: 'string', description: 'What the study is for.' },
      finding: { type: 'string', description: 'The expected finding, in words.' },
      parameters: { type: 'object', description: 'What varies; everything else stays at its default.' },
      fixed: { type: 'object', description: 'Parameters that stay at a value other than their default.' },
      objectives: { type: 'array', minItems: 1, description: 'Metrics to be optimised.' },
      constraints: {
        type: 'array',
        items: { type: 'string' },
        description:
          'Bounds on metrics that a feasible design meets, e.g. "sdc <= 1e-16", and conditions over parameters alone, e.g. "tile_m * tile_k <= sram".',
      },
      forbid: {
        type: 'array',
        items: { type: 'string' },
        description:
          'Combinations of parameter values that are not tried, e.g. "mac = 256 and clock > 500 MHz".',
      },
      sampler: {
        description: 'How the space is explored.',
        anyOf: [
          { enum: samplers.map(({ type }) => type) },
          { type: 'object', required: ['type'], oneOf: samplers.map(choiceSchema) },
        ],
      },
      pruner: {
        description: 'Which evaluations are not worth finishing.',
        anyOf: [
          { enum: pruners.map(({ type }) => type) },
          { type: 'object', required: ['type'], oneOf: pruners.map(choiceSchema) },
        ],
      },
      order: {
        enum: ['deterministic', 'asynchronous'],
        description: 'Asynchronous: pruning uses whatever has arrived, and two runs may differ.',
      },
      fidelity: {
        type: 'object',
        description:
          'Evaluates designs at low values of a parameter first, and the best again at higher ones.',
        required: ['parameter'],
        additionalProperties: false,
        properties: {
          parameter: { type: 'string', description: 'A parameter that is a number.' },
          levels: { type: 'array', minItems: 2, maxItems: 10, items: QUANTITY },
          min: QUANTITY,
          max: QUANTITY,
          factor: {
            type: 'integer',
            minimum: 2,
            maximum: 100,
            description: 'One of so many designs goes on to the next level; 3 if absent.',
          },
        },
      },
      start: {
        type: 'object',
        additionalProperties: false,
        description: "What is tried or known before the sampler's own first proposal.",
        properties: {
          published: {
            type: 'boolean',
            description: "Try the system's defaults first, where they lie in the space; true, but for grid.",
          },
          designs: {
            type: 'array',
            items: { type: 'object' },
            description: 'Designs to try next; parameters they do not name are at their default.',
          },
          trials: {
            type: 'object',
            required: ['study'],
            additionalProperties: false,
            description: 'Trials of another study that the sampler learns from.',
            properties: {
              study: { type: 'string', minLength: 1, description: 'Its name.' },
              workspace: {
                type: 'string',
                minLength: 1,
                description: 'Its workspace file, from the folder of this one; absent: the same workspace.',
              },
            },
          },
        },
      },
      budget: {
        type: 'object',
        minProperties: 1,
        additionalProperties: false,
        properties: {
          trials: { type: 'integer', minimum: 1, maximum: MOST_TRIALS, description: 'Trials in all.' },
          time: { ...QUANTITY, description: 'Wall-clock limit of one run, e.g. "10 min".' },
          plateau: {
            type: 'object',
            required: ['improvement', 'trials'],
            additionalProperties: false,
            description:
              'Stop when so many trials have not improved the front (or the best value) by so much.',
            properties: {
              improvement: { ...QUANTITY, description: 'Relative improvement, e.g. "1 %".' },
              trials: { type: 'integer', minimum: 1, maximum: MOST_TRIALS },
            },
          },
        },
      },
      evaluation: {
        type: 'object',
        additionalProperties: false,
        properties: {
          timeout: {
            ...QUANTITY,
            description: 'An evaluation that takes longer is a failed trial, e.g. "30 s".',
          },
        },
      },
      cache: {
        type: 'boolean',
        description:
          'Whether a design that was evaluated before is taken over instead of evaluated; true if absent.',
      },
      seed: { type: 'integer', description: 'Seed of all random numbers; 0 if absent.' },
    },
    allOf: systems.map((system) => ({
      if: { required: ['system'], properties: { system: { const: system.id } } },
      then: { properties: systemProperties(system) },
    })),
  };
}

function choiceSchema({ type, title, doc, options, isProgram, takesPriors }: DescribedChoice): JsonSchema {
  return {
    ...(title === undefined ? {} : { title }),
    ...(doc === undefined ? {} : { description: doc }),
    additionalProperties: false,
    ...(isProgram === true ? { required: ['command'] } : {}),
    properties: {
      type: { const: type },
      ...(isProgram === true
        ? {
            command: { ...TEXTS, description: 'The program and its arguments; no shell is involved.' },
            environment: { ...TEXTS, description: 'Environment variables that it gets besides PATH.' },
          }
        : {}),
      ...(takesPriors === true ? { priors: PRIORS } : {}),
      ...Object.fromEntries(
        Object.entries(options).map(([name, option]) => [
          name,
          { ...valueSchema(option), default: option.default, description: option.doc },
        ]),
      ),
    },
  };
}

function systemProperties(system: DescribedSystem): JsonSchema {
  const metrics = { enum: Object.keys(system.metrics) };
  const perParameter = (schema: (parameter: Parameter) => JsonSchema): JsonSchema => ({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(system.parameters).map(([id, parameter]) => [
        id,
        { description: describe(parameter), ...schema(parameter) },
      ]),
    ),
  });
  return {
    parameters: perParameter(variationSchema),
    fixed: perParameter(valueSchema),
    start: { properties: { designs: { items: perParameter(valueSchema) } } },
    objectives: {
      items: {
        anyOf: [
          metrics,
          {
            type: 'object',
            required: ['metric'],
            additionalProperties: false,
            properties: { metric: metrics, direction: { enum: ['minimize', 'maximize'] } },
          },
        ],
      },
    },
  };
}

function describe(parameter: Parameter): string {
  if (parameter.kind === 'float' || parameter.kind === 'integer') {
    return `${parameter.doc} From ${showRange(parameter)}; default ${showValue(parameter, parameter.default)}.`;
  }
  return `${parameter.doc} Default ${showValue(parameter, parameter.default)}.`;
}

/** One value. Numbers may be texts with a unit, so their ranges are only checked where they are numbers. */
function valueSchema(parameter: Parameter): JsonSchema {
  switch (parameter.kind) {
    case 'float':
      return { ...QUANTITY, minimum: parameter.minimum, maximum: parameter.maximum };
    case 'integer':
      return { ...QUANTITY, minimum: parameter.minimum, maximum: parameter.maximum, multipleOf: 1 };
    case 'boolean':
      return { type: 'boolean' };
    case 'categorical':
    case 'ordinal': {
      // A choice named by digits may be written without quotes.
      const choices = choicesOf(parameter).flatMap((choice) =>
        typeof choice === 'string' && String(Number(choice)) === choice ? [choice, Number(choice)] : [choice],
      );
      const texts = parameter.choices.every((choice: string | number) => typeof choice === 'string');
      return texts ? { enum: choices } : { anyOf: [{ enum: choices }, { type: 'string' }] };
    }
  }
}

/** What may stand under `parameters`: one value, a list, a range, or `all`. */
function variationSchema(parameter: Parameter): JsonSchema {
  const value = valueSchema(parameter);
  const list = { type: 'array', minItems: 1, uniqueItems: true, items: value };
  const values = { values: list };
  const ends = { min: value, max: value };
  const range =
    parameter.kind === 'categorical' || parameter.kind === 'boolean'
      ? values
      : parameter.kind === 'ordinal'
        ? { ...values, ...ends }
        : {
            ...values,
            ...ends,
            step: QUANTITY,
            factor: { type: 'number', exclusiveMinimum: 1 },
            levels: { type: 'integer', minimum: 2 },
            scale: { enum: ['linear', 'log'] },
          };
  return {
    anyOf: [
      { const: 'all' },
      value,
      list,
      { type: 'object', additionalProperties: false, properties: range },
    ],
  };
}
