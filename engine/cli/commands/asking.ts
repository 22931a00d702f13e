// What commands that ask one question about one study have in common.

import type { StudySummary, SystemDescription, WorkspaceSummary } from '../../contract/host.ts';
import type { Engine } from '../../host/cli.ts';
import type { Call, OptionDoc } from '../command.ts';
import { print, printJson } from '../output.ts';
import { withEngine } from './engine.ts';
import { chosenStudy } from './trials.ts';

export const STUDY_OPTION: Record<string, OptionDoc> = {
  study: { value: 'NAME', doc: 'which study; needed where the workspace has several' },
};
export const JSON_OPTION: Record<string, OptionDoc> = { json: { doc: 'print JSON' } };

export interface Opened {
  readonly engine: Engine;
  readonly workspace: WorkspaceSummary;
  readonly summary: StudySummary;
  readonly system: SystemDescription;
}

/** Asks one question about the chosen study of the workspace, and prints the answer as JSON or in words. */
export function asking<T>(
  call: Call,
  ask: (opened: Opened) => Promise<T>,
  inWords: (answer: T, opened: Opened) => string,
): Promise<number> {
  return withEngine(async (engine) => {
    const workspace = engine.openPath(call.words[0]!);
    const summary = chosenStudy(workspace, call);
    const opened = { engine, workspace, summary, system: await engine.system(summary.system) };
    const answer = await ask(opened);
    await (call.has('json') ? printJson(answer) : print(inWords(answer, opened)));
    return 0;
  });
}
