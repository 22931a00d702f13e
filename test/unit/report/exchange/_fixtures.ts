// A workspace of conditional, infeasible and failed trials, and folders that are gone after the tests of a file.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ParetoscopeError } from '../../../../engine/contract/errors.ts';
import type { Study } from '../../../../engine/contract/study.ts';
import type { System } from '../../../../engine/contract/system.ts';
import type { ExportSource } from '../../../../engine/report/exchange/index.ts';
import { openWorkspace, type StoredStudy, type Workspace } from '../../../../engine/store/index.ts';
import { makeBatch, makeStudy, METRICS } from '../../store/_batches.ts';

const cleanups: (() => void)[] = [];
afterAll(() => {
  for (const clean of cleanups.splice(0).reverse()) clean();
});

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'paretoscope-exchange-'));
  cleanups.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Nothing but these files may be in a folder. */
export function filesIn(path: string): string[] {
  return readdirSync(path).sort();
}

export function workspaceAt(path: string): Workspace {
  const workspace = openWorkspace(path, { mode: 'write', create: true });
  cleanups.push(() => workspace.close());
  return workspace;
}

/** The parameters and metrics of `makeStudy`, as a system describes them. */
export const SYSTEM: System = {
  id: 'npu',
  version: 1,
  title: 'A neural processing unit',
  summary: 'for tests',
  references: [],
  parameters: {
    mac: { kind: 'ordinal', choices: [32, 64, 128, 256], default: 32, doc: 'array size', unit: 'MAC/cycle' },
    clock: {
      kind: 'float',
      minimum: 1e8,
      maximum: 1e9,
      scale: 'log',
      default: 1e9,
      doc: 'clock',
      unit: 'Hz',
    },
  },
  constraints: [],
  metrics: {
    area: { doc: 'area', direction: 'minimize', role: 'area', provenance: 'analytical' },
    energy: { doc: 'energy', unit: 'J', direction: 'minimize', role: 'energy', provenance: 'simulated' },
    sdc: { doc: 'corruption', direction: 'minimize', role: 'reliability', provenance: 'analytical' },
  },
  defaultObjectives: ['area'],
  limits: [],
  hidden: true,
  evaluate: () => ({}),
  inspect: () => ({ outcome: {}, breakdowns: [], notes: [] }),
  claims: [],
};

/** A stored study of `count` trials, of which two are on its front. */
export function storedStudy(
  count: number,
  changes: Partial<Study> = {},
  workspace = workspaceAt(join(folder(), 'test.pareto')),
): StoredStudy {
  const study = makeStudy({ budget: { trials: count }, ...changes });
  const stored = workspace.createStudy(study, 'study: protect-npu\n', METRICS);
  const { designs, results } = makeBatch(0, count);
  stored.append(designs, results);
  stored.setReference([2.1, 1e-15]);
  stored.saveFront([1, 4], 0.25);
  return stored;
}

export function sourceOf(stored: StoredStudy): ExportSource {
  return { stored, system: SYSTEM, engineVersion: '1.2.3' };
}

/** The error that a promise rejects with; anything else, or none, fails the test. */
export async function errorOf(work: Promise<unknown>): Promise<ParetoscopeError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ParetoscopeError) return error;
    throw error;
  }
  throw new Error('expected an error, but none was thrown');
}
