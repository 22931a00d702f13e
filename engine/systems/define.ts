// Builds a system and checks that its definition holds together, once, when its module loads.

import { ParetoscopeError } from '../contract/errors.ts';
import type {
  Claim,
  Design,
  DesignConstraint,
  DesignOf,
  EvaluationContext,
  EvaluationOutcome,
  Inspection,
  Metrics,
  MetricValuesOf,
  Paper,
  Parameter,
  Parameters,
  System,
} from '../contract/system.ts';

/** A system as its author writes it: `evaluate`'s design is typed by `parameters`, its result by `metrics`. */
export interface SystemDefinition<P extends Parameters, M extends Metrics> {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly paper?: Paper;
  readonly references?: readonly string[];
  readonly parameters: P;
  readonly constraints?: readonly DesignConstraint<DesignOf<P>>[];
  readonly metrics: M;
  readonly defaultObjectives: readonly (keyof M & string)[];
  readonly limits?: readonly string[];
  readonly hidden?: boolean;
  readonly evaluate: (
    design: DesignOf<P>,
    context: EvaluationContext,
  ) => EvaluationOutcome<MetricValuesOf<M>> | Promise<EvaluationOutcome<MetricValuesOf<M>>>;
  /** Explains one design; absent: the bare outcome. */
  readonly inspect?: (
    design: DesignOf<P>,
    context: EvaluationContext,
  ) => Inspection<MetricValuesOf<M>> | Promise<Inspection<MetricValuesOf<M>>>;
  readonly claims?: readonly Claim<DesignOf<P>, MetricValuesOf<M>>[];
}

const IDENTIFIER = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;
const SYSTEM_IDENTIFIER = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Checks a definition and erases its types. Throws `ParetoscopeError('internal')` naming what is wrong: ids, defaults
 * outside their range, conditions on unknown parameters, objectives or claims on unknown metrics, `assumed` metrics
 * without their assumption or among the default objectives.
 */
export function defineSystem<const P extends Parameters, const M extends Metrics>(
  definition: SystemDefinition<P, M>,
): System {
  const fail = (problem: string): never => {
    throw new ParetoscopeError('internal', `system "${definition.id}": ${problem}`);
  };
  if (!SYSTEM_IDENTIFIER.test(definition.id)) fail('an id is lower-case words joined by "-"');
  if (Object.keys(definition.parameters).length === 0) fail('it has no parameters');
  if (Object.keys(definition.metrics).length === 0) fail('it has no metrics');
  for (const [id, parameter] of Object.entries(definition.parameters)) {
    if (!IDENTIFIER.test(id)) fail(`parameter id "${id}" must be lower-case words with "_" and "."`);
    if (id in definition.metrics) fail(`"${id}" is both a parameter and a metric`);
    const problem = parameterProblem(parameter);
    if (problem !== undefined) fail(`parameter "${id}": ${problem}`);
    for (const other of Object.keys(parameter.activeWhen ?? {})) {
      if (!(other in definition.parameters)) fail(`parameter "${id}" depends on unknown "${other}"`);
      if (other === id) fail(`parameter "${id}" depends on itself`);
    }
  }
  for (const [id, metric] of Object.entries(definition.metrics)) {
    if (!IDENTIFIER.test(id)) fail(`metric id "${id}" must be lower-case words with "_" and "."`);
    if (metric.provenance === 'assumed' && metric.assumption === undefined) {
      fail(`metric "${id}" is assumed but does not state its assumption`);
    }
  }
  if (definition.defaultObjectives.length === 0) fail('it has no default objectives');
  for (const objective of definition.defaultObjectives) {
    const metric = definition.metrics[objective];
    if (metric === undefined) fail(`default objective "${objective}" is not a metric`);
    else if (metric.provenance === 'assumed') fail(`assumed metric "${objective}" is a default objective`);
  }
  const claimIds = new Set<string>();
  for (const claim of definition.claims ?? []) {
    if (claimIds.has(claim.id)) fail(`claim "${claim.id}" appears twice`);
    claimIds.add(claim.id);
    for (const id of Object.keys(claim.design)) {
      if (!(id in definition.parameters)) fail(`claim "${claim.id}" sets unknown parameter "${id}"`);
    }
    if (typeof claim.ours === 'string' && !(claim.ours in definition.metrics)) {
      fail(`claim "${claim.id}" reads unknown metric "${claim.ours}"`);
    }
  }
  const evaluate = definition.evaluate as System['evaluate'];
  const inspect =
    (definition.inspect as System['inspect'] | undefined) ??
    (async (design: Design, context: EvaluationContext): Promise<Inspection> => ({
      outcome: await evaluate(design, context),
      breakdowns: [],
      notes: [],
    }));
  return {
    id: definition.id,
    version: definition.version,
    title: definition.title,
    summary: definition.summary,
    ...(definition.paper === undefined ? {} : { paper: definition.paper }),
    references: definition.references ?? [],
    parameters: definition.parameters,
    constraints: (definition.constraints ?? []) as unknown as readonly DesignConstraint[],
    metrics: definition.metrics,
    defaultObjectives: definition.defaultObjectives,
    limits: definition.limits ?? [],
    hidden: definition.hidden ?? false,
    evaluate,
    inspect,
    claims: (definition.claims ?? []) as unknown as readonly Claim[],
  };
}

/** What is wrong with one parameter on its own, if anything. */
function parameterProblem(parameter: Parameter): string | undefined {
  switch (parameter.kind) {
    case 'float':
    case 'integer': {
      const { minimum, maximum, scale, default: value } = parameter;
      if (!(minimum <= maximum)) return `range ${minimum} to ${maximum} is empty`;
      if (!(value >= minimum && value <= maximum)) return `default ${value} is outside its range`;
      if (scale === 'log' && minimum <= 0) return 'a log scale needs a positive minimum';
      if (parameter.kind === 'integer') {
        const step = parameter.step ?? 1;
        if (![minimum, maximum, value, step].every(Number.isInteger)) return 'bounds must be integers';
        if ((value - minimum) % step !== 0) return `default ${value} is not on its step`;
      }
      return undefined;
    }
    case 'ordinal':
    case 'categorical': {
      const choices: readonly unknown[] = parameter.choices;
      if (choices.length === 0) return 'it has no choices';
      if (new Set(choices).size !== choices.length) return 'a choice appears twice';
      if (!choices.includes(parameter.default)) return `default "${parameter.default}" is not a choice`;
      return undefined;
    }
    case 'boolean':
      return undefined;
  }
}
