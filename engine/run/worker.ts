// The thread side of the pool: keeps the systems and spaces it has met, evaluates batches, knows no store.

import { workerData } from 'piscina';
import type { Pruner } from '../contract/pruner.ts';
import type { Study } from '../contract/study.ts';
import type { ClaimResult } from '../contract/host.ts';
import type { System } from '../contract/system.ts';
import type { ResultBatch } from '../contract/trial.ts';
import { createPruner } from '../pruning/index.ts';
import { Space } from '../space/space.ts';
import { loadSystem } from '../systems/registry.ts';
import { checkClaim as claimResult } from './claims.ts';
import { evaluateBatch } from './evaluate-batch.ts';
import type { ClaimTask } from './claim-thread.ts';
import type { BatchTask, PoolData } from './pool.ts';
import { provideTrusted } from './trusted-systems.ts';

interface Prepared {
  readonly study: Study;
  readonly system: System;
  readonly space: Space;
  readonly pruner?: Pruner;
}

/** Studies alternate where several run; a few prepared ones are enough. */
const KEPT_STUDIES = 8;
const prepared = new Map<string, Promise<Prepared>>();

const { cancelFlags, row: rowFlag, systems } = workerData as PoolData;
const trusted = provideTrusted(systems);
const stops = new Map<number, AbortController>();

/**
 * The signal of a run, by its slot in the shared flags. A model that never yields cannot receive the event, but it can
 * read `signal.aborted`, which looks at the shared flag; one that awaits gets the event too.
 */
function signalOf(slot: number): AbortSignal {
  let stop = stops.get(slot);
  if (stop === undefined) {
    const controller = new AbortController();
    Object.defineProperty(controller.signal, 'aborted', {
      get: () => Atomics.load(cancelFlags, slot) !== 0,
    });
    const raised = Atomics.waitAsync(cancelFlags, slot, 0);
    if (raised.async) {
      void raised.value.then(() => {
        stops.delete(slot);
        controller.abort();
      });
    }
    stops.set(slot, controller);
    stop = controller;
  }
  return stop.signal;
}

async function prepare(study: Study): Promise<Prepared> {
  await trusted;
  const system = await loadSystem(study.system);
  const { pruner, objectives, seed } = study;
  return {
    study,
    system,
    space: Space.forStudy(system, study),
    ...(pruner === undefined
      ? {}
      : { pruner: createPruner(pruner, { objectiveCount: objectives.length, seed }) }),
  };
}

/** Evaluates one batch; rejects only where the study itself cannot be prepared. */
export default async function evaluate(task: BatchTask): Promise<ResultBatch> {
  let entry = prepared.get(task.key);
  if (entry === undefined) {
    entry = prepare(JSON.parse(task.study) as Study);
    prepared.set(task.key, entry);
    if (prepared.size > KEPT_STUDIES) prepared.delete(prepared.keys().next().value!);
  }
  const { study, system, space, pruner } = await entry;
  const { batch, slot, knowledge } = task;
  const pruning = pruner && { pruner, ...(knowledge === undefined ? {} : { knowledge }) };
  const results = await evaluateBatch(system, study, space, batch, signalOf(slot), pruning, (row) => {
    rowFlag[0] = row;
  });
  rowFlag[0] = -1;
  return results;
}

/** Checks one published claim of a system. */
export async function checkClaim(task: ClaimTask): Promise<ClaimResult> {
  await trusted;
  const system = await loadSystem(task.system);
  return claimResult(system, system.claims[task.index]!);
}
