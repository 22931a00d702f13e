// One value for one parameter: the right type, its unit converted, inside what the system declares.

import { formatQuantity } from '../contract/quantity.ts';
import type { Parameter, ParameterValue } from '../contract/system.ts';
import { didYouMean } from '../space/suggest.ts';
import { formOf, readQuantity, type Problems } from './problems.ts';
import type { TreeNode } from './syntax.ts';

type RangedParameter = Extract<Parameter, { kind: 'float' | 'integer' }>;

/** Every choice of a parameter that has choices. */
export function choicesOf(parameter: Exclude<Parameter, RangedParameter>): readonly ParameterValue[] {
  return parameter.kind === 'boolean' ? [false, true] : parameter.choices;
}

/** A value of the parameter for people, with its unit. */
export function showValue(parameter: Pick<Parameter, 'unit'>, value: ParameterValue): string {
  return typeof value === 'number' ? formatQuantity(value, parameter.unit, { digits: 6 }) : String(value);
}

/** `100 MHz to 1 GHz`. */
export function showRange(parameter: RangedParameter): string {
  return `${showValue(parameter, parameter.minimum)} to ${showValue(parameter, parameter.maximum)}`;
}

/** The value a node gives a parameter; undefined, with a problem, if it is none. */
export function readValue(
  id: string,
  parameter: Parameter,
  node: TreeNode,
  problems: Problems,
): ParameterValue | undefined {
  if (node.kind !== 'scalar' || node.value === null) {
    problems.addForm(node, `the value of "${id}"`, 'a single value');
    return undefined;
  }
  if (parameter.kind === 'float' || parameter.kind === 'integer') {
    const value = readQuantity(node, parameter.unit, id, problems);
    if (value === undefined || !isInRange(id, parameter, value, node, problems)) return undefined;
    return value;
  }
  const choice = choiceFor(parameter, node.value);
  if (choice !== undefined) return choice;
  const choices = choicesOf(parameter);
  const numbers = choices.every((value) => typeof value === 'number');
  if (numbers && typeof node.value === 'string') {
    const value = readQuantity(node, parameter.unit, id, problems);
    if (value === undefined) return undefined;
    const near = choices.find((known) => Math.abs(known - value) <= 1e-12 * Math.abs(value));
    if (near !== undefined) return near;
  }
  const shown = choices.map((value) => showValue(parameter, value));
  problems.add(
    node.place,
    `"${id}" cannot be ${formOf(node)}`,
    (numbers ? undefined : didYouMean(String(node.value), shown)) ?? `it is one of ${shown.join(', ')}`,
  );
  return undefined;
}

/** The choice written as `value`; a choice named by digits may be written as a number. */
function choiceFor(
  parameter: Exclude<Parameter, RangedParameter>,
  value: string | number | boolean,
): ParameterValue | undefined {
  if (parameter.kind === 'boolean') return typeof value === 'boolean' ? value : undefined;
  const choices: readonly ParameterValue[] = parameter.choices;
  if (choices.includes(value)) return value;
  return choices.find((choice) => typeof choice === 'string' && choice === String(value));
}

/** Whether a number is one the parameter can take; reports it if not. `what` names it: `max`, or nothing. */
export function isInRange(
  id: string,
  parameter: RangedParameter,
  value: number,
  node: TreeNode,
  problems: Problems,
  what = '',
): boolean {
  const subject = `"${id}"${what === '' ? '' : `: ${what}`}`;
  const shown = showValue(parameter, value);
  if (value < parameter.minimum || value > parameter.maximum) {
    const side = value < parameter.minimum ? 'below' : 'above';
    problems.add(
      node.place,
      `${subject} ${shown} is ${side} what is allowed`,
      `"${id}" goes from ${showRange(parameter)}`,
    );
    return false;
  }
  if (parameter.kind !== 'integer') return true;
  if (!Number.isInteger(value)) {
    problems.add(node.place, `${subject} ${shown} is not a whole number`);
    return false;
  }
  const step = parameter.step ?? 1;
  const excess = (value - parameter.minimum) % step;
  if (excess === 0) return true;
  problems.add(
    node.place,
    `${subject} ${shown} is between two allowed values`,
    `the nearest are ${value - excess} and ${value - excess + step}`,
  );
  return false;
}
