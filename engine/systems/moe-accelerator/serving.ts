// The machine under requests that arrive at random, event by event.

import { RandomStream } from '../../contract/random.ts';
import { serve, type StageLoad } from '../../simulation/continuous-batching.ts';
import type { AcceleratorMetrics } from './metrics.ts';
import { decodeTime, promptTime, type Plan } from './step.ts';

type LoadMetrics = Pick<AcceleratorMetrics, 'first_token_p99' | 'token_time_p99' | 'waiting_p99'>;

/** What stands in the columns of a design without arrivals: worse than anything, and refused as an objective. */
export const UNLOADED: LoadMetrics = {
  first_token_p99: Infinity,
  token_time_p99: Infinity,
  waiting_p99: Infinity,
};

/** Requests that finish, and the spread of their lengths (assumption). */
const REQUESTS = 300;
const LENGTH_SPREAD = 0.2;

/**
 * Serves requests with continuous batching. A decoding step of every batch is timed at the shortest and the longest
 * cache, and a prompt once, so that a stage is a look-up. `capacity` is in sequences.
 */
export function loadMetrics(plan: Plan, seed: number, capacity: number): LoadMetrics {
  const { design } = plan;
  const { context, output_tokens: answer } = design;
  const prompt = promptTime(plan, context).total;
  const decodes = new Map<number, readonly [fixed: number, perToken: number]>();
  const line = (sequences: number): readonly [number, number] => {
    let known = decodes.get(sequences);
    if (known === undefined) {
      const short = decodeTime(plan, sequences, context).total;
      const long = decodeTime(plan, sequences, context + answer).total;
      known = [short, (long - short) / answer];
      decodes.set(sequences, known);
    }
    return known;
  };
  const stage = (load: Readonly<StageLoad>): number => {
    let seconds = (load.promptTokens / context) * prompt;
    if (load.decodes > 0) {
      const [fixed, perToken] = line(load.decodes);
      seconds += fixed + perToken * (load.contextTokens / load.decodes - context);
    }
    return seconds;
  };
  const run = serve(
    {
      batch: design.batch,
      tokenCapacity: capacity * (context + answer),
      promptTokens: context,
      answerTokens: answer,
      lengthSpread: LENGTH_SPREAD,
      arrivalRate: design.arrival_rate,
      requests: REQUESTS,
    },
    stage,
    new RandomStream(seed, 'moe-accelerator.requests'),
  );
  return {
    first_token_p99: run.firstToken.quantile(0.99),
    token_time_p99: run.tokenGaps.quantile(0.99),
    waiting_p99: run.waiting.quantile(0.99),
  };
}
