// How long an expert and the router run: the roofline of their passes, plus what the roofline cannot see, fitted to
// the calibrated times of the paper's Table V (sheet section E).

import { LLAMA_2_7B } from '../../components/workloads/language-models.ts';
import type { TransformerShape } from '../../components/workloads/transformer.ts';
import { machineOf } from './machine.ts';
import type { Machine, Platform } from './machine.ts';
import { passCost, PassTables } from './passes.ts';
import type { PassCost } from './passes.ts';
import { parameters } from './parameters.ts';
import type { CompositionDesign } from './parameters.ts';

/** Bytes of the router, a model of the same class as a Llama 2 7B expert. It does not grow with the experts. */
export const ROUTER_BYTES = 13.48e9;

/** Bytes of the default expert. */
const REFERENCE_BYTES = 13.48e9;
/** Prompt and answer lengths at which the fit holds exactly. */
const REFERENCE_PROMPT = parameters.prompt_tokens.default;
const SHORT_ANSWER = 20;
const LONG_ANSWER = 200;

/**
 * Seconds an expert runs on the SN40L node for 20 and 200 tokens, and the router for a batch (a fit to the ratios of
 * Table V; absolute times are not published), and how many times longer the baselines take (Table V, "expert
 * speedup").
 */
export const CALIBRATION = {
  shortRun: 64e-3,
  longRun: 350e-3,
  router: 66e-3,
  slowdown: {
    sn40l: { short: 1, long: 1 },
    'dgx-a100': { short: 2.0, long: 3.2 },
    'dgx-h100': { short: 1.5, long: 2.3 },
  },
} as const;

/** Seconds that no roofline explains. */
export interface Residual {
  /** Once a run: host work, activation, the unknown part of the prompt's pass. */
  readonly perRun: number;
  /** For each layer of each pass, on eight sockets: synchronisation of the shards. */
  readonly perLayer: number;
}

/** A run of an expert or the router on one prompt. */
export interface ModelRun {
  /** Seconds, all told. */
  readonly time: number;
  readonly prefill: PassCost;
  /** An average decode step. */
  readonly decode: PassCost;
  /** Seconds of synchronisation in one pass. */
  readonly synchronisation: number;
  readonly perRun: number;
}

/**
 * A Llama-2-like decoder of the given bytes: depth grows with the cube root of the size, and the width makes up the
 * rest, so that 13.48 GB is Llama 2 7B and the depth-to-width ratio stays (it does from 7B to 13B [known]).
 */
export function expertShape(bytes: number): TransformerShape {
  const base = LLAMA_2_7B;
  const layers = Math.max(1, Math.round(base.layers * Math.cbrt(bytes / REFERENCE_BYTES)));
  const feedForwardRatio = base.feedForwardWidth / base.width;
  const quadratic = layers * (4 + 3 * feedForwardRatio);
  const linear = 2 * base.vocabulary + 2 * layers + 1;
  const width = (Math.sqrt(linear * linear + 2 * quadratic * bytes) - linear) / (2 * quadratic);
  const heads = width / base.headWidth;
  return {
    ...base,
    name: 'expert',
    layers,
    width,
    heads,
    keyValueHeads: heads,
    feedForwardWidth: width * feedForwardRatio,
  };
}

/** Bytes of keys and values that the longest prompt in progress takes. */
export function keyValueBytes(shape: TransformerShape, design: CompositionDesign): number {
  return 4 * shape.layers * shape.width * (design.prompt_tokens + design.output_tokens);
}

const reference = new PassTables(expertShape(REFERENCE_BYTES));

const MODELS_KEPT = 64;
const models = new Map<number, PassTables>();

/** The expert of the given bytes with its tables; those used last are kept. */
export function expertModel(bytes: number): PassTables {
  if (bytes === REFERENCE_BYTES) return reference;
  let model = models.get(bytes);
  if (model === undefined) {
    model = new PassTables(expertShape(bytes));
    if (models.size >= MODELS_KEPT) models.delete(models.keys().next().value!);
    models.set(bytes, model);
  }
  return model;
}

const RESIDUALS: Readonly<Record<Platform, Residual>> = {
  sn40l: fitResidual('sn40l'),
  'dgx-a100': fitResidual('dgx-a100'),
  'dgx-h100': fitResidual('dgx-h100'),
};

/** The two residuals that make the runs of 20 and 200 tokens take the calibrated times on the published machine. */
function fitResidual(platform: Platform): Residual {
  const defaults = Object.fromEntries(
    Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
  ) as unknown as CompositionDesign;
  const machine = machineOf({ ...defaults, platform });
  const slowdown = CALIBRATION.slowdown[platform];
  const short = CALIBRATION.shortRun * slowdown.short;
  const long = CALIBRATION.longRun * slowdown.long;
  const roofline = (tokens: number): number => {
    const prefill = passCost(reference.parts('prefill', REFERENCE_PROMPT), machine);
    const decode = passCost(reference.parts('decode', averageContext(REFERENCE_PROMPT, tokens)), machine);
    return prefill.time + tokens * decode.time;
  };
  const unexplainedShort = short - roofline(SHORT_ANSWER);
  const unexplainedLong = long - roofline(LONG_ANSWER);
  const perPass = (unexplainedLong - unexplainedShort) / (LONG_ANSWER - SHORT_ANSWER);
  return {
    perLayer: perPass / reference.shape.layers,
    perRun: unexplainedShort - (SHORT_ANSWER + 1) * perPass,
  };
}

/** Keys an average generated token attends to. */
function averageContext(prompt: number, tokens: number): number {
  return prompt + Math.ceil(tokens / 2);
}

/**
 * Seconds of synchronisation in one pass. Reductions over the sockets happen in every layer; their time is assumed to
 * grow with the logarithm of the sockets, as in a tree, and one socket needs none.
 */
export function synchronisationTime(machine: Machine, layers: number): number {
  return (layers * RESIDUALS[machine.platform].perLayer * Math.log2(machine.sockets)) / 3;
}

/** A run: the prompt's pass, then one pass for each token of the answer. */
export function modelRun(
  machine: Machine,
  model: PassTables,
  promptTokens: number,
  outputTokens: number,
): ModelRun {
  const prefill = passCost(model.parts('prefill', promptTokens), machine);
  const decode = passCost(model.parts('decode', averageContext(promptTokens, outputTokens)), machine);
  const synchronisation = synchronisationTime(machine, model.shape.layers);
  const { perRun } = RESIDUALS[machine.platform];
  return {
    time: perRun + prefill.time + outputTokens * decode.time + (outputTokens + 1) * synchronisation,
    prefill,
    decode,
    synchronisation,
    perRun,
  };
}

/**
 * The router's run: a model of the reference size that takes slightly longer than an answer of 20 tokens (66 to 64 ms
 * in the fit), whatever the batch, and scales with the machine like one.
 */
export function routerRun(
  machine: Machine,
  promptTokens: number,
): ModelRun & { readonly routerTime: number } {
  const run = modelRun(machine, reference, promptTokens, SHORT_ANSWER);
  return { ...run, routerTime: (run.time * CALIBRATION.router) / CALIBRATION.shortRun };
}
