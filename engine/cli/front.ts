// A front on a terminal and as JSON.

import type { SimplerFrontAnswer } from '../contract/analysis.ts';
import type { StudySummary, SystemDescription } from '../contract/host.ts';
import type { Trial } from '../contract/trial.ts';
import { table } from './table.ts';
import { showMetric, showParameter } from './values.ts';

/** Rows of a front printed before the rest is only counted. */
const PRINTED = 60;

/** Varying parameters and metrics shown: objectives first, then constrained metrics. */
function shownMetrics(summary: StudySummary): string[] {
  const { objectives, constraints } = summary.study;
  return [
    ...new Set([...objectives.map(({ metric }) => metric), ...constraints.map(({ metric }) => metric)]),
  ];
}

function sorted(summary: StudySummary, trials: readonly Trial[]): Trial[] {
  const first = summary.study.objectives[0]!;
  const sign = first.direction === 'minimize' ? 1 : -1;
  return [...trials].sort(
    (a, b) =>
      sign * ((a.metrics[first.metric] ?? Infinity) - (b.metrics[first.metric] ?? Infinity)) ||
      a.number - b.number,
  );
}

/** The front as a table, best first by the first objective. */
export function frontTable(
  summary: StudySummary,
  system: SystemDescription,
  trials: readonly Trial[],
): string {
  const { study } = summary;
  const metrics = shownMetrics(summary);
  const parameters = study.dimensions.map(({ id }) => id);
  const rows = sorted(summary, trials)
    .slice(0, PRINTED)
    .map((trial) => [
      String(trial.number),
      ...metrics.map((id) => showMetric(trial.metrics[id], system.metrics[id]?.unit)),
      ...parameters.map((id) => showParameter(trial.design[id], system.parameters[id])),
    ]);
  const question = study.objectives.map(({ metric, direction }) => `${direction} ${metric}`).join(', ');
  const bounds = study.constraints.map(({ text }) => text).join(' and ');
  const more =
    trials.length > PRINTED ? `\n… and ${trials.length - PRINTED} more; "paretoscope front" shows all` : '';
  return [
    `front of ${study.name}: ${question}${bounds === '' ? '' : `, subject to ${bounds}`}`,
    `${trials.length} designs of ${total(summary).toLocaleString('en')} evaluated`,
    '',
    table(['trial', ...metrics, ...parameters], rows) + more,
  ].join('\n');
}

/** A thinned front: what each design changes, and how many of the front it stands for. */
export function simplerTable(
  summary: StudySummary,
  system: SystemDescription,
  { epsilon, frontSize, trials, stored }: SimplerFrontAnswer,
  designs: readonly (Trial & { readonly changed: readonly string[]; readonly covers: number })[],
): string {
  const metrics = shownMetrics(summary);
  const rows = designs.map((trial) => [
    String(trial.number),
    String(trial.covers),
    ...metrics.map((id) => showMetric(trial.metrics[id], system.metrics[id]?.unit)),
    trial.changed
      .map((id) => `${id} = ${showParameter(trial.design[id], system.parameters[id])}`)
      .join(', ') || 'nothing',
  ]);
  return [
    `${designs.length} designs stand for the ${frontSize.toLocaleString('en')} of the front of ${summary.name}, giving up at most ${100 * epsilon} % of any objective's range`,
    `${trials.toLocaleString('en')} of ${stored.toLocaleString('en')} trials looked at, those with the fewest changes first`,
    '',
    table(['trial', 'stands for', ...metrics, 'changed from the published design'], rows, 100),
  ].join('\n');
}

/** The front as plain data; see docs/command-line.md. */
export function frontJson(summary: StudySummary, system: SystemDescription, trials: readonly Trial[]) {
  const { study } = summary;
  return {
    study: study.name,
    system: study.system,
    systemVersion: study.systemVersion,
    seed: study.seed,
    objectives: study.objectives,
    constraints: study.constraints.map(({ text }) => text),
    trials: total(summary),
    counts: summary.counts,
    hypervolume: summary.hypervolume,
    units: Object.fromEntries(Object.entries(system.metrics).map(([id, { unit }]) => [id, unit ?? null])),
    fixed: study.fixed,
    front: sorted(summary, trials).map(({ number, design, metrics }) => ({ number, design, metrics })),
  };
}

function total(summary: StudySummary): number {
  return Object.values(summary.counts).reduce((a, b) => a + b, 0);
}
