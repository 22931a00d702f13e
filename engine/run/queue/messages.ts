// What travels between a run and its workers on other machines: batches as jobs, results as their return values, all
// of it JSON. Bytes of typed arrays are base64, little-endian as on every machine that Node runs on.

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { WireError } from '../../contract/errors.ts';
import type { PruningKnowledge } from '../../contract/pruner.ts';
import type { System } from '../../contract/system.ts';
import type { DesignBatch, IntermediateBatch, ResultBatch } from '../../contract/trial.ts';

/** Raised with every change of what is in this file: others' queues are not ours. */
const PROTOCOL = 1;

/** The queue that programs of one version share; others leave it alone. */
export function queueName(engineVersion: string): string {
  return `evaluations-${PROTOCOL}-${engineVersion}`;
}

/** A batch of designs. The study comes with it, so that a worker needs nothing but the job. */
export interface BatchJob {
  /** Names the run among all that use the queue, for cancelling. */
  readonly run: string;
  /** The study as JSON. */
  readonly study: string;
  /** What the system looked like to the run; a worker with another one must refuse. */
  readonly system: string;
  readonly first: number;
  readonly count: number;
  readonly codes: string;
  /** Trial number of every row, where they do not count up from `first`. */
  readonly numbers?: string;
  /** Limit of every single evaluation. */
  readonly timeoutSeconds?: number;
  /** What the study's pruner judges the batch by. */
  readonly knowledge?: EncodedKnowledge;
}

export interface EncodedKnowledge {
  readonly version: number;
  readonly completed: number;
  readonly tables: readonly { readonly steps: string; readonly starts: string; readonly vectors: string }[];
  readonly front: string;
}

const results = v.object({
  kind: v.literal('results'),
  count: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  states: v.string(),
  metrics: v.string(),
  durations: v.string(),
  drew: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  messages: v.array(v.tuple([v.number(), v.string()])),
  intermediate: v.optional(
    v.object({ rows: v.string(), steps: v.string(), metrics: v.string(), values: v.string() }),
  ),
});
const refused = v.object({
  kind: v.literal('refused'),
  worker: v.string(),
  error: v.looseObject({ kind: v.string(), message: v.string() }),
});
const died = v.object({ kind: v.literal('died'), message: v.string() });
const answer = v.variant('kind', [results, refused, died]);

/** Results; or why nothing can be evaluated; or that the thread that evaluated the batch died of it. */
export type BatchAnswer =
  | v.InferOutput<typeof results>
  | { readonly kind: 'refused'; readonly worker: string; readonly error: WireError }
  | v.InferOutput<typeof died>;

function bytesOf(array: ArrayBufferView): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
}

function arrayBuffer(text: string): ArrayBuffer {
  const bytes = Buffer.from(text, 'base64');
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}

export function encodeDesigns({
  first,
  count,
  codes,
  numbers,
}: DesignBatch): Pick<BatchJob, 'first' | 'count' | 'codes' | 'numbers'> {
  return {
    first,
    count,
    codes: bytesOf(codes),
    ...(numbers === undefined ? {} : { numbers: bytesOf(numbers) }),
  };
}

export function decodeDesigns({ first, count, codes, numbers }: BatchJob): DesignBatch {
  return {
    first,
    count,
    codes: new Float64Array(arrayBuffer(codes)),
    ...(numbers === undefined ? {} : { numbers: new Uint32Array(arrayBuffer(numbers)) }),
  };
}

/** Tells a batch from every other of its run: batches of picked rows may begin at the same trial. */
export function batchName({ first, count, numbers }: DesignBatch): string {
  const picked = numbers === undefined ? '' : `-${numbers[0] ?? ''}-${numbers.at(-1) ?? ''}`;
  return `${first}-${count}${picked}`;
}

export function encodeKnowledge({ version, completed, tables, front }: PruningKnowledge): EncodedKnowledge {
  return {
    version,
    completed,
    tables: tables.map(({ steps, starts, vectors }) => ({
      steps: bytesOf(steps),
      starts: bytesOf(starts),
      vectors: bytesOf(vectors),
    })),
    front: bytesOf(front),
  };
}

