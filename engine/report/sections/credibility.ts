// How far to believe the numbers: what the model reproduces, where each metric comes from, what it cannot say.

import type { ClaimResult } from '../../contract/host.ts';
import { cell, paragraph, type Block } from '../document.ts';
import type { StudyReport } from '../report.ts';
import type { SectionWriter } from '../compose.ts';
import { claimText, count, percent } from '../wording.ts';

export const credibilitySection: SectionWriter = (report, prefix) => {
  const { metrics, system } = report;
  const blocks: Block[] = [...claimBlocks(report)];
  blocks.push({
    kind: 'table',
    caption: 'Where each metric comes from',
    columns: [
      { title: 'Metric', header: true },
      { title: 'Better' },
      { title: 'Provenance' },
      { title: 'Meaning and assumptions' },
    ],
    rows: metrics.map(({ id, label, metric }) => {
      const direction =
        report.objectives.find((objective) => objective.id === id)?.direction ?? metric?.direction;
      return [
        cell(label),
        cell(direction === undefined ? 'unknown' : direction === 'minimize' ? 'less' : 'more'),
        cell(metric?.provenance ?? 'unknown'),
        cell([metric?.doc, metric?.assumption].filter((text) => text !== undefined).join(' Assumption: ')),
      ];
    }),
  });
  if (system.limits.length > 0) {
    blocks.push(paragraph('What the model cannot say:'), { kind: 'list', items: system.limits });
  }
  return { id: `${prefix}credibility`, title: 'Credibility', blocks };
};

function claimBlocks({ claims, study, system }: StudyReport): Block[] {
  const blocks: Block[] = [];
  if (study.systemVersion !== system.version) {
    blocks.push(
      paragraph(
        `The trials were evaluated by version ${study.systemVersion} of the system; what follows, and every breakdown, is of version ${system.version}.`,
        'warning',
      ),
    );
  }
  if (claims === undefined) {
    return [...blocks, paragraph('The published numbers of the system were not checked for this report.')];
  }
  if (claims.length === 0)
    return [...blocks, paragraph('The system has no published numbers to check it by.')];
  const checks = claims.filter(({ kind }) => kind === 'check');
  const passed = checks.filter(({ pass }) => pass).length;
  const fitted = claims.length - checks.length;
  return [
    ...blocks,
    paragraph(
      `The model predicts ${passed} of ${count(checks.length, 'published number')} within the tolerance stated for each.` +
        (fitted === 0
          ? ''
          : ` ${count(fitted, 'further number')} served to calibrate it and ${fitted === 1 ? 'proves' : 'prove'} nothing.`),
    ),
    {
      kind: 'table',
      caption: 'Published numbers and ours',
      sortable: true,
      columns: [
        { title: 'Claim', header: true },
        { title: 'Source' },
        { title: 'Published', numeric: true },
        { title: 'Ours', numeric: true },
        { title: 'Deviation', numeric: true },
        { title: 'Allowed', numeric: true },
        { title: 'Verdict' },
      ],
      rows: claims.map((claim) => [
        cell(claim.note === undefined ? claim.statement : `${claim.statement} ${claim.note}`),
        cell(claim.source),
        cell(claimText(claim.published, claim.unit)),
        cell(claim.failure ?? claimText(claim.ours, claim.unit)),
        deviation(claim),
        cell(
          'relative' in claim.tolerance
            ? percent(claim.tolerance.relative)
            : claimText(claim.tolerance.absolute, claim.unit),
        ),
        verdict(claim),
      ]),
    },
  ];
}

function deviation({ error, tolerance, unit }: ClaimResult): ReturnType<typeof cell> {
  if (error === undefined || !Number.isFinite(error)) return cell('none');
  return cell('relative' in tolerance ? percent(error) : claimText(error, unit), error);
}

function verdict({ kind, pass }: ClaimResult): ReturnType<typeof cell> {
  if (kind === 'calibration') return { text: pass ? 'calibrated' : 'calibrated, missed', tone: 'quiet' };
  return pass ? { text: 'reproduced', tone: 'good' } : { text: 'missed', tone: 'bad' };
}
