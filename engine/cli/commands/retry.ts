import { ParetoscopeError } from '../../contract/errors.ts';
import type { CommandDefinition } from '../command.ts';
import { follow } from '../follow.ts';
import { printJson, say, sayError } from '../output.ts';
import { SYSTEM_OPTIONS, provideOwnSystem } from '../trusted.ts';
import { withEngine } from './engine.ts';

export const retry: CommandDefinition = {
  name: 'retry',
  words: 'WORKSPACE',
  doc: 'Evaluate the failed trials of a study again, and put the results in their place.',
  options: {
    study: { value: 'NAME', doc: 'which study; the only one if absent' },
    message: { value: 'TEXT', doc: 'only trials that failed with this message' },
    workers: { value: 'N', doc: 'worker threads; all cores if absent' },
    ...SYSTEM_OPTIONS,
    json: { doc: 'print how many trials are in which state, as JSON' },
  },
  arity: [1, 1],
  run: async (call) =>
    withEngine(
      async (engine) => {
        await provideOwnSystem(engine, call);
        const { workspace, studies } = engine.openPath(call.words[0]!);
        const name = call.value('study') ?? (studies.length === 1 ? studies[0]!.name : undefined);
        if (name === undefined) {
          throw new ParetoscopeError('usage', 'the workspace holds several studies', {
            hint: `name one with --study: ${studies.map((study) => study.name).join(', ')}`,
          });
        }
        const started = await engine.retryFailed(workspace, name, call.value('message'));
        const { study } = started.workspace.studies.find((one) => one.name === name)!;
        let status = 0;
        await follow(engine, [{ started, study }], async (_, last) => {
          for (const note of last.notes) say(note);
          if (last.error !== undefined) sayError(last.error);
          if (call.has('json')) await printJson({ study: name, state: last.state, counts: last.counts });
          status = last.state === 'finished' ? 0 : last.state === 'cancelled' ? 130 : 1;
        });
        return status;
      },
      { workers: call.count('workers', 1) },
    ),
};