export function decodeKnowledge({ version, completed, tables, front }: EncodedKnowledge): PruningKnowledge {
  return {
    version,
    completed,
    tables: tables.map(({ steps, starts, vectors }) => ({
      steps: new Float64Array(arrayBuffer(steps)),
      starts: new Uint32Array(arrayBuffer(starts)),
      vectors: new Float64Array(arrayBuffer(vectors)),
    })),
    front: new Float64Array(arrayBuffer(front)),
  };
}

export function encodeResults(batch: ResultBatch): BatchAnswer {
  const { count, states, metrics, durations, messages, drew, intermediate } = batch;
  return {
    kind: 'results',
    count,
    states: bytesOf(states),
    metrics: bytesOf(metrics),
    durations: bytesOf(durations),
    messages: messages.map(([offset, message]) => [offset, message]),
    ...(drew === undefined ? {} : { drew }),
    ...(intermediate === undefined
      ? {}
      : {
          intermediate: {
            rows: bytesOf(intermediate.rows),
            steps: bytesOf(intermediate.steps),
            metrics: bytesOf(intermediate.metrics),
            values: bytesOf(intermediate.values),
          },
        }),
  };
}

/** The results in an answer for a batch; undefined where the sizes of its parts do not fit each other. */
export function decodeResults(
  encoded: v.InferOutput<typeof results>,
  { first, count: asked }: DesignBatch,
  metricCount: number,
): ResultBatch | undefined {
  const { count, messages, drew } = encoded;
  const states = arrayBuffer(encoded.states);
  const metrics = arrayBuffer(encoded.metrics);
  const durations = arrayBuffer(encoded.durations);
  const fits =
    count <= asked &&
    states.byteLength === count &&
    metrics.byteLength === count * metricCount * Float64Array.BYTES_PER_ELEMENT &&
    durations.byteLength === count * Float32Array.BYTES_PER_ELEMENT &&
    messages.every(([offset]) => Number.isInteger(offset) && offset >= 0 && offset < count);
  if (!fits) return undefined;
  const intermediate = encoded.intermediate && decodeIntermediate(encoded.intermediate, count, metricCount);
  if (encoded.intermediate !== undefined && intermediate === undefined) return undefined;
  return {
    first,
    count,
    states: new Uint8Array(states),
    metrics: new Float64Array(metrics),
    durations: new Float32Array(durations),
    messages,
    ...(drew === undefined ? {} : { drew }),
    ...(intermediate === undefined ? {} : { intermediate }),
  };
}

function decodeIntermediate(
  encoded: NonNullable<v.InferOutput<typeof results>['intermediate']>,
  count: number,
  metricCount: number,
): IntermediateBatch | undefined {
  const rows = new Uint32Array(arrayBuffer(encoded.rows));
  const steps = new Float64Array(arrayBuffer(encoded.steps));
  const metrics = new Uint16Array(arrayBuffer(encoded.metrics));
  const values = new Float64Array(arrayBuffer(encoded.values));
  const fits =
    steps.length === rows.length &&
    metrics.length === rows.length &&
    values.length === rows.length &&
    rows.every((row, index) => row < count && (index === 0 || row >= rows[index - 1]!)) &&
    metrics.every((metric) => metric < metricCount);
  return fits ? { rows, steps, metrics, values } : undefined;
}

/** An answer as it came back, or undefined where it is none. */
export function parseAnswer(value: unknown): BatchAnswer | undefined {
  const parsed = v.safeParse(answer, value);
  return parsed.success ? (parsed.output as BatchAnswer) : undefined;
}

/** A digest of everything about a system that shows: two machines that agree on it have the same system. */
export function systemFingerprint({ id, version, parameters, constraints, metrics }: System): string {
  const shown = {
    id,
    version,
    parameters,
    constraints: constraints.map((constraint) => [constraint.id, constraint.message, constraint.uses]),
    metrics,
  };
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex').slice(0, 24);
}
