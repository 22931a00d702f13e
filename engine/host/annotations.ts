// Notes, named selections and views of an open workspace, as shells ask for them.

import { basename } from 'node:path';
import type { AnnotationChange, NamedSelection, TrialAnnotation } from '../contract/annotations.ts';
import { ParetoscopeError } from '../contract/errors.ts';
import type { StoredStudy, Workspace } from '../store/index.ts';
import { parameterUnits } from './study-system.ts';

/** Changes what is said about a trial. Throws not-found for a trial that is not stored. */
export function annotateTrial(
  workspace: Workspace,
  stored: StoredStudy,
  number: number,
  change: AnnotationChange,
): TrialAnnotation {
  assertWritable(workspace);
  assertStored(stored, number);
  return workspace.annotations.annotate(stored.id, number, change);
}

/** Keeps a selection whose filter makes sense for the study and whose trials are stored. */
export async function keepSelection(
  workspace: Workspace,
  stored: StoredStudy,
  selection: NamedSelection,
): Promise<void> {
  assertWritable(workspace);
  const { filter, numbers } = selection;
  if (filter !== undefined) {
    stored.page({ offset: 0, limit: 0, filter }, await parameterUnits(stored));
  }
  const beyond = numbers?.find((number) => number >= stored.storedCount());
  if (beyond !== undefined) assertStored(stored, beyond);
  workspace.annotations.saveSelection(stored.id, selection);
}

export function forgetSelection(workspace: Workspace, stored: StoredStudy, name: string): void {
  assertWritable(workspace);
  workspace.annotations.deleteSelection(stored.id, name);
}

export function keepView(workspace: Workspace, key: string, json: string | null): void {
  assertWritable(workspace);
  workspace.annotations.saveView(key, json);
}

function assertStored(stored: StoredStudy, number: number): void {
  if (number < stored.storedCount()) return;
  throw new ParetoscopeError('not-found', `study "${stored.study.name}" has no trial ${number}`, {
    hint: stored.storedCount() === 0 ? 'run it first' : `it has trials 0 to ${stored.storedCount() - 1}`,
  });
}

function assertWritable({ readOnly, readOnlyReason, path }: Workspace): void {
  if (!readOnly) return;
  throw new ParetoscopeError('workspace-read-only', `nothing can be noted in ${basename(path)}`, {
    hint: readOnlyReason ?? 'it is open for reading only',
  });
}
