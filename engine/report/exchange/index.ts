// Exchange with other programs: everything that other folders may use of it.

export { exportFormat, exportTable, exportToStream, type TableFormat } from './export.ts';
export type { ExportSource } from './columns.ts';
export { importedSystem, isImported, readDescription, type ImportedStudy } from './imported.ts';
export { metadataPath } from './metadata.ts';
export { exportOptuna } from './optuna-write.ts';
export { previewOptuna, readOptuna } from './optuna-read.ts';
export { refuseExisting, writeOutputFile, type OutputOptions, type Sink } from './output-file.ts';
export type { Selection } from './selection.ts';
export { previewCsv } from './csv-preview.ts';
export { readCsv } from './csv-read.ts';
export type { CsvOptions } from './csv-mapping.ts';
