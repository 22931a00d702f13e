// What came of the study, on one screen.

import { paragraph, type Block } from '../document.ts';
import type { SectionWriter } from '../compose.ts';
import { aims, count, listed, metricCell, parameterCell, percent } from '../wording.ts';

export const summarySection: SectionWriter = (report, prefix) => {
  const { counts, trialCount, frontSize, claims, study } = report;
  const checks = claims?.filter(({ kind }) => kind === 'check') ?? [];
  const blocks: Block[] = [];
  if (study.description !== undefined) blocks.push(paragraph(study.description));
  blocks.push(
    paragraph(
      `The study looked for ${aims(report)} in ${count(trialCount, 'trial')}. ` +
        (frontSize === 0
          ? 'None of them is feasible, so there is no front.'
          : `${frontSize.toLocaleString('en')} of them ${frontSize === 1 ? 'is' : 'are'} not beaten by any other in every objective: the front.`),
    ),
  );
  const knee = report.chosen.find(({ reasons }) => reasons.includes('knee of the front'));
  if (knee !== undefined) {
    const metrics = report.objectives.map(
      (objective) => `${objective.label} ${metricCell(knee.trial, objective).text}`,
    );
    const design = report.parameters.map(
      (parameter) => `${parameter.label} ${parameterCell(knee.trial, parameter).text}`,
    );
    blocks.push(
      paragraph(
        `At the knee of the front, where the objectives, each scaled to its range on the front, are best in sum, lies trial ${knee.trial.number}: ${listed(metrics)}, with ${listed(design)}.`,
      ),
    );
  }
  if (!report.finished) {
    blocks.push(paragraph('The study has not run to its end: its front may still move.', 'warning'));
  }
  blocks.push({
    kind: 'facts',
    facts: [
      ['Trials', trialCount.toLocaleString('en')],
      ['Feasible', `${counts.complete.toLocaleString('en')} (${percent(counts.complete / trialCount)})`],
      [
        'Infeasible',
        `${counts.infeasible.toLocaleString('en')} (${percent(counts.infeasible / trialCount)})`,
      ],
      ...(counts.pruned === 0 ? [] : [['Pruned', counts.pruned.toLocaleString('en')] as const]),
      ['Failed', counts.failed.toLocaleString('en')],
      ['Designs on the front', frontSize.toLocaleString('en')],
      ...(checks.length === 0
        ? []
        : [
            [
              'Published numbers reproduced',
              `${checks.filter(({ pass }) => pass).length} of ${checks.length}`,
            ] as const,
          ]),
    ],
  });
  return { id: `${prefix}summary`, title: 'In short', blocks };
};
