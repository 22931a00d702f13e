// Ends of ranges that depend on other parameters: told from quantities, checked, and what they leave of the range.

import type { Dimension, DimensionBounds } from '../contract/study.ts';
import type { ParameterValue, System } from '../contract/system.ts';
import { narrowedDimension } from '../space/bounds.ts';
import { parameterSchema, type ExpressionSchema } from '../space/expression-schema.ts';
import { parseTerm } from '../space/expression-syntax.ts';
import { compileTerm, termInterval, termNames, type Interval } from '../space/term.ts';
import type { Problems } from './problems.ts';
import type { Entry, TreeNode } from './syntax.ts';

/** The text of an end that depends on other parameters; undefined for a quantity, or what is to be refused as one. */
export function boundText(node: TreeNode, schema: ExpressionSchema): string | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const text = node.value;
  try {
    const term = parseTerm(text);
    const names = termNames(term);
    const isComputed = term.kind !== 'word' && term.kind !== 'quantity' && term.kind !== 'boolean';
    return names.some((name) => Object.hasOwn(schema, name)) || (isComputed && names.length > 0)
      ? text
      : undefined;
  } catch {
    // What is no term is no such end; that it is no quantity either is said where it is read as one.
    return undefined;
  }
}

/** The ends of a range that depend on other parameters; undefined where none does. */
export function readBounds(
  entries: ReadonlyMap<string, Entry>,
  schema: ExpressionSchema,
): DimensionBounds | undefined {
  const text = (key: 'min' | 'max'): string | undefined => {
    const entry = entries.get(key);
    return entry && boundText(entry.value, schema);
  };
  const minimum = text('min');
  const maximum = text('max');
  if (minimum === undefined && maximum === undefined) return undefined;
  return {
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  };
}

/**
 * Checks every end that depends on other parameters, and narrows each range to what these can leave of it, so that
 * samplers look where designs can be. Problems are reported at the parameter's entry.
 */
export function narrowRanges(
  dimensions: readonly Dimension[],
  fixed: Readonly<Record<string, ParameterValue>>,
  system: System,
  entries: ReadonlyMap<string, Entry>,
  problems: Problems,
): readonly Dimension[] {
  const schema = parameterSchema(system.parameters);
  const narrowed = new Map(dimensions.map((dimension) => [dimension.id, dimension]));
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    const dimension = narrowed.get(id);
    if (dimension?.bounds === undefined || done.has(id)) return;
    const place = entries.get(id)!.value.place;
    if (path.includes(id)) {
      const circle = [...path.slice(path.indexOf(id)), id].join(' -> ');
      problems.add(place, `the range of "${id}" depends on itself`, `break the circle ${circle}`);
      narrowed.set(id, withoutBounds(dimension));
      done.add(id);
      return;
    }
    const interval = (text: string | undefined): Interval | undefined => {
      if (text === undefined) return undefined;
      const term = problems.catch(place, () => compileTerm(text, schema, system.parameters[id]!.unit));
      if (term === undefined) return undefined;
      for (const name of termNames(term)) visit(name, [...path, id]);
      return termInterval(term, (name) => intervalOf(name, narrowed.get(name), fixed, system));
    };
    const before = problems.list.length;
    const { minimum, maximum } = dimension.bounds;
    const low = interval(minimum)?.low ?? Number.NEGATIVE_INFINITY;
    const high = interval(maximum)?.high ?? Number.POSITIVE_INFINITY;
    if (done.has(id)) return;
    done.add(id);
    if (problems.list.length > before) {
      // Said once, here, and not again where the space is made.
      narrowed.set(id, withoutBounds(dimension));
      return;
    }
    const rest = narrowedDimension(dimension, { low, high });
    if (rest === undefined) {
      const ends = [minimum, maximum].filter((text) => text !== undefined).join(' and ');
      problems.add(place, `"${id}" never has a value: its range ends at ${ends}`, 'widen the range');
    } else narrowed.set(id, rest);
  };
  for (const { id } of dimensions) visit(id, []);
  return dimensions.map(({ id }) => narrowed.get(id)!);
}

function withoutBounds(dimension: Dimension): Dimension {
  return Object.fromEntries(Object.entries(dimension).filter(([key]) => key !== 'bounds')) as Dimension;
}

/** Every value a parameter has in the study. */
function intervalOf(
  id: string,
  dimension: Dimension | undefined,
  fixed: Readonly<Record<string, ParameterValue>>,
  system: System,
): Interval {
  const parameter = system.parameters[id]!;
  const values: number[] = [];
  if (dimension === undefined) values.push(Number(fixed[id] ?? parameter.default));
  else if (dimension.kind === 'choice') values.push(...dimension.choices.map(Number));
  else values.push(dimension.minimum, dimension.maximum);
  // Where it is inactive, a parameter counts with its default.
  if (parameter.activeWhen !== undefined) values.push(Number(parameter.default));
  return { low: Math.min(...values), high: Math.max(...values) };
}
