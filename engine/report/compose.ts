// Reports as a document: one study in sections, or several compared and then each by itself.

import type { Section, ReportDocument } from '../contract/report-document.ts';
import type { StudyReport } from './report.ts';
import { comparisonSection } from './sections/comparison.ts';
import { chosenSection } from './sections/chosen.ts';
import { convergenceSection } from './sections/convergence.ts';
import { credibilitySection } from './sections/credibility.ts';
import { failuresSection } from './sections/failures.ts';
import { frontSection } from './sections/front.ts';
import { notesSection } from './sections/notes.ts';
import { questionSection } from './sections/question.ts';
import { reproductionSection } from './sections/reproduction.ts';
import { sensitivitySection } from './sections/sensitivity.ts';
import { summarySection } from './sections/summary.ts';

/** Writes one section of a study's report; undefined where it has nothing to say. Ids begin with `prefix`. */
export type SectionWriter = (report: StudyReport, prefix: string) => Section | undefined;

const SECTIONS: readonly SectionWriter[] = [
  summarySection,
  questionSection,
  frontSection,
  chosenSection,
  notesSection,
  sensitivitySection,
  convergenceSection,
  failuresSection,
  credibilitySection,
  reproductionSection,
];

/** The document of one or more reports, in their order. */
export function composeDocument(reports: readonly StudyReport[]): ReportDocument {
  const [first] = reports;
  const one = reports.length === 1 && first !== undefined;
  return {
    title: one ? first.study.name : `Comparison of ${reports.length} studies`,
    subtitle: one
      ? `Design-space study of ${first.system.title}`
      : [...new Set(reports.map(({ system }) => system.title))].join(', '),
    sections: one
      ? sectionsOf(first, '')
      : [
          comparisonSection(reports),
          ...reports.map((report, index) => ({
            id: `study-${index + 1}`,
            title: report.study.name,
            blocks: sectionsOf(report, `study-${index + 1}-`).map(
              (section) => ({ kind: 'section', section }) as const,
            ),
          })),
        ],
    colophon: `Written by Paretoscope ${first?.engineVersion ?? ''}`.trim(),
  };
}

function sectionsOf(report: StudyReport, prefix: string): Section[] {
  return SECTIONS.map((write) => write(report, prefix)).filter((section) => section !== undefined);
}
