// What the front has in common, and which parameters matter.

import { formatNumber } from '../../contract/quantity.ts';
import type { FrontTruth } from '../../analysis/front-truths.ts';
import { cell, paragraph, type Block } from '../document.ts';
import type { StudyReport } from '../report.ts';
import type { SectionWriter } from '../compose.ts';
import { count, percent, valueText } from '../wording.ts';

const MOST_TRUTHS = 8;
/** A model that explains less of unseen trials than this is not worth reading shares from. */
const POOR_FIT = 0.5;

export const sensitivitySection: SectionWriter = (report, prefix) => {
  const { truths, sensitivity } = report;
  const blocks: Block[] = [];
  if (truths.length > 0) {
    blocks.push(
      paragraph(
        'What designs of the front have in common beyond chance (with 99 % confidence for all of it):',
      ),
      { kind: 'list', items: truths.slice(0, MOST_TRUTHS).map((truth) => truthText(truth, report)) },
    );
  }
  if (sensitivity.length > 0) {
    blocks.push({
      kind: 'figures',
      figures: sensitivity.map(({ metric, importance }, index) => {
        const label = report.metrics.find(({ id }) => id === metric)?.label ?? metric;
        return {
          kind: 'shares',
          id: `${prefix}importance-${index + 1}`,
          title: `What ${label} depends on`,
          caption:
            `Share of its variance that each parameter explains by itself (functional analysis of variance of a random forest over ${count(importance.trials, 'trial')}; whiskers: 5 % to 95 % of its trees). ` +
            `${percent(importance.interactions)} are interactions. The forest explains ${percent(Math.max(0, importance.modelFit))} of the variance of trials it did not see${importance.modelFit < POOR_FIT ? ': too little to rely on these shares' : ''}.`,
          bars: importance.parameters.map(({ id, share, low, high }) => ({
            label: labelOf(report, id),
            share,
            low,
            high,
          })),
          interactions: importance.interactions,
        };
      }),
    });
    blocks.push(correlationTable(report));
    blocks.push(
      paragraph(
        `Shares and correlations are those of the trials that the sampler ${report.study.sampler.type} chose, not of the space as such.`,
        'quiet',
      ),
    );
  }
  return blocks.length === 0 ? undefined : { id: `${prefix}sensitivity`, title: 'What matters', blocks };
};

function labelOf({ parameters }: StudyReport, id: string): string {
  return parameters.find((parameter) => parameter.id === id)?.label ?? id;
}

function truthText(truth: FrontTruth, report: StudyReport): string {
  const parameter = report.parameters.find(({ id }) => id === truth.id);
  const label = parameter?.label ?? truth.id;
  if (truth.kind === 'choice') {
    const value = valueText(truth.value, parameter?.unit);
    return `${label} is ${value} in ${percent(truth.shareOfFront)} of the front, and in ${percent(truth.shareOfTrials)} of all trials.`;
  }
  return `${label} lies between ${valueText(truth.minimum, parameter?.unit)} and ${valueText(truth.maximum, parameter?.unit)} on the whole front, as in ${percent(truth.shareOfTrials)} of all trials.`;
}

function correlationTable(report: StudyReport): Block {
  const ids = report.parameters
    .map(({ id }) => id)
    .filter((id) =>
      report.sensitivity.some(({ correlations }) => correlations.some((one) => one.parameter === id)),
    );
  if (ids.length === 0) {
    return paragraph('No parameter that varies has an order, so there are no directions to tell.', 'quiet');
  }
  const trials = Math.max(
    ...report.sensitivity.flatMap(({ correlations }) => correlations.map((one) => one.trials)),
  );
  return {
    kind: 'table',
    caption: `Rank correlation with each objective over ${count(trials, 'trial')}, with 95 % bootstrap intervals: above 0, the objective grows with the parameter`,
    columns: [
      { title: 'Parameter', header: true },
      ...report.sensitivity.map(({ metric }) => ({
        title: report.metrics.find(({ id }) => id === metric)?.label ?? metric,
        numeric: true,
      })),
    ],
    rows: ids.map((id) => [
      cell(labelOf(report, id)),
      ...report.sensitivity.map(({ correlations }) => {
        const found = correlations.find(({ parameter }) => parameter === id);
        if (found === undefined) return { text: 'unknown', tone: 'quiet' } as const;
        const { correlation, low, high } = found;
        return cell(`${rounded(correlation)} (${rounded(low)} to ${rounded(high)})`, correlation);
      }),
    ]),
  };
}

function rounded(value: number): string {
  return formatNumber(Math.round(value * 100) / 100);
}
