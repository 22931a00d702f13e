import type { TrialAnnotation } from '../../contract/annotations.ts';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { CommandDefinition } from '../command.ts';
import { print, printJson } from '../output.ts';
import { table } from '../table.ts';
import { withEngine } from './engine.ts';
import { chosenStudy } from './trials.ts';

export const note: CommandDefinition = {
  name: 'note',
  words: 'WORKSPACE',
  doc: 'Note something on a trial: a text, tags, a pin. Without --trial, print what was noted.',
  options: {
    study: { value: 'NAME', doc: 'which study; needed where the workspace has several' },
    trial: { value: 'N', doc: 'number of the trial' },
    note: { value: 'TEXT', doc: 'the note, in place of the former one; an empty text removes it' },
    tag: { value: 'TAGS', doc: 'add these tags, separated by commas' },
    untag: { value: 'TAGS', doc: 'remove these tags' },
    pin: { doc: 'pin it' },
    unpin: { doc: 'do not pin it any more' },
    json: { doc: 'print JSON' },
  },
  arity: [1, 1],
  run: (call) =>
    withEngine(async (engine) => {
      const number = call.count('trial', 0);
      const text = call.value('note');
      const added = words(call.value('tag'));
      const removed = words(call.value('untag'));
      const pinned = call.has('pin') ? true : call.has('unpin') ? false : undefined;
      const changes = text !== undefined || added.length + removed.length > 0 || pinned !== undefined;
      if (changes && number === undefined) {
        throw new ParetoscopeError('usage', 'which trial?', { hint: 'say --trial N' });
      }
      const workspace = engine.openPath(call.words[0]!, changes ? 'write' : 'read');
      const { name } = chosenStudy(workspace, call);
      const all = await engine.annotations(workspace.workspace, name);
      const before = all.find((annotation) => annotation.number === number);
      if (number === undefined) {
        await (call.has('json') ? printJson(all) : print(listed(all)));
        return 0;
      }
      const tags = [...(before?.tags ?? []), ...added].filter((tag) => !removed.includes(tag));
      const after = changes
        ? await engine.annotate(workspace.workspace, name, number, {
            tags,
            ...(text === undefined ? {} : { note: text }),
            ...(pinned === undefined ? {} : { pinned }),
          })
        : before;
      if (call.has('json')) await printJson(after ?? null);
      else await print(after === undefined ? `trial ${number}: nothing noted` : listed([after]));
      return 0;
    }),
};

function words(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function listed(annotations: readonly TrialAnnotation[]): string {
  if (annotations.length === 0) return 'nothing noted';
  return table(
    ['trial', 'pinned', 'tags', 'note'],
    annotations.map((one) => [String(one.number), one.pinned ? '*' : '', one.tags.join(', '), one.note]),
  );
}
