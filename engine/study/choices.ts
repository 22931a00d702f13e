// A sampler or a pruner as a study file names it: a type with options.

import type { Parameters } from '../contract/system.ts';
import { didYouMean } from '../space/suggest.ts';
import { abbreviated, readText, type Problems } from './problems.ts';
import type { TreeNode } from './syntax.ts';
import { readValue } from './values.ts';

/** What a study file needs to know of a sampler or pruner. */
export interface ChoiceOptions {
  readonly type: string;
  readonly options: Parameters;
  readonly mostObjectives?: number;
  /** Its trials belong together, as `SamplerDefinition` says: nothing can be tried before them. */
  readonly groupBeyondParameters?: number;
  /** It is a program: the file gives its `command` and the variables of its `environment`, both lists of texts. */
  readonly isProgram?: boolean;
  /** The file may give it `priors`: weights by parameter and choice. */
  readonly takesPriors?: boolean;
}

interface Choice {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The type a node names, with every option filled in. `noun` is "sampler" or "pruner". */
export function readChoice(
  noun: string,
  node: TreeNode,
  definitions: readonly ChoiceOptions[],
  problems: Problems,
): Choice | undefined {
  const typeNode = node.kind === 'map' ? node.entries.find(({ key }) => key === 'type')?.value : node;
  if (typeNode === undefined) {
    problems.malformed = true;
    problems.add(
      node.place,
      `the ${noun} has no type`,
      `write { type: ${definitions[0]?.type ?? 'a-type'} }`,
    );
    return undefined;
  }
  const type = readText(typeNode, `the type of the ${noun}`, problems);
  if (type === undefined) return undefined;
  const definition = definitions.find((candidate) => candidate.type === type);
  if (definition === undefined) {
    const types = definitions.map((candidate) => candidate.type);
    problems.add(
      typeNode.place,
      `there is no ${noun} "${abbreviated(type)}"`,
      didYouMean(type, types) ?? `the ${noun}s are ${types.join(', ')}`,
    );
    return undefined;
  }
  const options: Record<string, unknown> = defaultOptions(definition);
  if (definition.isProgram === true) readProgram(node, typeNode, options, problems);
  for (const { key, keyPlace, value } of node.kind === 'map' ? node.entries : []) {
    if (key === 'type' || (definition.isProgram === true && PROGRAM_KEYS.includes(key))) continue;
    if (key === 'priors' && definition.takesPriors === true) {
      options.priors = readPriors(value, problems);
      continue;
    }
    if (!Object.hasOwn(definition.options, key)) {
      const known = Object.keys(definition.options);
      const all = known.length === 0 ? 'it has no options' : `its options are ${known.join(', ')}`;
      problems.add(
        keyPlace,
        `${noun} "${type}" has no option "${abbreviated(key)}"`,
        didYouMean(key, known) ?? all,
      );
      continue;
    }
    const option = readValue(key, definition.options[key]!, value, problems);
    if (option !== undefined) options[key] = option;
  }
  return { type, options };
}

const PROGRAM_KEYS = ['command', 'environment'];

/** Reads what a sampler that is a program needs besides its options. */
function readProgram(
  node: TreeNode,
  typeNode: TreeNode,
  options: Record<string, unknown>,
  problems: Problems,
): void {
  const entries = node.kind === 'map' ? node.entries : [];
  for (const key of PROGRAM_KEYS) {
    const list = entries.find((entry) => entry.key === key)?.value;
    options[key] = list === undefined ? [] : readTexts(list, `"${key}"`, problems);
  }
  if (entries.every(({ key }) => key !== 'command')) {
    problems.add(typeNode.place, 'the sampler has no command', 'write command: [python3, my-sampler.py]');
  }
}

function readTexts(node: TreeNode, subject: string, problems: Problems): readonly string[] {
  if (node.kind !== 'list' || node.items.length === 0) {
    problems.addForm(node, subject, 'a list of texts', 'write [python3, my-sampler.py]');
    return [];
  }
  return node.items.flatMap((item) => readText(item, `every part of ${subject}`, problems) ?? []);
}

/** Weights by parameter and choice; whether the study has them is another question. */
function readPriors(node: TreeNode, problems: Problems): Record<string, Record<string, number>> {
  const form = 'write { policy: { lru: 4, random: 1 } }';
  if (node.kind !== 'map') {
    problems.addForm(node, '"priors"', 'weights of choices by parameter', form);
    return {};
  }
  const priors: Record<string, Record<string, number>> = {};
  for (const { key: parameter, value: choices } of node.entries) {
    if (choices.kind !== 'map') {
      problems.addForm(choices, `"priors" of "${abbreviated(parameter)}"`, 'a weight a choice', form);
      continue;
    }
    const weights: Record<string, number> = {};
    for (const { key: choice, value } of choices.entries) {
      if (value.kind === 'scalar' && typeof value.value === 'number') weights[choice] = value.value;
      else problems.addForm(value, `the weight of "${abbreviated(choice)}"`, 'a positive number', form);
    }
    priors[parameter] = weights;
  }
  return priors;
}

export function defaultOptions(definition: ChoiceOptions): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(definition.options).map(([name, option]) => [name, option.default]),
  );
}
