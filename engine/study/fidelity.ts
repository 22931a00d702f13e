// The `fidelity` section: a parameter of the system whose low values are cheap and whose highest is what counts.

import type { Place } from '../contract/errors.ts';
import type { Fidelity } from '../contract/study.ts';
import type { Parameter, System } from '../contract/system.ts';
import { didYouMean } from '../space/suggest.ts';
import type { Assignment } from './dimensions.ts';
import { abbreviated, knownEntries, readInteger, readText, type Problems } from './problems.ts';
import type { TreeNode } from './syntax.ts';
import { readValue } from './values.ts';

const DEFAULT_FACTOR = 3;
const MOST_LEVELS = 10;
const EXAMPLE = '{ parameter: steps, levels: [50, 150, 450] }';

/** The fidelity of a study; undefined where the file has none, or a wrong one. */
export function readFidelity(
  node: TreeNode | undefined,
  system: System,
  taken: ReadonlySet<string>,
  problems: Problems,
): Fidelity | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'map') {
    problems.addForm(node, '"fidelity"', 'a set of keys', `write ${EXAMPLE}`);
    return undefined;
  }
  const entries = knownEntries(node, ['parameter', 'levels', 'min', 'max', 'factor'], '"fidelity"', problems);
  const parameterNode = entries.get('parameter')?.value;
  if (parameterNode === undefined) {
    problems.malformed = true;
    problems.add(node.place, '"fidelity" names no parameter', `write ${EXAMPLE}`);
    return undefined;
  }
  const id = readText(parameterNode, 'the fidelity parameter', problems);
  if (id === undefined) return undefined;
  const parameter = system.parameters[id];
  if (parameter === undefined || !isNumeric(parameter)) {
    const numeric = Object.keys(system.parameters).filter((one) => isNumeric(system.parameters[one]!));
    problems.add(
      parameterNode.place,
      parameter === undefined
        ? `parameter "${abbreviated(id)}" is not in system "${system.id}"`
        : `parameter "${id}" is not a number`,
      didYouMean(id, numeric) ?? `its numbers are ${numeric.join(', ')}`,
    );
    return undefined;
  }
  if (taken.has(id)) {
    problems.add(
      parameterNode.place,
      `"${id}" is the fidelity and under "parameters" or "fixed"`,
      'keep one of them',
    );
    return undefined;
  }
  const factorNode = entries.get('factor')?.value;
  const factor =
    factorNode === undefined ? DEFAULT_FACTOR : readInteger(factorNode, '"factor"', problems, 2, 100);
  const levelsNode = entries.get('levels')?.value;
  const [low, high] = [entries.get('min')?.value, entries.get('max')?.value];
  if (factor === undefined) return undefined;
  let levels: readonly number[] | undefined;
  if (levelsNode !== undefined && low === undefined && high === undefined)
    levels = readLevels(id, parameter, levelsNode, problems);
  else if (levelsNode === undefined && low !== undefined && high !== undefined)
    levels = geometricLevels(id, parameter, low, high, factor, problems);
  else problems.add(node.place, '"fidelity" takes either levels, or min and max', `write ${EXAMPLE}`);
  if (levels === undefined) return undefined;
  const rising = levels.every((level, index) => index === 0 || level > levels[index - 1]!);
  if (!rising || levels.length < 2 || levels.length > MOST_LEVELS) {
    problems.add(
      (levelsNode ?? node).place,
      rising
        ? `"fidelity" has ${levels.length} levels, not 2 to ${MOST_LEVELS}`
        : 'the levels of "fidelity" do not rise',
    );
    return undefined;
  }
  return { parameter: id, levels, factor };
}

function isNumeric(parameter: Parameter): boolean {
  if (parameter.kind === 'ordinal') return parameter.choices.every((choice) => typeof choice === 'number');
  return parameter.kind === 'float' || parameter.kind === 'integer';
}

function readLevels(
  id: string,
  parameter: Parameter,
  node: TreeNode,
  problems: Problems,
): readonly number[] | undefined {
  if (node.kind !== 'list') {
    problems.addForm(node, '"levels"', 'a list of values', `write ${EXAMPLE}`);
    return undefined;
  }
  const values = node.items.map((item) => readValue(id, parameter, item, problems));
  return values.every((value) => typeof value === 'number') ? values : undefined;
}

/** `max`, and downwards by the factor while not below `min`; whole numbers and steps as the parameter has them. */
function geometricLevels(
  id: string,
  parameter: Parameter,
  low: TreeNode,
  high: TreeNode,
  factor: number,
  problems: Problems,
): readonly number[] | undefined {
  const [minimum, maximum] = [low, high].map((node) => readValue(id, parameter, node, problems));
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return undefined;
  const levels: number[] = [];
  // A hair of slack: 0.1 * 3 * 3 is more than 0.9 in binary.
  for (let level = maximum; level >= minimum * (1 - 1e-9) && levels.length <= MOST_LEVELS; level /= factor) {
    levels.unshift(nearestValue(parameter, level));
  }
  return [...new Set(levels)];
}

function nearestValue(parameter: Parameter, value: number): number {
  if (parameter.kind === 'integer') {
    const step = parameter.step ?? 1;
    return parameter.minimum + step * Math.round((value - parameter.minimum) / step);
  }
  if (parameter.kind !== 'ordinal') return value;
  const distance = (choice: number): number => Math.abs(choice - value);
  return (parameter.choices as readonly number[]).reduce((a, b) => (distance(b) < distance(a) ? b : a));
}

/** An assignment in which the fidelity varies, last, its levels as ordered choices. */
export function withFidelity(
  { dimensions, fixed }: Assignment,
  { parameter, levels }: Fidelity,
  system: System,
): Assignment {
  const { activeWhen } = system.parameters[parameter]!;
  const condition = activeWhen === undefined ? {} : { activeWhen };
  return {
    dimensions: [
      ...dimensions,
      { kind: 'choice', id: parameter, choices: levels, ordered: true, ...condition },
    ],
    fixed: Object.fromEntries(Object.entries(fixed).filter(([id]) => id !== parameter)),
  };
}

/** Reports what does not go with a fidelity. */
export function checkFidelity(
  fidelity: Fidelity,
  place: Place,
  isConditional: boolean,
  hasPruner: boolean,
  problems: Problems,
): void {
  if (isConditional) {
    problems.add(
      place,
      `the fidelity parameter "${fidelity.parameter}" is not active for every design`,
      'fix the parameters that it depends on',
    );
  }
  if (hasPruner) {
    problems.add(
      place,
      'a study has a pruner or a fidelity ladder, not both',
      'remove one; a ladder leaves out what a pruner would stop',
    );
  }
}
