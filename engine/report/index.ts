// Reports: everything that other folders may use of them.

export { bibliography } from './bibliography.ts';
export { chartNamed, namedCharts } from './charts.ts';
export { composeDocument } from './compose.ts';
export { gatherReport } from './gather.ts';
export { htmlReport } from './html.ts';
export { latexTables } from './latex.ts';
export { markdownReport } from './markdown.ts';
export { pdfReport } from './pdf.ts';
export { pictureOf } from './picture.ts';
export type { StudyReport } from './report.ts';
