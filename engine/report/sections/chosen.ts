// Designs worth a closer look, each with where its metrics come from.

import { cell, paragraph, type Block, type Figure, type Section } from '../document.ts';
import type { ChosenDesign, StudyReport } from '../report.ts';
import type { SectionWriter } from '../compose.ts';
import { capitalised, listed, metricCell, parameterCell } from '../wording.ts';
import { formatQuantity } from '../../contract/quantity.ts';

const MOST_BREAKDOWNS = 6;

export const chosenSection: SectionWriter = (report, prefix) => {
  const { chosen } = report;
  if (chosen.length === 0) return undefined;
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: 'Chosen designs side by side',
      columns: [
        { title: 'Quantity', header: true },
        ...chosen.map(({ trial }) => ({ title: `Trial ${trial.number}`, numeric: true })),
      ],
      rows: [
        [cell('Chosen as'), ...chosen.map(({ reasons }) => cell(reasons.join(', ')))],
        ...report.parameters.map((parameter) => [
          cell(parameter.label),
          ...chosen.map(({ trial }) => parameterCell(trial, parameter)),
        ]),
        ...report.metrics.map((metric) => [
          cell(metric.label),
          ...chosen.map(({ trial }) => metricCell(trial, metric)),
        ]),
      ],
    },
    ...chosen.map((one): Block => ({ kind: 'section', section: designSection(report, one, prefix) })),
  ];
  return { id: `${prefix}chosen`, title: 'Chosen designs', blocks };
};

function designSection(report: StudyReport, one: ChosenDesign, prefix: string): Section {
  const { trial, inspected, inspectionFailure, reasons } = one;
  const id = `${prefix}trial-${trial.number}`;
  const blocks: Block[] = [];
  if (trial.message !== undefined) blocks.push(paragraph(trial.message, 'warning'));
  if (inspectionFailure !== undefined) {
    blocks.push(paragraph(`The design could not be opened up: ${inspectionFailure}`, 'warning'));
  }
  if (inspected !== undefined) {
    const { inspection, command } = inspected;
    const breakdowns = inspection.breakdowns.slice(0, MOST_BREAKDOWNS);
    const figures = breakdowns.map(({ quantity, unit, root }, index): Figure => {
      const label = report.metrics.find((metric) => metric.id === quantity)?.label ?? quantity;
      return {
        kind: 'parts',
        id: `${id}-breakdown-${index + 1}`,
        title: `${capitalised(label)} of trial ${trial.number}`,
        caption: `${formatQuantity(root.value, unit)} in all, by its largest parts.`,
        root,
        ...(unit === undefined ? {} : { unit }),
      };
    });
    if (figures.length > 0) blocks.push({ kind: 'figures', figures });
    if (inspection.notes.length > 0) blocks.push({ kind: 'list', items: inspection.notes });
    blocks.push({ kind: 'code', label: 'Evaluate it again', text: command });
  }
  return { id, title: `Trial ${trial.number}: ${listed(reasons)}`, blocks };
}
