import type { CommandDefinition } from '../command.ts';
import { print, printJson } from '../output.ts';
import { withEngine } from './engine.ts';

export const samplers: CommandDefinition = {
  name: 'samplers',
  words: '',
  doc: 'List the samplers, their options, and when to use them.',
  options: { json: { doc: 'print JSON' } },
  arity: [0, 0],
  run: (call) =>
    withEngine(async (engine) => {
      const listed = await engine.samplers();
      if (call.has('json')) await printJson(listed);
      else {
        const texts = listed.map(({ type, title, doc, paper, options }) =>
          [
            `${type}: ${title}`,
            `  ${doc}`,
            ...(paper === undefined ? [] : [`  paper: ${paper.title}, ${paper.year}`]),
            ...Object.entries(options).map(
              ([id, option]) => `  ${id} (${String(option.default)}): ${option.doc}`,
            ),
          ].join('\n'),
        );
        await print(texts.join('\n\n'));
      }
      return 0;
    }),
};
