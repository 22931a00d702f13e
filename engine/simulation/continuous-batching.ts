// Serving a language model with continuous batching: requests join and leave the batch between stages (iteration-level
// scheduling). Source: G.-I. Yu et al., "Orca: A distributed serving system for transformer-based generative models",
// OSDI 2022. A stage is one forward pass; in it, every request that has just joined prefills its prompt and gives its
// first token, every other gives one more.

import { ParetoscopeError } from '../contract/errors.ts';
import type { RandomStream } from '../contract/random.ts';
import { WeightedSample } from './quantiles.ts';

/** What a stage works on; reused from stage to stage. */
export interface StageLoad {
  /** Requests that decode, and the sum of the tokens they attend to. */
  decodes: number;
  contextTokens: number;
  /** Requests that prefill, the sum of their prompt lengths, and of the squares of these. */
  prefills: number;
  promptTokens: number;
  promptTokensSquared: number;
}

/** What is served. */
export interface ServingPlan {
  /** Most requests at once. */
  readonly batch: number;
  /** Tokens whose keys and values fit; a request reserves room for its prompt and its whole answer when it joins. */
  readonly tokenCapacity: number;
  /** Mean tokens of a prompt and of an answer. */
  readonly promptTokens: number;
  readonly answerTokens: number;
  /** Standard deviation of both lengths over their means (Gaussian, cut at one token). */
  readonly lengthSpread: number;
  /** Requests per second, Poisson; absent: a finished request is replaced at once. */
  readonly arrivalRate?: number;
  /** Requests to finish after the warm-up. */
  readonly requests: number;
}

/** Called after every stretch of equal stages: load of the middle one, its seconds, and how many there were. */
export type StageObserver = (load: Readonly<StageLoad>, seconds: number, stages: number) => void;

export interface ServingResult {
  /** Seconds and tokens that were counted. */
  readonly seconds: number;
  readonly tokens: number;
  /** Tokens of the whole run, warm-up included: what the observer saw. */
  readonly allTokens: number;
  readonly finished: number;
  readonly stages: number;
  readonly mixedStages: number;
  /** Mean requests in the batch over stages. */
  readonly meanBatch: number;
  /** Seconds between two tokens of a request, one observation a token. */
  readonly tokenGaps: WeightedSample;
  /** Seconds from arrival to the first token, and to the last. */
  readonly firstToken: WeightedSample;
  readonly endToEnd: WeightedSample;
  /** Seconds from arrival to joining the batch. */
  readonly waiting: WeightedSample;
}

/** Stretches an answer is cut into at least, so that stages whose context grows are told apart. */
const STRETCHES = 16;

/**
 * Simulates a server. `stageTime` gives the seconds of a stage from its load and must not keep the object. With
 * replacement (no `arrivalRate`) the run starts in the middle of things, with a full batch whose requests are evenly
 * spread over their answers, and counts from the start; with arrivals it starts empty, and counts after a first fifth
 * of the requests has finished. Lengths and arrivals come from `stream`. Throws `usage` if a request of mean length does
 * not fit.
 */
