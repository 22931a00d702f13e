// The sampler of a study, with what the study begins with.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Sampler, SamplerContext, SamplerDefinition, ToldBatch } from '../contract/sampler.ts';
import { MOST_TRIALS, type Study } from '../contract/study.ts';
import { createSampler, samplerDefinitions, withStart } from '../samplers/index.ts';
import { integer } from '../space/parameters.ts';
import type { Space } from '../space/space.ts';
import { ExternalSampler } from './external/sampler.ts';

const external: Omit<SamplerDefinition<Space>, 'create'> = {
  type: 'external',
  title: 'A program of your own',
  doc:
    'Asks a program for designs and tells it the results, over JSON lines. For methods that are not here, Optuna among ' +
    'them (examples/optuna-sampler). Runs only where the user says --trust.',
  isProgram: true,
  options: {
    together: integer({
      doc: 'Designs asked for at once.',
      minimum: 1,
      maximum: 10_000,
      default: 1,
    }),
    timeout_seconds: integer({
      doc: 'How long an answer may take before the run fails.',
      unit: 's',
      minimum: 1,
      maximum: 86_400,
      default: 60,
    }),
  },
};

/** Every sampler that a study file can name, as lists show them. */
export const studySamplers: readonly Omit<SamplerDefinition<Space>, 'create'>[] = [
  ...samplerDefinitions,
  external,
];

/** The command line that a study's sampler would run; undefined where it runs none. */
function samplerCommand(study: Pick<Study, 'sampler'>): readonly string[] | undefined {
  return study.sampler.type === external.type ? (study.sampler.options.command as string[]) : undefined;
}

export interface StudySamplerOptions {
  readonly study: Study;
  /** May have changed since the study began. */
  readonly budgetTrials: number;
  readonly space: Space;
  /** Trials that were known before. */
  readonly earlier?: ToldBatch | undefined;
  /** Whether the user said that programs may run. */
  readonly trusted: boolean;
}

/**
 * Creates the sampler, has it begin with the study's starting designs and tells it the earlier trials. Throws
 * `untrusted` where it is a program and may not run, else what the sampler finds wrong.
 */
export function studySampler({ study, budgetTrials, space, earlier, trusted }: StudySamplerOptions): Sampler {
  const { sampler: choice, start = {}, objectives, constraints, seed } = study;
  const context = {
    start,
    space,
    objectives,
    constraints,
    seed,
    fidelity: study.fidelity,
    budgetTrials: budgetTrials < MOST_TRIALS ? budgetTrials : Infinity,
  };
  const command = samplerCommand(study);
  if (!trusted) refuseProgram(study);
  const sampler =
    command === undefined
      ? createSampler(choice, context)
      : withStart(context, choice.type, (own) => program(study, command, own));
  if (earlier !== undefined && earlier.designs.count > 0) sampler.warm?.(earlier);
  return sampler;
}

/** Throws `untrusted` where the study's sampler is a program. */
export function refuseProgram(study: Pick<Study, 'sampler'>): void {
  const command = samplerCommand(study);
  if (command === undefined) return;
  throw new ParetoscopeError('untrusted', `the study would run the program ${command.join(' ')}`, {
    hint: 'read it, then run the study from a command line with --trust',
  });
}

function program(
  study: Study,
  command: readonly string[],
  context: Omit<SamplerContext<Space>, 'options'>,
): ExternalSampler {
  const { options } = study.sampler;
  return new ExternalSampler(context, {
    command,
    environment: options.environment as string[],
    together: options.together as number,
    timeoutSeconds: options.timeout_seconds as number,
    folder: process.cwd(),
  });
}
