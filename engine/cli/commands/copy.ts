import { resolve } from 'node:path';
import type { CommandDefinition } from '../command.ts';
import { say } from '../output.ts';
import { withEngine } from './engine.ts';

export const copy: CommandDefinition = {
  name: 'copy',
  words: 'WORKSPACE FILE',
  doc: 'Save a complete, compact copy of a workspace, also while it is being written.',
  options: {},
  arity: [2, 2],
  run: (call) =>
    withEngine((engine) => {
      const [from, to] = call.words as [string, string];
      engine.saveCopy(engine.openPath(from).workspace, resolve(to));
      say(`copied to ${resolve(to)}`);
      return Promise.resolve(0);
    }),
};
