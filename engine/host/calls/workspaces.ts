// Calls about workspace files, and what users noted in them. All reject rather than throw, whatever the store does:
// callers hold promises.

import type { HostApi } from '../../contract/host.ts';
import { annotateTrial, forgetSelection, keepSelection, keepView } from '../annotations.ts';
import type { EngineState } from '../state.ts';

type WorkspaceCalls = Pick<
  HostApi,
  | 'workspaces'
  | 'sketchWorkspace'
  | 'openWorkspace'
  | 'workspace'
  | 'closeWorkspace'
  | 'annotations'
  | 'annotate'
  | 'selections'
  | 'saveSelection'
  | 'deleteSelection'
  | 'views'
  | 'saveView'
>;

export function workspaceCalls(engine: EngineState): WorkspaceCalls {
  const { workspaces } = engine;
  return {
    async workspaces() {
      return Promise.resolve(workspaces.list());
    },

    async sketchWorkspace(token) {
      return Promise.resolve(engine.sketches.of(token));
    },

    async openWorkspace(token) {
      const { id, workspace } = workspaces.open(workspaces.path(token), 'write-or-read', false);
      return Promise.resolve(engine.summarize(id, workspace));
    },

    async workspace(workspace) {
      return Promise.resolve(engine.summarize(workspace));
    },

    async closeWorkspace(workspace) {
      await engine.runs.end(workspace);
      workspaces.close(workspace);
    },

    async annotations(workspace, study) {
      const { id } = engine.stored(workspace, study);
      return Promise.resolve(workspaces.get(workspace).annotations.ofStudy(id));
    },

    async annotate(workspace, study, number, change) {
      const stored = engine.stored(workspace, study);
      const annotation = annotateTrial(workspaces.get(workspace), stored, number, change);
      engine.annotated({ workspace, study, annotation });
      return Promise.resolve(annotation);
    },

    async selections(workspace, study) {
      const { id } = engine.stored(workspace, study);
      return Promise.resolve(workspaces.get(workspace).annotations.selections(id));
    },

    async saveSelection(workspace, study, selection) {
      await keepSelection(workspaces.get(workspace), engine.stored(workspace, study), selection);
      engine.annotated({ workspace, study });
    },

    async deleteSelection(workspace, study, name) {
      forgetSelection(workspaces.get(workspace), engine.stored(workspace, study), name);
      engine.annotated({ workspace, study });
      return Promise.resolve();
    },

    async views(workspace) {
      return Promise.resolve(workspaces.get(workspace).annotations.views());
    },

    async saveView(workspace, key, json) {
      keepView(workspaces.get(workspace), key, json);
      return Promise.resolve();
    },
  };
}
