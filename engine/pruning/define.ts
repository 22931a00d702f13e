// Defines a pruner from the rule it follows at a report; what all pruners share is added here: staged evaluation.

import { completeOptions } from '../contract/options.ts';
import type {
  JudgedReport,
  ObservedTrial,
  Pruner,
  PrunerContext,
  PrunerDefinition,
  PruningKnowledge,
  StepTable,
} from '../contract/pruner.ts';
import type { DesignOf, Paper, Parameters } from '../contract/system.ts';
import { COMPLETE } from '../contract/trial.ts';
import { isCovered, Skyband } from './skyband.ts';

/** What a pruner knows of steps, and decides at one. */
export interface StepRule {
  observe(trial: ObservedTrial): void;
  tables(): readonly StepTable[];
  judge(report: JudgedReport, knowledge: PruningKnowledge): string | undefined;
}

const sharedOptions = {
  staged: {
    kind: 'boolean',
    default: true,
    doc:
      'Skips what is left of an evaluation when its settled metrics miss a constraint, or finished trials are at ' +
      'least as good in every objective whatever the rest brings.',
  },
  round: {
    kind: 'integer',
    minimum: 1,
    maximum: 10_000,
    scale: 'linear',
    default: 16,
    doc:
      'Trials judged by the same knowledge, where the sampler has no rounds of its own: trials of a round know those ' +
      'two and more rounds before.',
  },
} as const satisfies Parameters;

type Shared = typeof sharedOptions;

interface TypedDefinition<P extends Parameters> {
  readonly type: string;
  readonly title: string;
  readonly doc: string;
  readonly paper?: Paper;
  readonly options: P;
  /** How many finished trials must be at least as good; 1 if absent. */
  readonly dominators?: (options: DesignOf<P>) => number;
  readonly create: (context: Omit<PrunerContext, 'options'> & { readonly options: DesignOf<P> }) => StepRule;
}

/** A definition whose `create` fills in missing options and throws `study-invalid` for wrong ones. */
export function definePruner<const P extends Parameters>(definition: TypedDefinition<P>): PrunerDefinition {
  const { type, title, doc, paper } = definition;
  const options = { ...definition.options, ...sharedOptions };
  return {
    type,
    title,
    doc,
    ...(paper === undefined ? {} : { paper }),
    options,
    create: ({ options: given, ...context }) => {
      const complete = completeOptions(`pruner "${type}"`, options, given);
      const own = complete as DesignOf<P>;
      const { staged, round } = complete as DesignOf<Shared>;
      const dominators = definition.dominators?.(own) ?? 1;
      return new RulePruner(definition.create({ ...context, options: own }), staged, round, dominators);
    },
  };
}

class RulePruner implements Pruner {
  readonly staged: boolean;
  readonly roundSize: number;
  readonly #rule: StepRule;
  readonly #dominators: number;
  readonly #finals: Skyband;
  #completed = 0;

  constructor(rule: StepRule, staged: boolean, roundSize: number, dominators: number) {
    this.#rule = rule;
    this.staged = staged;
    this.roundSize = roundSize;
    this.#dominators = dominators;
    this.#finals = new Skyband(dominators);
  }

  observe(trial: ObservedTrial): void {
    this.#rule.observe(trial);
    if (trial.state !== COMPLETE) return;
    this.#completed++;
    if (this.staged && trial.objectives.every(Number.isFinite)) this.#finals.add(trial.objectives);
  }

  knowledge(version: number): PruningKnowledge {
    return {
      version,
      completed: this.#completed,
      tables: this.#rule.tables(),
      front: this.#finals.vectors(),
    };
  }

  judge(report: JudgedReport, knowledge: PruningKnowledge): string | undefined {
    return this.#rule.judge(report, knowledge);
  }

  judgeSettled(bounds: Float64Array, { front }: PruningKnowledge): string | undefined {
    if (!this.staged || !isCovered(front, bounds, this.#dominators)) return undefined;
    return 'skipped: finished trials are at least as good in every objective';
  }
}
