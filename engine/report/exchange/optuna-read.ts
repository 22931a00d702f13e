// Studies of an Optuna storage as studies of ours. A study that Paretoscope wrote and nothing changed since comes back
// as it was; any other becomes an imported study. docs/exchange.md has the mapping.

import { basename } from 'node:path';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { OptunaPreview } from '../../contract/import.ts';
import { OptunaFileReader } from '../../store/index.ts';
import { IdMaker, shown, studyName, type ImportedStudy } from './imported.ts';
import { converted } from './optuna-converted.ts';
import { restored } from './optuna-restored.ts';
import { STUDY_KEY } from './optuna-write.ts';

export interface OptunaImport {
  readonly studies: readonly ImportedStudy[];
  readonly close: () => void;
}

/** What an Optuna storage holds, without its trials. Throws as `readOptuna`. */
export function previewOptuna(path: string): OptunaPreview {
  const reader = new OptunaFileReader(path);
  try {
    return {
      format: 'optuna',
      studies: reader.studies().map(({ name, trialCount, directions, systemAttributes }) => ({
        name,
        trials: trialCount,
        directions: directions.map((direction) => (direction === 'MAXIMIZE' ? 'maximize' : 'minimize')),
        ours: STUDY_KEY in systemAttributes,
      })),
    };
  } finally {
    reader.close();
  }
}

/**
 * Opens an Optuna storage. Its trials are read when `batches` is called, so close it only after that. `only` names
 * some studies of the file, `rename` gives a single one another name here. Throws not-found, `study-invalid`, workspace-damaged.
 */
export function readOptuna(path: string, only?: readonly string[], rename?: string): OptunaImport {
  const reader = new OptunaFileReader(path);
  try {
    const all = reader.studies();
    const missing = only?.find((wanted) => !all.some(({ name }) => name === wanted));
    const wanted = only === undefined ? all : all.filter(({ name }) => only.includes(name));
    if (wanted.length === 0 || missing !== undefined) {
      throw new ParetoscopeError(
        'not-found',
        missing === undefined ? `"${path}" has no studies` : `"${path}" has no study "${shown(missing)}"`,
        all.length === 0 ? {} : { hint: `it has ${all.map(({ name }) => shown(name)).join(', ')}` },
      );
    }
    if (rename !== undefined && wanted.length > 1) {
      throw new ParetoscopeError(
        'usage',
        `"${path}" has ${wanted.length} studies, and they cannot all get one name`,
        {
          hint: 'choose one with --study',
        },
      );
    }
    const names = new IdMaker();
    const studies = wanted.map((study) => {
      const name = studyName(names.make(studyName(rename ?? study.name)));
      return restored(reader, study, name) ?? converted(reader, study, name, basename(path));
    });
    return { studies, close: () => reader.close() };
  } catch (error) {
    reader.close();
    throw error;
  }
}
