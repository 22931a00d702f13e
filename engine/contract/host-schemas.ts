// What the engine accepts from a shell, call by call. Everything that crosses a process border is checked here first.

import * as v from 'valibot';
import { ANNOTATION_LIMITS } from './annotations.ts';
import type { HostApi } from './host.ts';
import { MOST_TRIALS } from './study.ts';

const word = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const workers = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024));
const trials = v.pipe(count, v.minValue(1), v.maxValue(MOST_TRIALS));
const seconds = v.pipe(v.number(), v.finite(), v.gtValue(0));
const value = v.union([v.number(), v.pipe(v.string(), v.maxLength(1000)), v.boolean()]);
const source = v.union([
  v.strictObject({ token: word }),
  v.strictObject({ text: v.pipe(v.string(), v.maxLength(1_048_576)), file: word }),
]);

/** Most trials in one selection: what fits into a message. */
const MOST_SELECTED = 1_000_000;
const trialNumbers = v.pipe(
  v.instance(Uint32Array),
  v.check((numbers) => numbers.length <= MOST_SELECTED, 'too many trials are selected'),
);
const scope = {
  frontOnly: v.optional(v.boolean()),
  filter: v.optional(v.pipe(v.string(), v.maxLength(10_000))),
  selection: v.optional(v.union([v.pipe(v.array(count), v.maxLength(MOST_SELECTED)), trialNumbers])),
  slot: v.optional(word),
};
const order = { ...scope, sort: v.optional(word), descending: v.optional(v.boolean()) };
const finite = v.pipe(v.number(), v.finite());
const axis = v.strictObject({
  name: word,
  scale: v.picklist(['linear', 'log', 'quantile']),
  knots: v.optional(v.pipe(v.array(finite), v.minLength(2), v.maxLength(1025))),
  window: v.optional(v.strictTuple([finite, finite])),
});
const bins = v.pipe(count, v.minValue(1), v.maxValue(4096));

const importQuery = v.strictObject({
  workspace: v.optional(word),
  studies: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(10_000))), v.minLength(1), v.maxLength(10_000)),
  ),
  rename: v.optional(word),
  minimize: v.optional(v.pipe(v.array(word), v.maxLength(1000))),
  maximize: v.optional(v.pipe(v.array(word), v.maxLength(1000))),
  mapping: v.optional(v.pipe(v.string(), v.maxLength(1_048_576))),
});

