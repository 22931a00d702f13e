// What workspace files hold, for a list of them: names, counts, and the front as a few points. Each file is read once
// and again only after it changed.

import { statSync } from 'node:fs';
import type { StudySketch, WorkspaceSketch } from '../contract/host.ts';
import type { StoredStudy } from '../store/index.ts';
import type { Workspaces } from './workspaces.ts';

/** Points of a front that a small picture can show. */
const MOST_POINTS = 240;
/** Studies of a file that are looked at. */
const MOST_STUDIES = 24;
/** Files that are remembered. */
const MOST_FILES = 100;

export class Sketches {
  readonly #workspaces: Workspaces;
  readonly #kept = new Map<string, { readonly stamp: string; readonly sketch: WorkspaceSketch }>();

  constructor(workspaces: Workspaces) {
    this.#workspaces = workspaces;
  }

  /** Throws not-found for a token that is not known, and what opening the file throws. */
  of(token: string): WorkspaceSketch {
    const path = this.#workspaces.path(token);
    const stamp = stampOf(path);
    const known = this.#kept.get(token);
    if (known?.stamp === stamp) return known.sketch;
    const sketch = this.#workspaces.peek(path, (workspace) => ({
      token,
      studies: workspace.studies().slice(0, MOST_STUDIES).map(sketchOf),
    }));
    this.#kept.delete(token);
    this.#kept.set(token, { stamp, sketch });
    if (this.#kept.size > MOST_FILES) this.#kept.delete(this.#kept.keys().next().value!);
    return sketch;
  }
}

/** Changes with the file and with its log, where a run's latest trials are. */
function stampOf(path: string): string {
  return [path, `${path}-wal`]
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat === undefined ? '' : `${stat.mtimeMs}/${stat.size}`;
    })
    .join(' ');
}

function sketchOf(stored: StoredStudy): StudySketch {
  const { study } = stored;
  const front = stored.front();
  const objectives = study.objectives.slice(0, 2);
  const [first, second] = objectives;
  const points: (readonly [number, number])[] = [];
  if (first !== undefined && second !== undefined) {
    const step = Math.max(1, front.length / MOST_POINTS);
    const numbers = Array.from(
      { length: Math.min(front.length, MOST_POINTS) },
      (_, index) => front[Math.floor(index * step)]!,
    );
    for (const { metrics } of stored.trials(numbers)) {
      const [x, y] = [metrics[first.metric], metrics[second.metric]];
      if (x !== undefined && y !== undefined && Number.isFinite(x) && Number.isFinite(y)) points.push([x, y]);
    }
  }
  return {
    name: study.name,
    system: study.system,
    trials: stored.storedCount(),
    finished: stored.finished,
    frontSize: front.length,
    objectiveCount: study.objectives.length,
    objectives,
    x: Float64Array.from(points, ([x]) => x),
    y: Float64Array.from(points, ([, y]) => y),
  };
}
