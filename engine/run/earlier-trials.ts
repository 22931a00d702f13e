// Trials of another study as a sampler of this one takes them: same parameters, this study's objectives and bounds.

import { createHash } from 'node:crypto';
import { ParetoscopeError } from '../contract/errors.ts';
import type { ToldBatch } from '../contract/sampler.ts';
import type { EarlierTrials, Study } from '../contract/study.ts';
import type { System } from '../contract/system.ts';
import { COMPLETE, FAILED, INFEASIBLE, type ResultBatch } from '../contract/trial.ts';
import { Space } from '../space/space.ts';
import type { StoredStudy } from '../store/index.ts';
import { violation } from './constraint.ts';
import { Teller } from './told.ts';

/** Trials read at a time. */
const BATCH = 20_000;

export interface Earlier {
  readonly told: ToldBatch;
  /** To be kept with the study. */
  readonly used: NonNullable<EarlierTrials['used']>;
  /** Trials of the other study that lie outside this one's space. */
  readonly outside: number;
}

/**
 * The first `limit` trials of `source` that lie in the study's space, with violations measured against the study's own
 * constraints. Trials that never ran to an end count as failed. Throws `usage` where the two studies are of different
 * systems or versions.
 */
export function earlierTrials(
  source: StoredStudy,
  study: Study,
  system: System,
  limit: number = source.storedCount(),
): Earlier {
  const other = source.study;
  if (other.system !== study.system || other.systemVersion !== study.systemVersion) {
    throw new ParetoscopeError(
      'usage',
      `the trials of study "${other.name}" come from ${other.system} version ${other.systemVersion}, ` +
        `this study is of ${study.system} version ${study.systemVersion}`,
      { hint: 'results of another model would mislead the sampler' },
    );
  }
  const from = Space.forStudy(system, other);
  const to = Space.forStudy(system, study);
  const teller = new Teller(study, source.metricIds);
  const codes: number[] = [];
  const objectives: number[] = [];
  const violations: number[] = [];
  const row = new Float64Array(to.width);
  let outside = 0;
  const count = Math.min(limit, source.storedCount());
  for (let first = 0; first < count; first += BATCH) {
    const { designs, results } = source.readBatch(first, Math.min(BATCH, count - first));
    const told = teller.tell(designs, judged(results, study, other, source.metricIds));
    const objectiveCount = study.objectives.length;
    for (let index = 0; index < designs.count; index++) {
      if (!moved(from, to, designs.codes, index * from.width, row)) {
        outside++;
        continue;
      }
      codes.push(...row);
      objectives.push(...told.objectives.subarray(index * objectiveCount, (index + 1) * objectiveCount));
      violations.push(told.violations[index]!);
    }
  }
  const rows = violations.length;
  const batch: ToldBatch = {
    designs: { first: 0, count: rows, codes: Float64Array.from(codes) },
    results: {
      first: 0,
      count: rows,
      states: Uint8Array.from(violations, (value) => (value === 0 ? COMPLETE : INFEASIBLE)),
      metrics: new Float64Array(0),
      durations: new Float32Array(rows),
      messages: [],
    },
    objectives: Float64Array.from(objectives),
    violations: Float64Array.from(violations),
  };
  return { told: batch, used: { trials: count, checksum: checksumOf(batch) }, outside };
}

/** Writes the codes that a design of one space has in another; false where it is not in it. */
function moved(from: Space, to: Space, codes: Float64Array, offset: number, row: Float64Array): boolean {
  try {
    to.encodeAllowed(from.decode(codes, offset), row);
    return true;
  } catch (error) {
    if (error instanceof ParetoscopeError && error.kind === 'design-invalid') return false;
    throw error;
  }
}

/** Results with states that follow from this study's bounds; what the system itself refused stays a failure. */
function judged(results: ResultBatch, study: Study, other: Study, metricIds: readonly string[]): ResultBatch {
  const columns = study.objectives.map(({ metric }) => metricIds.indexOf(metric));
  const states = results.states.map((state, row) => {
    if (state !== COMPLETE && state !== INFEASIBLE) return FAILED;
    const offset = row * metricIds.length;
    if (columns.some((column) => Number.isNaN(results.metrics[offset + column]!))) return FAILED;
    const misses = ({ constraints }: Study): boolean =>
      constraints.some(
        (constraint) =>
          violation(constraint, results.metrics[offset + metricIds.indexOf(constraint.metric)]!) > 0,
      );
    if (misses(study)) return INFEASIBLE;
    // What met none of the other study's bounds was infeasible there for that alone.
    return state === COMPLETE || misses(other) ? COMPLETE : INFEASIBLE;
  });
  return { ...results, states };
}

function checksumOf({ designs, objectives, violations }: ToldBatch): string {
  const hash = createHash('sha256');
  for (const part of [designs.codes, objectives, violations]) {
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest('hex').slice(0, 32);
}
