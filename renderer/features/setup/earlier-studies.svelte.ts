// Studies of a system that have trials already, in the workspaces of the folder.

import type { Host } from '../../host/host.ts';

export interface EarlierStudy {
  readonly key: string;
  readonly name: string;
  /** Name of its workspace file, which lies beside that of a new study. */
  readonly file: string;
  readonly trials: number;
}

export class EarlierStudies {
  studies = $state.raw<readonly EarlierStudy[]>([]);
  #system: string | undefined;

  /** Asks once for a system. Never rejects: files that cannot be read have no studies to learn from. */
  async load(host: Host, system: string): Promise<void> {
    if (this.#system === system) return;
    this.#system = system;
    const found: EarlierStudy[] = [];
    const listings = await host.workspaces().catch(() => []);
    for (const { token, title } of listings) {
      const sketch = await host.sketchWorkspace(token).catch(() => undefined);
      if (this.#system !== system) return;
      for (const study of sketch?.studies ?? []) {
        if (study.system !== system || study.trials === 0) continue;
        found.push({ key: `${title}/${study.name}`, name: study.name, file: title, trials: study.trials });
      }
      this.studies = [...found];
    }
  }
}
