// The `parameters` and `fixed` sections: what varies, over what, and what stays where.

import type { Dimension } from '../contract/study.ts';
import type { Parameter, ParameterValue, System } from '../contract/system.ts';
import { didYouMean } from '../space/suggest.ts';
import { abbreviated, knownEntries, type Problems } from './problems.ts';
import { parameterSchema, type ExpressionSchema } from '../space/expression-schema.ts';
import { boundText, narrowRanges, readBounds } from './bounds.ts';
import { bounded, choiceDimension, RangeReader, wholeRange, type Resolved } from './ranges.ts';
import type { Entry, ListNode, MapNode, TreeNode } from './syntax.ts';
import { choicesOf, readValue, showValue } from './values.ts';

export interface Assignment {
  readonly dimensions: readonly Dimension[];
  /** Every parameter that does not vary. */
  readonly fixed: Readonly<Record<string, ParameterValue>>;
}

const RANGE_KEYS = ['min', 'max', 'step', 'factor', 'levels', 'scale', 'values'] as const;
/** Resolves both sections; dimensions come in the order of the file. */
export function readAssignment(
  parameters: TreeNode | undefined,
  fixed: TreeNode | undefined,
  system: System,
  problems: Problems,
): Assignment {
  const read: Dimension[] = [];
  const schema = parameterSchema(system.parameters);
  const values: Record<string, ParameterValue> = {};
  const varied = new Map<string, Entry>();
  for (const entry of sectionEntries(parameters, 'parameters', problems)) {
    const parameter = parameterOf(entry, system, problems);
    if (parameter === undefined) continue;
    varied.set(entry.key, entry);
    const resolved = readParameter(entry.key, parameter, entry.value, problems, schema);
    if (resolved === undefined) continue;
    if ('value' in resolved) values[entry.key] = resolved.value;
    else read.push(resolved.dimension);
  }
  for (const entry of sectionEntries(fixed, 'fixed', problems)) {
    const parameter = parameterOf(entry, system, problems);
    if (parameter === undefined) continue;
    const other = varied.get(entry.key);
    if (other !== undefined) {
      problems.add(
        entry.keyPlace,
        `parameter "${entry.key}" is under "parameters" (line ${other.keyPlace.line ?? '?'}) and under "fixed"`,
        'keep one of them',
      );
      continue;
    }
    const value = readValue(entry.key, parameter, entry.value, problems);
    if (value !== undefined) values[entry.key] = value;
  }
  const varying = new Set(read.map((dimension) => dimension.id));
  const complete = Object.fromEntries(
    Object.entries(system.parameters)
      .filter(([id]) => !varying.has(id))
      .map(([id, parameter]) => [id, Object.hasOwn(values, id) ? values[id]! : parameter.default]),
  );
  return { dimensions: narrowRanges(read, complete, system, varied, problems), fixed: complete };
}

function sectionEntries(node: TreeNode | undefined, name: string, problems: Problems): readonly Entry[] {
  if (node === undefined) return [];
  if (node.kind === 'map') return node.entries;
  problems.addForm(node, `"${name}"`, 'a set of keys', `write "name: value" lines under "${name}"`);
  return [];
}

function parameterOf(entry: Entry, system: System, problems: Problems): Parameter | undefined {
  if (Object.hasOwn(system.parameters, entry.key)) return system.parameters[entry.key];
  const isMetric = Object.hasOwn(system.metrics, entry.key);
  problems.add(
    entry.keyPlace,
    isMetric
      ? `"${entry.key}" is a metric of system "${system.id}", not a parameter`
      : `parameter "${abbreviated(entry.key)}" is not in system "${system.id}"`,
    isMetric
      ? 'bound it under "constraints", e.g. "area <= 1.5"'
      : (didYouMean(entry.key, Object.keys(system.parameters)) ??
          `its parameters are ${Object.keys(system.parameters).join(', ')}`),
  );
  return undefined;
}

