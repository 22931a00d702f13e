// The `objectives`, `constraints` and `forbid` sections: what matters, what a feasible design must meet, and what is not
// tried.

import { ParetoscopeError, type Place } from '../contract/errors.ts';
import { formatQuantity, parseQuantity } from '../contract/quantity.ts';
import type { MetricConstraint, Objective } from '../contract/study.ts';
import type { Direction, System } from '../contract/system.ts';
import { parseExpression } from '../space/expression-syntax.ts';
import type { Span } from '../space/expression-tokens.ts';
import type { SyntaxNode } from '../space/expression-tree.ts';
import { checkExpression, expressionNames } from '../space/expression.ts';
import { parameterSchema } from '../space/expression-schema.ts';
import { forbiddenConstraint } from '../space/forbidden.ts';
import { didYouMean } from '../space/suggest.ts';
import { abbreviated, knownEntries, readText, type Problems } from './problems.ts';
import type { ScalarNode, TreeNode } from './syntax.ts';

/** The objectives of a study; the system's own where the file has no such section. */
export function readObjectives(
  node: TreeNode | undefined,
  system: System,
  filePlace: Place,
  problems: Problems,
): readonly Objective[] {
  const metrics = Object.keys(system.metrics).join(', ');
  const hint = `list one or more metrics under "objectives": ${metrics}`;
  if (node === undefined) {
    if (system.defaultObjectives.length === 0) problems.add(filePlace, 'the study has no objective', hint);
    return system.defaultObjectives.map((metric) => ({
      metric,
      direction: system.metrics[metric]!.direction,
    }));
  }
  if (node.kind !== 'list') {
    problems.addForm(node, '"objectives"', 'a list of metrics', 'write it as [area, energy]');
    return [];
  }
  if (node.items.length === 0) problems.add(node.place, 'the study has no objective', hint);
  const objectives: Objective[] = [];
  for (const item of node.items) {
    const objective = readObjective(item, system, problems);
    if (objective === undefined) continue;
    if (objectives.some(({ metric }) => metric === objective.metric)) {
      problems.add(item.place, `objective "${objective.metric}" is listed twice`, 'keep one of them');
      continue;
    }
    const { provenance, assumption } = system.metrics[objective.metric]!;
    if (provenance === 'assumed')
      problems.note(`objective "${objective.metric}" rests on an assumption: ${assumption ?? ''}`);
    objectives.push(objective);
  }
  return objectives;
}

function readObjective(node: TreeNode, system: System, problems: Problems): Objective | undefined {
  if (node.kind !== 'map') {
    const metric = readText(node, 'an objective', problems);
    if (metric === undefined || !isMetric(metric, node.place, system, problems)) return undefined;
    return { metric, direction: system.metrics[metric]!.direction };
  }
  const entries = knownEntries(node, ['metric', 'direction'], 'an objective', problems);
  const metricNode = entries.get('metric')?.value;
  if (metricNode === undefined) {
    problems.malformed = true;
    problems.add(node.place, 'the objective names no metric', 'write { metric: area, direction: minimize }');
    return undefined;
  }
  const metric = readText(metricNode, 'the metric of an objective', problems);
  const direction = entries.get('direction')?.value;
  if (metric === undefined || !isMetric(metric, metricNode.place, system, problems)) return undefined;
  if (direction === undefined) return { metric, direction: system.metrics[metric]!.direction };
  const given = readDirection(direction, problems);
  return given === undefined ? undefined : { metric, direction: given };
}

function readDirection(node: TreeNode, problems: Problems): Direction | undefined {
  if (node.kind === 'scalar' && (node.value === 'minimize' || node.value === 'maximize')) return node.value;
  problems.addForm(node, '"direction"', 'minimize or maximize');
  return undefined;
}

function isMetric(id: string, place: Place, system: System, problems: Problems): boolean {
  if (Object.hasOwn(system.metrics, id)) return true;
  const metrics = Object.keys(system.metrics);
  problems.add(
    place,
    Object.hasOwn(system.parameters, id)
      ? `"${id}" is a parameter of system "${system.id}", not a metric`
      : `metric "${abbreviated(id)}" is not in system "${system.id}"`,
    didYouMean(id, metrics) ?? `its metrics are ${metrics.join(', ')}`,
  );
  return false;
}

/** What a feasible design meets. */
export interface ReadConstraints {
  /** Bounds on metrics, one per comparison. */
  readonly metrics: readonly MetricConstraint[];
  /** Conditions over parameters alone, as written: a design that misses one is not evaluated. */
  readonly design: readonly string[];
}

