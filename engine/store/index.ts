// The workspace store: everything other folders may use of it.

export { LONGEST_MESSAGE } from './messages.ts';
export { migrationsFolder } from './migrations.ts';
export type { OpenOptions } from './open-workspace.ts';
export type { StoredRun } from './run-log.ts';
export type { StoredMetric, StoredStudy } from './stored-study.ts';
export { openWorkspace, type Workspace } from './workspace.ts';
export type {
  JsonValue,
  OptunaDistribution,
  OptunaParameter,
  OptunaState,
  OptunaStudy,
  OptunaTrial,
} from './optuna-file.ts';
export { OptunaFileReader } from './optuna-file-reader.ts';
export { OptunaFileWriter } from './optuna-file-writer.ts';
