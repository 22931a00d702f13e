import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { prunerDefinitions } from '../../../engine/pruning/index.ts';
import { studyJsonSchema } from '../../../engine/study/json-schema.ts';
import { exampleSystem } from './example-system.ts';
import { exampleSamplers, load } from './support.ts';

type Schema = Record<string, unknown>;

/** The keywords of JSON Schema 2020-12 that the study schema uses; any other keyword fails the test. */
function accepts(schema: Schema, value: unknown): boolean {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const members = isObject ? Object.entries(value) : [];
  const checks: Record<string, (argument: never) => boolean> = {
    $schema: () => true,
    title: () => true,
    description: () => true,
    default: () => true,
    then: () => true,
    type: (types: string | string[]) => [types].flat().some((type) => hasType(type, value)),
    const: (constant: unknown) => value === constant,
    enum: (constants: unknown[]) => constants.includes(value),
    anyOf: (parts: Schema[]) => parts.some((part) => accepts(part, value)),
    oneOf: (parts: Schema[]) => parts.filter((part) => accepts(part, value)).length === 1,
    allOf: (parts: Schema[]) => parts.every((part) => accepts(part, value)),
    if: (condition: Schema) => !accepts(condition, value) || accepts(schema.then as Schema, value),
    required: (names: string[]) => !isObject || names.every((name) => Object.hasOwn(value, name)),
    properties: (parts: Record<string, Schema>) =>
      members.every(([name, member]) => !Object.hasOwn(parts, name) || accepts(parts[name]!, member)),
    additionalProperties: (allowed: boolean) =>
      allowed || members.every(([name]) => Object.hasOwn(schema.properties as object, name)),
    minProperties: (least: number) => !isObject || members.length >= least,
    items: (part: Schema) => !Array.isArray(value) || value.every((item) => accepts(part, item)),
    minItems: (least: number) => !Array.isArray(value) || value.length >= least,
    uniqueItems: () => !Array.isArray(value) || new Set(value).size === value.length,
    minimum: (bound: number) => typeof value !== 'number' || value >= bound,
    maximum: (bound: number) => typeof value !== 'number' || value <= bound,
    multipleOf: (unit: number) => typeof value !== 'number' || value % unit === 0,
    minLength: (least: number) => typeof value !== 'string' || value.length >= least,
    maxLength: (most: number) => typeof value !== 'string' || value.length <= most,
  };
  return Object.entries(schema).every(([keyword, argument]) => {
    const check = checks[keyword];
    if (check === undefined) throw new Error(`keyword ${keyword} is not checked`);
    return check(argument as never);
  });
}

function hasType(type: string, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

const documentation = readFileSync(new URL('../../../docs/study-file.md', import.meta.url), 'utf8');
const example = /```yaml\n([^]*?)```/.exec(documentation)![1]!;
const schema = studyJsonSchema([exampleSystem], exampleSamplers, prunerDefinitions) as Schema;
const head = { study: 'a', system: 'example-npu' };

describe('the documented example', () => {
  it('loads without problems or notes, its grid as large as its lists multiply to', () => {
    const { problems, notes, space } = load(example);
    expect(problems.map((problem) => problem.sentence)).toEqual([]);
    expect(notes).toEqual([]);
    expect(space?.gridSize).toBe(3 * 3 * 2 * 5 * 3);
  });

  it('meets the schema', () => {
    expect(accepts(schema, parse(example))).toBe(true);
  });
});

describe('the JSON Schema', () => {
  it.each([
    head,
    { ...head, parameters: { mac: 'all', banks: { min: 2, max: 8, step: 2 }, prefetch: [true, false] } },
    { ...head, parameters: { mac: 64, sram_capacity: ['1 MiB', 2097152], protection: { values: ['none'] } } },
    { ...head, sampler: 'random', seed: -3, budget: { time: '10 min' } },
    { ...head, sampler: { type: 'nsga2', population: 50 } },
    { ...head, pruner: 'median', order: 'asynchronous' },
    { ...head, pruner: { type: 'dominance', margin: 0.1 } },
    { ...head, fidelity: { parameter: 'banks', min: 2, max: 16, factor: 2 } },
  ])('accepts what loads: %j', (document) => {
    expect(load(JSON.stringify(document)).problems).toEqual([]);
    expect(accepts(schema, document)).toBe(true);
  });

  it.each([
    { study: 'a' },
    { ...head, system: 'other' },
    { ...head, sistem: 'b' },
    { ...head, parameters: { sram: 'all' } },
    { ...head, parameters: { mac: [] } },
    { ...head, parameters: { protection: ['non'] } },
    { ...head, parameters: { banks: [1] } },
    { ...head, parameters: { clock: { levls: 4 } } },
    { ...head, fixed: { prefetch: 'yes' } },
    { ...head, objectives: ['aera'] },
    { ...head, objectives: [] },
    { ...head, sampler: 'gird' },
    { ...head, pruner: 'medain' },
    { ...head, pruner: { type: 'median', margin: 0.1 } },
    { ...head, order: 'random' },
    { ...head, fidelity: { levels: [2, 4] } },
    { ...head, sampler: { type: 'nsga2', order: 'shuffled' } },
    { ...head, sampler: { type: 'nsga2', population: 3 } },
    { ...head, budget: { trials: 0 } },
    { ...head, seed: 1.5 },
  ])('refuses what does not load: %j', (document) => {
    expect(load(JSON.stringify(document)).problems).not.toEqual([]);
    expect(accepts(schema, document)).toBe(false);
  });
});
