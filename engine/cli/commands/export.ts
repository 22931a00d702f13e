import { basename, extname, resolve } from 'node:path';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { Call, CommandDefinition } from '../command.ts';
import { printJson, say } from '../output.ts';
import { withEngine } from './engine.ts';

export const exportCommand: CommandDefinition = {
  name: 'export',
  words: 'WORKSPACE',
  doc: 'Write trials as CSV, JSON, JSON Lines, Parquet or XLSX, an Optuna storage, a copy of the workspace, or one chart.',
  options: {
    study: {
      value: 'NAME',
      doc: 'which study; needed where the workspace has several, except for optuna and pareto',
    },
    select: {
      value: 'WHAT',
      doc: 'all (if absent), front, trial numbers such as 3,17,20-25, or the name of a selection',
    },
    filter: { value: 'EXPR', doc: "only trials for which this holds, e.g. 'sdc < 1e-16 and mac = 32'" },
    format: {
      value: 'F',
      doc: 'csv, json, jsonl, parquet, xlsx, optuna or pareto, of a chart svg or png; by the extension of --out if absent',
    },
    chart: {
      value: 'NAME',
      doc: 'draw a chart: front, trials, convergence, importance:METRIC, breakdown:TRIAL, or fronts of several studies',
    },
    out: { value: 'FILE', doc: 'file to write; absent: csv, json and jsonl go to stdout' },
    force: { doc: 'replace an existing file' },
    json: { doc: 'print what was written as JSON; needs --out' },
  },
  arity: [1, 1],
  run: (call) =>
    withEngine(async (engine) => {
      const out = call.value('out');
      if (out === undefined && call.has('json')) {
        throw new ParetoscopeError('usage', '--json tells about a file that was written', {
          hint: 'name it with --out; for trials as JSON say --format json',
        });
      }
      const chart = chartOf(call);
      const workspace = engine.openPath(call.words[0]!);
      const abort = new AbortController();
      const stop = (): void => abort.abort();
      process.on('SIGINT', stop);
      process.on('SIGTERM', stop);
      try {
        const given = (option: 'study' | 'select' | 'filter' | 'format'): Record<string, string> => {
          const value = call.value(option);
          return value === undefined ? {} : { [option]: value };
        };
        if (chart !== undefined) {
          const charted = await engine.chartTo(workspace.workspace, {
            ...given('study'),
            ...given('format'),
            chart,
            force: call.has('force'),
            signal: abort.signal,
            out: resolve(out!),
          });
          if (call.has('json')) await printJson({ ...charted, file: resolve(out!) });
          say(`${basename(out!)}: ${chart} of ${charted.studies.join(', ')}`);
          return 0;
        }
        const exported = await engine.exportTo(workspace.workspace, {
          ...given('study'),
          ...given('select'),
          ...given('filter'),
          ...given('format'),
          force: call.has('force'),
          signal: abort.signal,
          out: out === undefined ? write : resolve(out),
        });
        if (call.has('json')) await printJson({ ...exported, file: resolve(out!) });
        const count = exported.trials.toLocaleString('en');
        if (out !== undefined) say(`${basename(out)}: ${count} trials of ${exported.studies.join(', ')}`);
        return 0;
      } finally {
        process.off('SIGINT', stop);
        process.off('SIGTERM', stop);
      }
    }),
};

/** The chart that is asked for, of which only a study and a file can be said. */
function chartOf(call: Call): string | undefined {
  const chart = call.value('chart');
  if (chart === undefined) {
    const format =
      call.value('format') ??
      extname(call.value('out') ?? '')
        .slice(1)
        .toLowerCase();
    if (format !== 'svg' && format !== 'png') return undefined;
    throw new ParetoscopeError('usage', `${format} holds a chart, and none is named`, {
      hint: 'name it with --chart, e.g. --chart front',
    });
  }
  if (call.value('select') !== undefined || call.value('filter') !== undefined) {
    throw new ParetoscopeError('usage', 'a chart shows the whole study', {
      hint: 'leave --select and --filter out',
    });
  }
  if (call.value('out') === undefined) {
    throw new ParetoscopeError('usage', 'a chart is a file', { hint: 'name it with --out, e.g. front.svg' });
  }
  return chart;
}

/** Writes to stdout and waits until it is taken, so that memory stays bounded before a slow reader. */
function write(chunk: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(chunk, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}
