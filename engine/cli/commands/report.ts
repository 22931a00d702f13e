import { resolve } from 'node:path';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { CommandDefinition } from '../command.ts';
import { printJson, say } from '../output.ts';
import { withEngine } from './engine.ts';

export const report: CommandDefinition = {
  name: 'report',
  words: 'WORKSPACE [STUDY...]',
  doc: 'Write a report on one study, or on several compared: HTML, Markdown, PDF, a LaTeX table, a BibTeX entry.',
  options: {
    study: { value: 'NAME', doc: 'which study; all of the workspace, compared, if none is named' },
    out: { value: 'FILE', doc: 'file to write: .html, .md, .pdf, .tex or .bib' },
    format: { value: 'F', doc: 'html, md, pdf, tex or bib; by the extension of --out if absent' },
    pin: { value: 'TRIALS', doc: 'trials to show beside the chosen ones, e.g. 3,17' },
    'without-claims': { doc: 'do not check the system against published numbers, which can take seconds' },
    force: { doc: 'replace an existing file' },
    json: { doc: 'print what was written as JSON' },
  },
  arity: [1, 100],
  run: (call) =>
    withEngine(async (engine) => {
      const [path, ...names] = call.words;
      const out = call.value('out');
      if (out === undefined) {
        throw new ParetoscopeError('usage', 'a report is a file', {
          hint: 'name it with --out, e.g. report.html',
        });
      }
      const study = call.value('study');
      const pin = call.value('pin');
      const format = call.value('format');
      const abort = new AbortController();
      const stop = (): void => abort.abort();
      process.on('SIGINT', stop);
      process.on('SIGTERM', stop);
      try {
        const { workspace } = engine.openPath(path!);
        const written = await engine.reportTo(workspace, {
          studies: study === undefined ? names : [study, ...names],
          ...(format === undefined ? {} : { format }),
          ...(pin === undefined ? {} : { pinned: trialNumbers(pin) }),
          withoutClaims: call.has('without-claims'),
          force: call.has('force'),
          signal: abort.signal,
          out: resolve(out),
        });
        if (call.has('json')) await printJson(written);
        const [file, ...figures] = written.files;
        const beside = figures.length === 0 ? '' : `, with ${figures.length} figures beside it`;
        say(`report on ${written.studies.join(', ')}: ${file!}${beside}`);
        return 0;
      } finally {
        process.off('SIGINT', stop);
        process.off('SIGTERM', stop);
      }
    }),
};

function trialNumbers(text: string): number[] {
  return text.split(',').map((part) => {
    if (/^\s*\d{1,10}\s*$/.test(part)) return Number(part);
    throw new ParetoscopeError('usage', `--pin is "${text}"`, { hint: 'write trial numbers such as 3,17' });
  });
}