/** The constraints of a study: parts joined by `and` become constraints of their own. */
export function readConstraints(
  node: TreeNode | undefined,
  system: System,
  problems: Problems,
): ReadConstraints {
  if (node === undefined) return { metrics: [], design: [] };
  if (node.kind !== 'list') {
    problems.addForm(node, '"constraints"', 'a list of comparisons', 'write it as ["area <= 1.5"]');
    return { metrics: [], design: [] };
  }
  const constraints: MetricConstraint[] = [];
  const design: string[] = [];
  for (const item of node.items) {
    const text = readText(item, 'a constraint', problems);
    if (text === undefined) continue;
    constraints.push(...readConstraint(text, item as ScalarNode, system, problems, design));
  }
  const conflict = contradiction(constraints);
  if (conflict !== undefined) {
    problems.add(
      node.place,
      `no design can meet both "${conflict[0].text}" and "${conflict[1].text}"`,
      'change one of the bounds',
    );
  }
  return { metrics: constraints, design };
}

/** Forbidden combinations of parameter values, each an expression over the system's parameters. */
export function readForbidden(
  node: TreeNode | undefined,
  system: System,
  problems: Problems,
): readonly string[] {
  if (node === undefined) return [];
  if (node.kind !== 'list') {
    problems.addForm(
      node,
      '"forbid"',
      'a list of expressions',
      'write it as ["mac = 256 and clock > 500 MHz"]',
    );
    return [];
  }
  return node.items.flatMap((item) => {
    const text = readText(item, 'a forbidden combination', problems);
    if (text === undefined) return [];
    const constraint = problems.catch(item.place, () => forbiddenConstraint(text, system.parameters));
    return constraint === undefined ? [] : [text];
  });
}

/** The bounds on metrics in a text; conditions over parameters go to `design`. */
function readConstraint(
  text: string,
  node: ScalarNode,
  system: System,
  problems: Problems,
  design: string[],
): readonly MetricConstraint[] {
  const placeOf = (span: Span): Place =>
    node.textColumn === undefined ? node.place : { ...node.place, column: node.textColumn + span.column - 1 };
  const refuse = (part: SyntaxNode, message: string, hint: string): readonly MetricConstraint[] => {
    problems.add(placeOf(part.span), message, hint);
    return [];
  };
  const read = (part: SyntaxNode): readonly MetricConstraint[] => {
    if (part.kind === 'and') return part.parts.flatMap(read);
    const names = expressionNames(part);
    const parameter = names.find((name) => Object.hasOwn(system.parameters, name));
    if (parameter !== undefined && !names.some((name) => Object.hasOwn(system.metrics, name))) {
      const checked = checkExpression(part, parameterSchema(system.parameters));
      if (checked.kind === 'compare' || checked.kind === 'in') {
        return refuse(
          part,
          `"${parameter}" is a parameter; a constraint bounds a metric, or parameters against each other`,
          'narrow its values under "parameters"',
        );
      }
      design.push(text.slice(part.span.column - 1, part.span.end - 1));
      return [];
    }
    if (part.kind !== 'compare') {
      return refuse(
        part,
        parameter === undefined
          ? 'a constraint on metrics is comparisons with numbers, joined by "and"'
          : `a constraint cannot compare a metric with parameter "${parameter}"`,
        'write e.g. "area <= 1.5 and sdc <= 1e-16", or over parameters alone "tile_m * tile_k <= sram"',
      );
    }
    const { operator } = part;
    const metric = part.name.id;
    if (!isMetric(metric, placeOf(part.name.span), system, problems)) return [];
    if (operator === '=' || operator === '!=') {
      return refuse(part, `a constraint is a bound, not "${metric} ${operator}"`, 'use <, <=, > or >=');
    }
    if (part.value.kind !== 'quantity')
      return refuse(part, `the bound of "${metric}" must be a number`, 'write e.g. 1.5 or 20 ms');
    const { text: written, span } = part.value;
    const bound = problems.catch(placeOf(span), () =>
      parseQuantity(written, system.metrics[metric]!.unit, metric),
    );
    if (bound === undefined) return [];
    return [
      { text: text.slice(part.name.span.column - 1, span.end - 1), metric, comparison: operator, bound },
    ];
  };
  try {
    return read(parseExpression(text));
  } catch (error) {
    if (!(error instanceof ParetoscopeError)) throw error;
    const column = error.place?.column;
    problems.add(
      column === undefined ? node.place : placeOf({ column, end: column }),
      `constraint "${abbreviated(text)}": ${error.message}`,
      error.hint,
    );
    return [];
  }
}

/** Two bounds on one metric that exclude each other. */
function contradiction(
  constraints: readonly MetricConstraint[],
): readonly [MetricConstraint, MetricConstraint] | undefined {
  for (const lower of constraints) {
    if (!lower.comparison.startsWith('>')) continue;
    for (const upper of constraints) {
      if (upper.metric !== lower.metric || !upper.comparison.startsWith('<')) continue;
      const open = upper.comparison === '<' || lower.comparison === '>';
      if (upper.bound < lower.bound || (open && upper.bound === lower.bound)) return [lower, upper];
    }
  }
  return undefined;
}

/** `sdc <= 1e-16`, with the unit. */
export function showConstraint(
  { metric, comparison, bound }: MetricConstraint,
  unit: string | undefined,
): string {
  return `${metric} ${comparison} ${formatQuantity(bound, unit, { digits: 6 })}`;
}
