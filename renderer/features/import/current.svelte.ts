// The import of this window: one at a time, kept while other pages are looked at.

import type { Host } from '../../host/host.ts';
import { ImportDraft } from './import-draft.svelte.ts';

class CurrentImport {
  draft = $state.raw<ImportDraft | undefined>();

  /** Begins with a file, in place of any other. */
  begin(host: Host, file: File): void {
    this.draft?.drop();
    this.draft = new ImportDraft(host, file);
    void this.draft.open();
  }

  end(): void {
    this.draft?.drop();
    this.draft = undefined;
  }
}

export const currentImport = new CurrentImport();
