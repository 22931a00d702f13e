// Reports: everything that other folders may use of them.

export { composeDocument } from './compose.ts';
export { gatherReport } from './gather.ts';
export { htmlReport } from './html.ts';
export type { ReportSource, StudyReport, InspectedTrial } from './report.ts';
