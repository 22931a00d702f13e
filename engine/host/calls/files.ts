// Calls about files that cross to a shell and back: exports, reports, imports.

import type { HostApi } from '../../contract/host.ts';
import { reportHelp } from '../report-help.ts';
import { importReceived, prepareExport, prepareReport, previewReceived } from '../shell-files.ts';
import type { EngineState } from '../state.ts';

type FileCalls = Pick<
  HostApi,
  | 'exportStudy'
  | 'reportStudy'
  | 'filePart'
  | 'receiveFile'
  | 'receivePart'
  | 'previewImport'
  | 'importFile'
  | 'releaseFile'
>;

export function fileCalls(engine: EngineState): FileCalls {
  const { prepared, workspaces } = engine;
  return {
    async exportStudy(workspace, query) {
      return prepareExport(prepared, workspaces.get(workspace), query);
    },

    async reportStudy(workspace, query) {
      return prepareReport(prepared, workspaces.get(workspace), query, reportHelp(engine, workspace));
    },

    async filePart(file, offset) {
      return Promise.resolve(prepared.part(file, offset));
    },

    async receiveFile(name) {
      return Promise.resolve(prepared.receive(name));
    },

    async receivePart(file, part) {
      prepared.append(file, part);
      return Promise.resolve();
    },

    async previewImport(file, query) {
      return previewReceived(prepared, file, query);
    },

    async importFile(file, query) {
      const { workspace, studies } = await importReceived(prepared, workspaces, file, query);
      return { workspace: engine.summarize(workspace), studies };
    },

    async releaseFile(file) {
      prepared.release(file);
      return Promise.resolve();
    },
  };
}
