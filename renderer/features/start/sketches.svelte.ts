// What the listed workspaces hold, asked for one after the other so that the page is there first.

import type { StudySketch, WorkspaceListing, WorkspaceSketch } from '../../../engine/contract/host.ts';
import type { Host } from '../../host/host.ts';

export interface SketchedStudy {
  /** Names the workspace. */
  readonly token: string;
  readonly study: StudySketch;
}

export class Sketches {
  readonly #host: Host;
  /** By the token of the workspace; null where the file could not be read. */
  byToken = $state.raw<Readonly<Record<string, WorkspaceSketch | null>>>({});
  #round = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Never rejects: a file that cannot be read says so when it is opened. */
  async load(listings: readonly WorkspaceListing[]): Promise<void> {
    const round = ++this.#round;
    for (const { token } of listings) {
      const sketch = await this.#host.sketchWorkspace(token).catch(() => null);
      if (round !== this.#round) return;
      this.byToken = { ...this.byToken, [token]: sketch };
    }
  }

  stop(): void {
    this.#round += 1;
  }

  /** The stored study of that name and system; the one of the first workspace of the list that has it. */
  find(listings: readonly WorkspaceListing[], name: string, system: string): SketchedStudy | undefined {
    for (const { token } of listings) {
      const study = this.byToken[token]?.studies.find((one) => one.name === name && one.system === system);
      if (study !== undefined && study.trials > 0) return { token, study };
    }
    return undefined;
  }
}
