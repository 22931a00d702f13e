import { resolve } from 'node:path';
import type { RunProgress } from '../../contract/host.ts';
import type { Study } from '../../contract/study.ts';
import type { Engine } from '../../host/cli.ts';
import { workspaceFileName } from '../../host/cli.ts';
import type { CommandDefinition } from '../command.ts';
import { follow, type FollowedRun } from '../follow.ts';
import { frontJson, frontTable } from '../front.ts';
import { print, printJson, say, sayError } from '../output.ts';
import { SYSTEM_OPTIONS, provideOwnSystem } from '../trusted.ts';
import { withEngine } from './engine.ts';
import { readStudyFile } from './study-file.ts';

export const run: CommandDefinition = {
  name: 'run',
  words: 'STUDY.yaml...',
  doc: 'Run studies one after the other, or go on with them where they were stopped, and print their fronts.',
  options: {
    workspace: { value: 'FILE', doc: "workspace to write; the study's name in this folder if absent" },
    workers: { value: 'N', doc: 'worker threads; all cores if absent' },
    trials: { value: 'N', doc: 'another budget than the file says' },
    seed: { value: 'N', doc: 'another seed than the file says' },
    redis: {
      value: 'URL',
      doc: 'evaluate on the workers of this Redis or Valkey server instead, see "paretoscope worker"',
    },
    fresh: { doc: 'discard stored trials of this study first' },
    ...SYSTEM_OPTIONS,
    json: { doc: 'print the front as JSON' },
  },
  arity: [1, 1000],
  run: async (call) => {
    const trials = call.count('trials', 1);
    const seed = call.count('seed', 0);
    const workers = call.count('workers', 1);
    const sources = call.words.map(readStudyFile);
    return withEngine(
      async (engine) => {
        await provideOwnSystem(engine, call);
        const studies: Study[] = [];
        for (const source of sources) {
          const { study, problems } = await engine.checkStudy(source);
          if (study !== undefined) studies.push(study);
          if (problems.length === 0) continue;
          if (call.has('json')) await printJson({ file: source.file, problems });
          for (const problem of problems) sayError(problem);
          return 1;
        }
        const runs: (FollowedRun & { path: string })[] = [];
        for (const [index, source] of sources.entries()) {
          const study = studies[index]!;
          const path = resolve(call.value('workspace') ?? workspaceFileName(study.name));
          const started = await engine.startRunAt({
            source,
            path,
            fresh: call.has('fresh'),
            queue: true,
            adjust: (given) => adjusted(given, trials, seed),
          });
          runs.push({ started, study, path });
        }
        const documents: object[] = [];
        let status = 0;
        await follow(engine, runs, async (followed, last) => {
          const { path } = runs.find(({ started }) => started === followed.started)!;
          const { document, failed } = await conclude(engine, followed, path, last, call.has('json'));
          if (document !== undefined) documents.push(document);
          status = Math.max(status, failed);
        });
        if (call.has('json')) await printJson(documents.length === 1 ? documents[0] : documents);
        return status;
      },
      { workers, redis: call.value('redis') },
    );
  },
};

function adjusted(study: Study, trials: number | undefined, seed: number | undefined): Study {
  return {
    ...study,
    budget: trials === undefined ? study.budget : { ...study.budget, trials },
    seed: seed ?? study.seed,
  };
}

/** Says how a run ended; its document for `--json`, and the exit status it calls for. */
async function conclude(
  engine: Engine,
  { started }: FollowedRun,
  path: string,
  last: RunProgress,
  json: boolean,
): Promise<{ document?: object; failed: number }> {
  const { study } = started;
  const { workspace } = started.workspace;
  const summary = (await engine.workspace(workspace)).studies.find(({ name }) => name === study)!;
  const system = await engine.system(summary.system);
  const page = await engine.trialPage(workspace, study, { offset: 0, limit: 10_000, frontOnly: true });
  const document = json
    ? {
        ...frontJson(summary, system, page.trials),
        state: last.state,
        workspace: path,
        elapsedSeconds: last.elapsedSeconds,
        ...(last.error === undefined ? {} : { error: last.error }),
        notes: last.notes,
      }
    : undefined;
  if (!json && last.error === undefined && page.total > 0)
    await print(frontTable(summary, system, page.trials));
  for (const note of last.notes) say(note);
  if (last.error !== undefined) sayError(last.error);
  say(`workspace: ${path}`);
  const isFine = last.state === 'finished' && last.error === undefined;
  if (last.state === 'cancelled') say('stored trials are kept: run the same command again to go on');
  const failed = isFine ? 0 : last.state === 'cancelled' && last.error === undefined ? 130 : 1;
  return { ...(document === undefined ? {} : { document }), failed };
}