export function serve(
  plan: ServingPlan,
  stageTime: (load: Readonly<StageLoad>) => number,
  stream: RandomStream,
  observe?: StageObserver,
): ServingResult {
  const { batch, tokenCapacity, answerTokens, arrivalRate } = plan;
  if (tokenCapacity < plan.promptTokens + answerTokens) {
    throw new ParetoscopeError('usage', 'no request fits the memory for keys and values');
  }
  const open = arrivalRate !== undefined;
  const left = new Float64Array(batch);
  const arrived = new Float64Array(batch);
  const reserved = new Float64Array(batch);
  const whole = new Uint8Array(batch);
  const load: StageLoad = {
    decodes: 0,
    contextTokens: 0,
    prefills: 0,
    promptTokens: 0,
    promptTokensSquared: 0,
  };
  const context = new Float64Array(batch);
  const tokenGaps = new WeightedSample();
  const firstToken = new WeightedSample();
  const endToEnd = new WeightedSample();
  const waiting = new WeightedSample();

  let running = 0;
  let reservedTokens = 0;
  let now = 0;
  let finished = 0;
  let startedCounting = 0;
  let tokens = 0;
  let allTokens = 0;
  let stages = 0;
  let mixedStages = 0;
  let batchSum = 0;

  const length = (mean: number): number =>
    Math.max(1, Math.round(mean * (1 + plan.lengthSpread * stream.normal())));
  let prompt = 0;
  let answer = 0;
  // The next request in line: lengths are drawn in the order of arrival, whatever the server does.
  const drawRequest = (): void => {
    prompt = Math.min(length(plan.promptTokens), tokenCapacity - 1);
    answer = Math.min(length(answerTokens), tokenCapacity - prompt);
  };
  const gap = (): number => (open ? stream.exponential() / arrivalRate : 0);
  drawRequest();
  let nextArrival = gap();

  if (!open) {
    while (running < batch && reservedTokens + prompt + answer <= tokenCapacity) {
      const done = Math.min(answer - 1, Math.floor(((running + 0.5) / batch) * answer));
      left[running] = answer - done;
      context[running] = prompt + done;
      reserved[running] = prompt + answer;
      reservedTokens += prompt + answer;
      running++;
      drawRequest();
    }
    load.decodes = running;
    for (let slot = 0; slot < running; slot++) load.contextTokens += context[slot]!;
  }
  const warmUp = open ? Math.ceil(plan.requests / 5) : 0;
  const wanted = warmUp + plan.requests + (open ? 0 : running);

  const join = (): void => {
    waiting.add(now - nextArrival, finished >= warmUp ? 1 : 0);
    left[running] = answer;
    context[running] = prompt;
    arrived[running] = nextArrival;
    whole[running] = 1;
    reserved[running] = prompt + answer;
    reservedTokens += prompt + answer;
    running++;
    load.prefills++;
    load.promptTokens += prompt;
    load.promptTokensSquared += prompt * prompt;
    drawRequest();
    nextArrival = open ? nextArrival + gap() : now;
  };

  while (finished < wanted) {
    if (open && running === 0 && nextArrival > now) now = nextArrival;
    if (!open) nextArrival = now;
    const decodingBefore = running;
    while (running < batch && nextArrival <= now && reservedTokens + prompt + answer <= tokenCapacity) join();

    let shortest = Number.POSITIVE_INFINITY;
    for (let slot = 0; slot < running; slot++) if (left[slot]! < shortest) shortest = left[slot]!;
    const mixed = load.prefills > 0;
    let stretch = mixed ? 1 : Math.min(shortest, Math.ceil(answerTokens / STRETCHES));
    let seconds: number;
    if (stretch === 1) {
      seconds = stageTime(load);
    } else {
      // Whoever waits already waits for memory, which only a finished request gives back.
      if (open && running < batch && nextArrival > now) {
        const first = stageTime(load);
        stretch = Math.max(1, Math.min(stretch, Math.ceil((nextArrival - now) / first)));
      }
      const growth = ((stretch - 1) / 2) * load.decodes;
      load.contextTokens += growth;
      seconds = stageTime(load);
      observe?.(load, seconds, stretch);
      load.contextTokens -= growth;
    }
    if (stretch === 1) observe?.(load, seconds, 1);
    const before = now;
    now += stretch * seconds;
    allTokens += stretch * running;
    const counting = finished >= warmUp;
    if (!counting) startedCounting = now;
    else {
      tokens += stretch * running;
      stages += stretch;
      batchSum += stretch * running;
      if (mixed) mixedStages += 1;
      if (load.decodes > 0) tokenGaps.add(seconds, stretch * load.decodes);
      // With replacement a request takes the place of one that finished in the same instant: it arrived at `before`.
      for (let slot = decodingBefore; slot < running; slot++) {
        firstToken.add(now - (open ? arrived[slot]! : before));
      }
    }

    load.contextTokens += stretch * load.decodes;
    for (let slot = decodingBefore; slot < running; slot++) load.contextTokens += context[slot]! + 1;
    load.decodes = running;
    load.prefills = 0;
    load.promptTokens = 0;
    load.promptTokensSquared = 0;
    for (let slot = 0; slot < running; slot++) {
      left[slot] = left[slot]! - stretch;
      context[slot] = context[slot]! + stretch;
    }
    for (let slot = running - 1; slot >= 0; slot--) {
      if (left[slot]! > 0) continue;
      finished++;
      if (counting && whole[slot] === 1) endToEnd.add(now - arrived[slot]!);
      load.decodes--;
      load.contextTokens -= context[slot]!;
      reservedTokens -= reserved[slot]!;
      running--;
      left[slot] = left[running]!;
      context[slot] = context[running]!;
      arrived[slot] = arrived[running]!;
      reserved[slot] = reserved[running]!;
      whole[slot] = whole[running]!;
      left[running] = 0;
    }
  }
  return {
    seconds: now - startedCounting,
    tokens,
    allTokens,
    finished: finished - warmUp,
    stages,
    mixedStages,
    meanBatch: batchSum / stages,
    tokenGaps,
    firstToken,
    endToEnd,
    waiting,
  };
}