function readParameter(
  id: string,
  parameter: Parameter,
  node: TreeNode,
  problems: Problems,
  schema: ExpressionSchema,
): Resolved | undefined {
  if (node.kind === 'list') return readList(id, parameter, node, problems);
  if (node.kind === 'map') return readRange(id, parameter, node, problems, schema);
  if (node.value === 'all') return wholeRange(id, parameter);
  const value = readValue(id, parameter, node, problems);
  return value === undefined ? undefined : { value };
}

function readList(
  id: string,
  parameter: Parameter,
  node: ListNode,
  problems: Problems,
): Resolved | undefined {
  if (node.items.length === 0) {
    problems.add(node.place, `"${id}" has an empty list of values`, 'list at least one value, or write all');
    return undefined;
  }
  const values: ParameterValue[] = [];
  let sound = true;
  for (const item of node.items) {
    const value = readValue(id, parameter, item, problems);
    if (value === undefined) sound = false;
    else if (values.includes(value)) {
      problems.add(item.place, `"${id}" lists ${showValue(parameter, value)} twice`, 'keep one of them');
      sound = false;
    } else values.push(value);
  }
  return sound ? choiceDimension(id, parameter, values) : undefined;
}

function readRange(
  id: string,
  parameter: Parameter,
  node: MapNode,
  problems: Problems,
  schema: ExpressionSchema,
): Resolved | undefined {
  const before = problems.list.length;
  const entries = knownEntries(node, RANGE_KEYS, `"${id}"`, problems);
  const values = entries.get('values')?.value;
  if (values !== undefined) {
    for (const [key, entry] of entries) {
      if (key !== 'values')
        problems.add(entry.keyPlace, `"${id}" has both "values" and "${key}"`, 'keep one of them');
    }
    if (values.kind !== 'list') {
      problems.addForm(values, `"values" of "${id}"`, 'a list');
      return undefined;
    }
    const resolved = readList(id, parameter, values, problems);
    return problems.list.length === before ? resolved : undefined;
  }
  if (parameter.kind === 'categorical' || parameter.kind === 'boolean') {
    problems.add(
      node.place,
      `"${id}" has no range: it is one of ${choicesOf(parameter).map(String).join(', ')}`,
      'list the values that may be taken, or write all',
    );
    return undefined;
  }
  if (parameter.kind === 'ordinal') return readOrdinalRange(id, parameter, node, entries, problems, schema);
  const range = new RangeReader(id, parameter, node, entries, problems, schema).read();
  return problems.list.length === before ? range : undefined;
}

/** `{ min, max }` of an ordinal: its choices between the two, by their order. */
function readOrdinalRange(
  id: string,
  parameter: Extract<Parameter, { kind: 'ordinal' }>,
  node: MapNode,
  entries: ReadonlyMap<string, Entry>,
  problems: Problems,
  schema: ExpressionSchema,
): Resolved | undefined {
  const before = problems.list.length;
  const choices = parameter.choices;
  const isNumber = choices.every((choice) => typeof choice === 'number');
  const bounds = isNumber ? readBounds(entries, schema) : undefined;
  for (const key of ['step', 'factor', 'levels', 'scale']) {
    const entry = entries.get(key);
    if (entry)
      problems.add(
        entry.keyPlace,
        `"${id}" has listed values, so "${key}" does not apply`,
        'list the values',
      );
  }
  const place = (key: string, otherwise: number): number => {
    const entry = entries.get(key);
    if (entry === undefined || (isNumber && boundText(entry.value, schema) !== undefined)) return otherwise;
    const value = readValue(id, parameter, entry.value, problems);
    return value === undefined ? otherwise : choices.indexOf(value as number | string);
  };
  const first = place('min', 0);
  const last = place('max', choices.length - 1);
  if (first > last) problems.add(node.place, `"${id}": min comes after max`, 'swap them');
  if (problems.list.length > before) return undefined;
  return bounded(id, choiceDimension(id, parameter, choices.slice(first, last + 1)), bounds);
}
