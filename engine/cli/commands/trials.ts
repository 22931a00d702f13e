import { ParetoscopeError } from '../../contract/errors.ts';
import type { StudySummary, SystemDescription, WorkspaceSummary } from '../../contract/host.ts';
import type { MetricValues } from '../../contract/system.ts';
import type { Trial } from '../../contract/trial.ts';
import type { Call, CommandDefinition } from '../command.ts';
import { frontJson, frontTable, simplerTable } from '../front.ts';
import { print, printJson, say } from '../output.ts';
import { table } from '../table.ts';
import { showMetric, showParameter } from '../values.ts';
import { withEngine } from './engine.ts';

const PAGE = 5000;

export const front: CommandDefinition = {
  name: 'front',
  words: 'WORKSPACE',
  doc: 'Print the front of a study in a workspace.',
  options: {
    study: { value: 'NAME', doc: 'which study; needed where the workspace has several' },
    epsilon: {
      value: 'SHARE',
      doc: 'give up this much of each objective (e.g. 2%) for designs with fewer changed parameters',
    },
    json: { doc: 'print JSON' },
  },
  arity: [1, 1],
  run: (call) =>
    withEngine(async (engine) => {
      const workspace = engine.openPath(call.words[0]!);
      const summary = chosenStudy(workspace, call);
      const system = await engine.system(summary.system);
      const epsilon = call.share('epsilon');
      if (epsilon !== undefined) {
        const simpler = await engine.simplerFront(workspace.workspace, summary.name, epsilon);
        const designs = await Promise.all(
          simpler.designs.map(async ({ number, ...about }) => ({
            ...(await engine.trialDetail(workspace.workspace, summary.name, number)).trial,
            ...about,
          })),
        );
        await (call.has('json')
          ? printJson({ ...simpler, designs })
          : print(simplerTable(summary, system, simpler, designs)));
        return 0;
      }
      const { trials } = await engine.trialPage(workspace.workspace, summary.name, {
        offset: 0,
        limit: 10_000,
        frontOnly: true,
      });
      if (call.has('json')) await printJson(frontJson(summary, system, trials));
      else await print(frontTable(summary, system, trials));
      return 0;
    }),
};

export const trials: CommandDefinition = {
  name: 'trials',
  words: 'WORKSPACE',
  doc: 'Print trials of a study, page by page or as JSON.',
  options: {
    study: { value: 'NAME', doc: 'which study; needed where the workspace has several' },
    filter: { value: 'EXPR', doc: "only trials for which this holds, e.g. 'sdc < 1e-16 and mac = 32'" },
    sort: { value: 'NAME', doc: 'a metric or parameter, "number", "state" or "duration"' },
    descending: { doc: 'largest first' },
    offset: { value: 'N', doc: 'skip this many' },
    limit: { value: 'N', doc: 'print at most this many; 50 if absent' },
    intermediate: { doc: 'add what the trials reported on their way' },
    json: { doc: 'print JSON' },
  },
  arity: [1, 1],
  run: (call) =>
    withEngine(async (engine) => {
      const workspace = engine.openPath(call.words[0]!);
      const summary = chosenStudy(workspace, call);
      const system = await engine.system(summary.system);
      const filter = call.value('filter');
      const sort = call.value('sort');
      const offset = call.count('offset', 0) ?? 0;
      const limit = call.count('limit', 1) ?? 50;
      const { trials: rows, total } = await engine.trialPage(workspace.workspace, summary.name, {
        offset,
        limit: Math.min(limit, PAGE),
        descending: call.has('descending'),
        intermediate: call.has('intermediate'),
        ...(filter === undefined ? {} : { filter }),
        ...(sort === undefined ? {} : { sort }),
      });
      if (call.has('json')) {
        await printJson({ total, offset, trials: rows });
        return 0;
      }
      const metrics = Object.keys(system.metrics);
      const parameters = summary.study.dimensions.map(({ id }) => id);
      const cells = rows.map((trial) => [
        String(trial.number),
        trial.onFront ? '*' : '',
        trial.state,
        ...metrics.map((id) => showMetric(trial.metrics[id], system.metrics[id]?.unit)),
        ...parameters.map((id) => showParameter(trial.design[id], system.parameters[id])),
        trial.message ?? '',
      ]);
      await print(table(['trial', 'front', 'state', ...metrics, ...parameters, 'message'], cells));
      if (call.has('intermediate')) await print(`\n${intermediateTable(rows, system)}`);
      say(`${rows.length.toLocaleString('en')} of ${total.toLocaleString('en')} trials`);
      return 0;
    }),
};

/** One line a report: trial, step, and what it said. */
function intermediateTable(trials: readonly Trial[], system: SystemDescription): string {
  const shown = (values: MetricValues): string =>
    Object.entries(values)
      .map(([id, value]) => `${id} ${showMetric(value, system.metrics[id]?.unit)}`)
      .join(', ');
  const rows = trials.flatMap(({ number, settled, intermediate = [] }) => [
    ...(settled === undefined ? [] : [[String(number), 'settled', shown(settled)]]),
    ...intermediate.map(({ step, values }) => [String(number), String(step), shown(values)]),
  ]);
  return table(['trial', 'step', 'reported'], rows);
}

/** The study that `--study` names, or the only one. */
export function chosenStudy(workspace: WorkspaceSummary, call: Call): StudySummary {
  const names = workspace.studies.map(({ name }) => name);
  const name = call.value('study') ?? (names.length === 1 ? names[0] : undefined);
  const summary = workspace.studies.find((study) => study.name === name);
  if (summary !== undefined) return summary;
  throw new ParetoscopeError(
    'not-found',
    name === undefined
      ? names.length === 0
        ? `${workspace.title} has no studies`
        : `${workspace.title} has ${names.length} studies`
      : `there is no study "${name}" in ${workspace.title}`,
    names.length === 0 ? {} : { hint: `choose with --study: ${names.join(', ')}` },
  );
}
