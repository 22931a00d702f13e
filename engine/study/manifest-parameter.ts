// One parameter of a system manifest.

import type { Parameter, ParameterValue } from '../contract/system.ts';
import { knownEntries, readInteger, readQuantity, readText, readWord, type Problems } from './problems.ts';
import type { MapNode, TreeNode } from './syntax.ts';

const KEYS = [
  'kind',
  'doc',
  'label',
  'unit',
  'min',
  'max',
  'step',
  'scale',
  'choices',
  'default',
  'active_when',
];
const KINDS = ['float', 'integer', 'ordinal', 'categorical', 'boolean'] as const;

/** Reads a parameter; what is wrong with it is in `problems`. */
export function readManifestParameter(
  name: string,
  node: TreeNode,
  problems: Problems,
): Parameter | undefined {
  if (node.kind !== 'map') {
    problems.addForm(node, `parameter "${name}"`, 'a set of keys', `it takes ${KEYS.join(', ')}`);
    return undefined;
  }
  const entries = knownEntries(node, KEYS, `parameter "${name}"`, problems);
  const at = (key: string): TreeNode | undefined => entries.get(key)?.value;
  const text = (key: string): string | undefined => {
    const found = at(key);
    return found && readText(found, `"${key}" of "${name}"`, problems);
  };
  const kindNode = at('kind');
  if (kindNode === undefined) {
    problems.add(node.place, `parameter "${name}" has no kind`, `it is one of ${KINDS.join(', ')}`);
    return undefined;
  }
  const kind = readWord(kindNode, `the kind of "${name}"`, KINDS, undefined, problems);
  const unit = text('unit');
  const label = text('label');
  const activeWhen = readConditions(name, at('active_when'), problems);
  const base = {
    doc: text('doc') ?? name,
    ...(unit === undefined ? {} : { unit }),
    ...(label === undefined ? {} : { label }),
    ...(activeWhen === undefined ? {} : { activeWhen }),
  };
  switch (kind) {
    case undefined:
      return undefined;
    case 'float':
    case 'integer':
      return readNumber(name, kind, node, at, unit, base, problems);
    case 'boolean': {
      const value = at('default');
      if (value === undefined) return { ...base, kind, default: false };
      if (value.kind !== 'scalar' || typeof value.value !== 'boolean') {
        problems.addForm(value, `the default of "${name}"`, 'true or false');
        return undefined;
      }
      return { ...base, kind, default: value.value };
    }
    case 'ordinal':
    case 'categorical':
      return readChoices(name, kind, node, at, unit, base, problems);
  }
}

type Base = Pick<Parameter, 'doc' | 'unit' | 'label' | 'activeWhen'>;
type At = (key: string) => TreeNode | undefined;

function readNumber(
  name: string,
  kind: 'float' | 'integer',
  node: MapNode,
  at: At,
  unit: string | undefined,
  base: Base,
  problems: Problems,
): Parameter | undefined {
  const ends = (['min', 'max'] as const).map((key) => {
    const found = at(key);
    if (found === undefined)
      problems.add(node.place, `parameter "${name}" has no "${key}"`, `add ${key}: ...`);
    return found && readQuantity(found, unit, `"${key}" of "${name}"`, problems);
  });
  const scale = readWord(
    at('scale'),
    `the scale of "${name}"`,
    ['linear', 'log'] as const,
    'linear',
    problems,
  );
  const stepNode = at('step');
  const step = stepNode && readInteger(stepNode, `the step of "${name}"`, problems, 1);
  const [minimum, maximum] = ends;
  if (minimum === undefined || maximum === undefined || scale === undefined) return undefined;
  const defaultNode = at('default');
  const value =
    defaultNode === undefined
      ? minimum
      : readQuantity(defaultNode, unit, `the default of "${name}"`, problems);
  if (value === undefined) return undefined;
  const place = defaultNode?.place ?? node.place;
  if (minimum > maximum)
    problems.add(at('min')!.place, `the range of "${name}" is empty`, 'swap min and max');
  else if (value < minimum || value > maximum)
    problems.add(place, `the default of "${name}" is outside its range`);
  else if (scale === 'log' && minimum <= 0)
    problems.add(at('scale')!.place, `"${name}": a log scale needs a positive min`);
  else if (kind === 'integer' && ![minimum, maximum, value].every(Number.isInteger)) {
    problems.add(place, `"${name}" is an integer: min, max and default must be whole numbers`);
  } else if (kind === 'integer' && (value - minimum) % (step ?? 1) !== 0) {
    problems.add(place, `the default of "${name}" is not on its step`);
  } else {
    return kind === 'float'
      ? { ...base, kind, minimum, maximum, scale, default: value }
      : { ...base, kind, minimum, maximum, scale, default: value, ...(step === undefined ? {} : { step }) };
  }
  return undefined;
}

function readChoices(
  name: string,
  kind: 'ordinal' | 'categorical',
  node: MapNode,
  at: At,
  unit: string | undefined,
  base: Base,
  problems: Problems,
): Parameter | undefined {
  const choicesNode = at('choices');
  if (choicesNode?.kind !== 'list' || choicesNode.items.length === 0) {
    problems.add(
      choicesNode?.place ?? node.place,
      `parameter "${name}" has no choices`,
      'write choices: [1, 2, 4]',
    );
    return undefined;
  }
  const choices = choicesNode.items.map((item) => readChoice(name, kind, item, unit, problems));
  if (choices.includes(undefined)) return undefined;
  if (new Set(choices).size !== choices.length) {
    problems.add(choicesNode.place, `a choice of "${name}" appears twice`, 'keep one of them');
    return undefined;
  }
  const defaultNode = at('default');
  const value = defaultNode === undefined ? choices[0] : readChoice(name, kind, defaultNode, unit, problems);
  if (value === undefined) return undefined;
  if (!choices.includes(value)) {
    problems.add(defaultNode!.place, `the default of "${name}" is none of its choices`);
    return undefined;
  }
  return kind === 'ordinal'
    ? { ...base, kind, choices: choices as (number | string)[], default: value }
    : { ...base, kind, choices: choices as string[], default: value as string };
}

/** A number where it can be one (with a unit, say), else a text; categorical choices are always texts. */
function readChoice(
  name: string,
  kind: 'ordinal' | 'categorical',
  node: TreeNode,
  unit: string | undefined,
  problems: Problems,
): number | string | undefined {
  if (node.kind !== 'scalar' || node.value === null || typeof node.value === 'boolean') {
    problems.addForm(node, `a choice of "${name}"`, 'a number or a text');
    return undefined;
  }
  if (kind === 'categorical') return String(node.value);
  if (typeof node.value === 'number') return node.value;
  return unit === undefined ? node.value : readQuantity(node, unit, `a choice of "${name}"`, problems);
}

function readConditions(
  name: string,
  node: TreeNode | undefined,
  problems: Problems,
): Record<string, ParameterValue[]> | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'map') {
    problems.addForm(node, `"active_when" of "${name}"`, 'parameters with lists of values');
    return undefined;
  }
  const conditions: Record<string, ParameterValue[]> = {};
  for (const { key, value } of node.entries) {
    const items = value.kind === 'list' ? value.items : [value];
    conditions[key] = items.flatMap((item) =>
      item.kind === 'scalar' && item.value !== null ? [item.value] : [],
    );
  }
  return conditions;
}
