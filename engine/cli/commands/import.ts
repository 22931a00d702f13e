import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { CommandDefinition } from '../command.ts';
import { printJson, say } from '../output.ts';
import { withEngine } from './engine.ts';

export const importCommand: CommandDefinition = {
  name: 'import',
  words: 'FILE',
  doc: 'Read an Optuna storage (.db, .sqlite3) or a CSV file into a workspace.',
  options: {
    into: { value: 'WORKSPACE', doc: 'workspace to write, made if there is none' },
    study: { value: 'NAME', doc: 'one study of an Optuna storage; all of them if absent' },
    as: { value: 'NAME', doc: 'name of the study here' },
    mapping: { value: 'FILE', doc: 'what the columns of a CSV file mean, in YAML; see docs/exchange.md' },
    minimize: { value: 'COLUMNS', doc: 'results of a CSV file to minimise, separated by commas' },
    maximize: { value: 'COLUMNS', doc: 'results of a CSV file to maximise, separated by commas' },
    json: { doc: 'print what was read as JSON' },
  },
  arity: [1, 1],
  run: (call) => {
    const into = call.value('into');
    if (into === undefined) {
      throw new ParetoscopeError('usage', 'it is not said where to', {
        hint: 'name a workspace with --into',
      });
    }
    const names = (option: 'minimize' | 'maximize'): string[] =>
      (call.value(option) ?? '')
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');
    const mapping = call.value('mapping');
    const study = call.value('study');
    const rename = call.value('as');
    return withEngine(async (engine) => {
      const imported = await engine.importAt(resolve(into), {
        path: resolve(call.words[0]!),
        ...(study === undefined ? {} : { studies: [study] }),
        ...(rename === undefined ? {} : { rename }),
        csv: {
          ...(mapping === undefined ? {} : { mapping: { text: readMapping(mapping), file: mapping } }),
          minimize: names('minimize'),
          maximize: names('maximize'),
        },
      });
      if (call.has('json')) await printJson({ workspace: resolve(into), studies: imported });
      for (const { study: name, trials, frontSize, notes } of imported) {
        say(`${name}: ${trials.toLocaleString('en')} trials, ${frontSize.toLocaleString('en')} on the front`);
        for (const note of notes) say(`  ${note}`);
      }
      say(`workspace: ${resolve(into)}`);
      return 0;
    });
  },
};

function readMapping(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ParetoscopeError('not-found', `"${path}" cannot be read (${code ?? String(error)})`, {
      hint: 'check the name of the mapping file',
    });
  }
}
