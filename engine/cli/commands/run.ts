import { resolve } from 'node:path';
import type { RunProgress } from '../../contract/host.ts';
import type { Study } from '../../contract/study.ts';
import type { Engine } from '../../host/cli.ts';
import { workspaceFileName } from '../../host/cli.ts';
import type { CommandDefinition } from '../command.ts';
import { frontJson, frontTable } from '../front.ts';
import { print, printJson, say, sayError } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';
import { SYSTEM_OPTIONS, provideOwnSystem } from '../trusted.ts';
import { withEngine } from './engine.ts';
import { readStudyFile } from './study-file.ts';

export const run: CommandDefinition = {
  name: 'run',
  words: 'STUDY.yaml',
  doc: 'Run a study, or go on with it where it was stopped, and print its front.',
  options: {
    workspace: { value: 'FILE', doc: "workspace to write; the study's name in this folder if absent" },
    workers: { value: 'N', doc: 'worker threads; all cores if absent' },
    trials: { value: 'N', doc: 'another budget than the file says' },
    seed: { value: 'N', doc: 'another seed than the file says' },
    fresh: { doc: 'discard stored trials of this study first' },
    ...SYSTEM_OPTIONS,
    json: { doc: 'print the front as JSON' },
  },
  arity: [1, 1],
  run: async (call) => {
    const trials = call.count('trials', 1);
    const seed = call.count('seed', 0);
    const workers = call.count('workers', 1);
    const source = readStudyFile(call.words[0]!);
    return withEngine(async (engine) => {
      await provideOwnSystem(engine, call);
      const checked = await engine.checkStudy(source);
      if (checked.study === undefined || checked.problems.length > 0) {
        if (call.has('json')) await printJson({ file: source.file, problems: checked.problems });
        for (const problem of checked.problems) sayError(problem);
        return 1;
      }
      const path = resolve(call.value('workspace') ?? workspaceFileName(checked.study.name));
      const line = new ProgressLine(checked.study);
      const stop = engine.listen({ progress: (progress) => line.show(progress) });
      const started = await engine.startRunAt({
        source,
        path,
        fresh: call.has('fresh'),
        adjust: (study) => adjusted(study, trials, seed),
      });
      const release = stopOnSignals(engine, started.run);
      const stopOnPause = engine.listen({
        progress: ({ state, error }) => {
          // Nobody is there to resume: a run that cannot store its results ends, with what is stored kept.
          if (state === 'paused' && error !== undefined) engine.abortRun(started.run);
        },
      });
      const last = await engine.finished(started.run);
      stop();
      stopOnPause();
      release();
      line.end(last);
      return conclude(engine, started.workspace.workspace, started.study, path, last, call.has('json'));
    }, workers);
  },
};

function adjusted(study: Study, trials: number | undefined, seed: number | undefined): Study {
  return {
    ...study,
    budget: trials === undefined ? study.budget : { ...study.budget, trials },
    seed: seed ?? study.seed,
  };
}

/** First Ctrl-C finishes and stores what is in flight, the second stops at once. */
function stopOnSignals(engine: Engine, run: string): () => void {
  let asked = false;
  const stop = (): void => {
    if (asked) {
      say('\nparetoscope: stopping at once; stored trials are kept');
      engine.abortRun(run);
    } else {
      say('\nparetoscope: finishing what is being evaluated; Ctrl-C again stops at once');
      void engine.cancelRun(run);
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

async function conclude(
  engine: Engine,
  workspace: string,
  study: string,
  path: string,
  last: RunProgress,
  json: boolean,
): Promise<number> {
  const summary = (await engine.workspace(workspace)).studies.find(({ name }) => name === study)!;
  const system = await engine.system(summary.system);
  const page = await engine.trialPage(workspace, study, { offset: 0, limit: 10_000, frontOnly: true });
  if (json) {
    await printJson({
      ...frontJson(summary, system, page.trials),
      state: last.state,
      workspace: path,
      elapsedSeconds: last.elapsedSeconds,
      ...(last.error === undefined ? {} : { error: last.error }),
      notes: last.notes,
    });
  } else if (last.error === undefined && page.total > 0) {
    await print(frontTable(summary, system, page.trials));
  }
  for (const note of last.notes) say(note);
  if (last.error !== undefined) sayError(last.error);
  say(`workspace: ${path}`);
  if (last.state === 'cancelled') {
    say('stored trials are kept: run the same command again to go on');
    return last.error === undefined ? 130 : 1;
  }
  return last.state === 'finished' && last.error === undefined ? 0 : 1;
}
