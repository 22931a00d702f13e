// Follows runs from the command line: a line of progress, Ctrl-C, and nobody there to resume what has paused.

import type { RunProgress, StartedRun } from '../contract/host.ts';
import type { Study } from '../contract/study.ts';
import type { Engine } from '../host/cli.ts';
import { say } from './output.ts';
import { ProgressLine } from './progress-line.ts';

export interface FollowedRun {
  readonly started: StartedRun;
  readonly study: Study;
}

/** Waits for the runs, which begin one after the other; calls `onEnd` with each as it ends. */
export async function follow(
  engine: Engine,
  runs: readonly FollowedRun[],
  onEnd: (run: FollowedRun, last: RunProgress) => Promise<void>,
): Promise<void> {
  const release = stopOnSignals(
    engine,
    runs.map(({ started }) => started.run),
  );
  try {
    for (const followed of runs) {
      const { run } = followed.started;
      const line = new ProgressLine(followed.study);
      const stop = engine.listen({
        progress: (progress) => {
          if (progress.run !== run) return;
          line.show(progress);
          // Nobody is there to resume: a run that cannot store its results ends, with what is stored kept.
          if (progress.state === 'paused' && progress.error !== undefined) engine.abortRun(run);
        },
      });
      const last = await engine.finished(run);
      stop();
      line.end(last);
      await onEnd(followed, last);
    }
  } finally {
    release();
  }
}

/** First Ctrl-C finishes and stores what is in flight, the second stops at once; runs that wait do not begin. */
function stopOnSignals(engine: Engine, runs: readonly string[]): () => void {
  let asked = false;
  const stop = (): void => {
    if (asked) {
      say('\nparetoscope: stopping at once; stored trials are kept');
      for (const run of runs.toReversed()) engine.abortRun(run);
    } else {
      say('\nparetoscope: finishing what is being evaluated; Ctrl-C again stops at once');
      for (const run of runs.toReversed()) void engine.cancelRun(run);
    }
    asked = true;
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
}
