import type { Estimate, SensitivityAnswer } from '../../contract/analysis.ts';
import type { SystemDescription } from '../../contract/host.ts';
import type { CommandDefinition } from '../command.ts';
import { table } from '../table.ts';
import { showMetric } from '../values.ts';
import { asking, JSON_OPTION, STUDY_OPTION } from './asking.ts';

export const sensitivity: CommandDefinition = {
  name: 'sensitivity',
  words: 'WORKSPACE',
  doc: "Sobol' indices or elementary effects of a study that was sampled for it (sampler saltelli or morris).",
  options: { ...STUDY_OPTION, ...JSON_OPTION },
  arity: [1, 1],
  run: (call) =>
    asking(
      call,
      ({ engine, workspace, summary }) => engine.sensitivity(workspace.workspace, summary.name),
      (answer, { system }) => inWords(answer, system),
    ),
};

function inWords({ metrics, confidence, trials }: SensitivityAnswer, system: SystemDescription): string {
  const head = `${trials.toLocaleString('en')} trials, ${100 * confidence} % bootstrap intervals`;
  const parts = metrics.map((answer) => {
    const unit = system.metrics[answer.metric]?.unit;
    const groups = `${answer.groups.toLocaleString('en')} groups${answer.dropped === 0 ? '' : `, ${answer.dropped.toLocaleString('en')} left out for an unknown value`}`;
    if ('indices' in answer) {
      const rows = [...answer.indices]
        .sort((a, b) => b.total.value - a.total.value)
        .map(({ id, first, total }) => [id, share(first), share(total)]);
      return `${answer.metric}: ${groups}\n${table(['parameter', 'alone', 'with its interactions'], rows)}`;
    }
    const rows = [...answer.effects]
      .sort((a, b) => b.size.value - a.size.value)
      .map(({ id, size, mean, deviation }) => [
        id,
        `${showMetric(size.value, unit)} (${showMetric(size.low, unit)} to ${showMetric(size.high, unit)})`,
        showMetric(mean, unit),
        showMetric(deviation, unit),
      ]);
    return `${answer.metric}: ${groups}\n${table(['parameter', 'effect over its range', 'mean with sign', 'spread'], rows)}`;
  });
  return [head, ...parts].join('\n\n');
}

function share({ value, low, high }: Estimate): string {
  if (Number.isNaN(value)) return 'unknown';
  return `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}