/** A tuple schema for the arguments of every call. */
export const hostArguments = {
  about: v.strictTuple([]),
  systems: v.strictTuple([]),
  system: v.strictTuple([word]),
  samplers: v.strictTuple([]),
  pruners: v.strictTuple([]),
  builtInStudies: v.strictTuple([]),
  checkStudy: v.strictTuple([source]),
  pilotStudy: v.strictTuple([source]),
  workspaces: v.strictTuple([]),
  sketchWorkspace: v.strictTuple([word]),
  openWorkspace: v.strictTuple([word]),
  workspace: v.strictTuple([word]),
  closeWorkspace: v.strictTuple([word]),
  startRun: v.strictTuple([
    v.strictObject({
      source,
      workspace: v.optional(word),
      workers: v.optional(workers),
      fresh: v.optional(v.boolean()),
      queue: v.optional(v.boolean()),
    }),
  ]),
  pauseRun: v.strictTuple([word]),
  resumeRun: v.strictTuple([word]),
  cancelRun: v.strictTuple([word]),
  extendRun: v.strictTuple([
    word,
    word,
    v.strictObject({
      trials: v.optional(trials),
      timeSeconds: v.optional(v.nullable(seconds)),
      plateau: v.optional(
        v.nullable(
          v.strictObject({
            improvement: v.pipe(v.number(), v.minValue(0), v.ltValue(1)),
            trials,
          }),
        ),
      ),
    }),
  ]),
  setWorkers: v.strictTuple([workers]),
  retryFailed: v.strictTuple([word, word, v.optional(v.pipe(v.string(), v.maxLength(2000)))]),
  runs: v.strictTuple([]),
  trialColumns: v.strictTuple([
    word,
    word,
    v.strictObject({
      ...scope,
      names: v.pipe(v.array(word), v.maxLength(200)),
      limit: v.optional(v.pipe(count, v.minValue(1))),
      from: v.optional(count),
    }),
  ]),
  trialPage: v.strictTuple([
    word,
    word,
    v.strictObject({
      ...order,
      offset: count,
      limit: v.pipe(count, v.maxValue(10_000)),
      intermediate: v.optional(v.boolean()),
    }),
  ]),
  trialRow: v.strictTuple([word, word, count, v.strictObject(order)]),
  trialsInRegion: v.strictTuple([
    word,
    word,
    v.strictObject({
      ...scope,
      x: axis,
      y: axis,
      polygon: v.pipe(v.array(finite), v.minLength(6), v.maxLength(20_000)),
    }),
  ]),
  density: v.strictTuple([
    word,
    word,
    v.strictObject({ ...scope, x: axis, y: axis, columns: bins, rows: bins }),
  ]),
  histograms: v.strictTuple([
    word,
    word,
    v.strictObject({
      ...scope,
      axes: v.pipe(v.array(axis), v.maxLength(200)),
      bins,
      quantiles: v.optional(
        v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), v.maxLength(1025)),
      ),
    }),
  ]),
  trialDetail: v.strictTuple([word, word, count]),
  importance: v.strictTuple([
    word,
    word,
    v.strictObject({ quantity: word, method: v.picklist(['fanova', 'permutation']) }),
  ]),
  annotations: v.strictTuple([word, word]),
  annotate: v.strictTuple([
    word,
    word,
    count,
    v.strictObject({
      note: v.optional(v.pipe(v.string(), v.maxLength(ANNOTATION_LIMITS.noteLength * 2))),
      tags: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(100))),
      pinned: v.optional(v.boolean()),
    }),
  ]),
  selections: v.strictTuple([word, word]),
  saveSelection: v.strictTuple([
    word,
    word,
    v.strictObject({
      name: word,
      filter: v.optional(v.pipe(v.string(), v.maxLength(ANNOTATION_LIMITS.filterLength))),
      numbers: v.optional(v.pipe(v.array(count), v.maxLength(1_000_000))),
    }),
  ]),
  deleteSelection: v.strictTuple([word, word, word]),
  views: v.strictTuple([word]),
  saveView: v.strictTuple([
    word,
    word,
    v.nullable(v.pipe(v.string(), v.maxLength(ANNOTATION_LIMITS.viewLength * 2))),
  ]),
  partialDependence: v.strictTuple([
    word,
    word,
    v.strictObject({
      metric: word,
      parameters: v.pipe(v.array(word), v.minLength(1), v.maxLength(2)),
      points: v.optional(v.pipe(count, v.minValue(2), v.maxValue(64))),
      through: v.optional(count),
      surrogate: v.optional(v.picklist(['forest', 'gaussian-process'])),
    }),
  ]),
  frontTruths: v.strictTuple([word, word]),
  correlations: v.strictTuple([word, word]),
  simplerFront: v.strictTuple([word, word, share]),
  sensitivity: v.strictTuple([word, word]),
  convergence: v.strictTuple([
    word,
    word,
    v.strictObject({
      points: v.optional(v.pipe(count, v.minValue(1), v.maxValue(1000))),
      tolerance: v.optional(share),
    }),
  ]),
  attainment: v.strictTuple([
    word,
    v.pipe(v.array(word), v.minLength(1), v.maxLength(200)),
    v.strictObject({ levels: v.optional(v.pipe(v.array(share), v.minLength(1), v.maxLength(20))) }),
  ]),
  evaluate: v.strictTuple([word, v.record(word, value)]),
  sweepParameter: v.strictTuple([
    word,
    v.record(word, value),
    word,
    v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(65)),
  ]),
  claim: v.strictTuple([word, count]),
  validate: v.strictTuple([word]),
  exportStudy: v.strictTuple([
    word,
    v.strictObject({
      study: v.optional(word),
      select: v.optional(v.union([v.pipe(v.string(), v.maxLength(100_000)), trialNumbers])),
      filter: v.optional(v.pipe(v.string(), v.maxLength(10_000))),
      format: v.picklist(['csv', 'json', 'jsonl', 'parquet', 'xlsx', 'optuna', 'pareto']),
      described: v.optional(v.boolean()),
    }),
  ]),
  reportStudy: v.strictTuple([
    word,
    v.strictObject({
      studies: v.pipe(v.array(word), v.maxLength(100)),
      format: v.picklist(['html', 'md', 'pdf', 'tex', 'bib']),
      pinned: v.optional(v.pipe(v.array(count), v.maxLength(100))),
      withoutClaims: v.optional(v.boolean()),
    }),
  ]),
  filePart: v.strictTuple([word, count]),
  receiveFile: v.strictTuple([word]),
  receivePart: v.strictTuple([
    word,
    v.pipe(
      v.instance(Uint8Array),
      v.check((part) => part.length <= 4 * 1024 * 1024, 'the part is larger than 4 MiB'),
    ),
  ]),
  previewImport: v.strictTuple([word, importQuery]),
  importFile: v.strictTuple([word, importQuery]),
  releaseFile: v.strictTuple([word]),
} satisfies { [K in keyof HostApi]: v.GenericSchema };
