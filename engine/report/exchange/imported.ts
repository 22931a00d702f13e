// Studies whose trials were not evaluated here: what a file says about them, kept with the study as its source text,
// and the system that stands for whatever produced them.

import { createHash } from 'node:crypto';
import type { NamedSelection, TrialAnnotation } from '../../contract/annotations.ts';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { Dimension, Study } from '../../contract/study.ts';
import type { Direction, Metric, MetricRole, Parameter, Provenance, System } from '../../contract/system.ts';
import type { DesignBatch, ResultBatch } from '../../contract/trial.ts';
import type { StoredMetric } from '../../store/index.ts';

const PREFIX = 'imported:';
const LONGEST_NAME = 100;

export interface ImportedParameter {
  readonly unit?: string;
  readonly doc?: string;
  /** Distance of the values of a float in the file. */
  readonly step?: number;
}

export interface ImportedMetric {
  readonly unit?: string;
  readonly doc?: string;
  readonly direction?: Direction;
  readonly role?: MetricRole;
  readonly provenance?: Provenance;
  /** Set if the metric holds the values that trials reported at this step, as imports of old had it. */
  readonly step?: number;
}

/** What is known of an imported study besides its trials. Plain JSON. */
export interface ImportedDescription {
  readonly imported: {
    readonly format: 'optuna' | 'csv';
    /** Name of the file, without its folder. */
    readonly file: string;
    /** Name of the study in the file. */
    readonly study: string;
  };
  readonly parameters: Readonly<Record<string, ImportedParameter>>;
  readonly metrics: Readonly<Record<string, ImportedMetric>>;
}

/** A study read from a file, ready to be stored. */
export interface ImportedStudy {
  readonly study: Study;
  readonly metrics: readonly StoredMetric[];
  readonly sourceText: string;
  /** Reference point of the hypervolume, where the file has one. */
  readonly reference?: readonly number[];
  /** What a person should know: renamed, left out, read otherwise than written. */
  readonly notes: readonly string[];
  /** Selections that the file keeps; none if absent. */
  readonly selections?: readonly NamedSelection[];
  /** What the file says about trials beside their values, known once they were read; nothing if absent. */
  readonly annotations?: () => readonly TrialAnnotation[];
  /** The trials, in order, from number 0. */
  readonly batches: () => AsyncIterable<TrialBatch> | Iterable<TrialBatch>;
}

export interface TrialBatch {
  readonly designs: DesignBatch;
  readonly results: ResultBatch;
}

export function isImported(system: string): boolean {
  return system.startsWith(PREFIX);
}

/** A study and its description in the form that is stored. The id of its system is made of name and description. */
export function importedStudy(
  study: Omit<Study, 'system' | 'systemVersion' | 'fixed' | 'sampler' | 'seed'>,
  description: ImportedDescription,
): Pick<ImportedStudy, 'study' | 'metrics' | 'sourceText'> {
  const sourceText = `${JSON.stringify(description, null, 2)}\n`;
  const fingerprint = createHash('sha256').update(study.name).update(sourceText).digest('hex').slice(0, 8);
  return {
    study: {
      ...study,
      system: `${PREFIX}${study.name}:${fingerprint}`,
      systemVersion: 1,
      fixed: {},
      sampler: { type: 'imported', options: {} },
      seed: 0,
    },
    metrics: Object.entries(description.metrics).map(([id, { unit }]) => ({
      id,
      ...(unit === undefined ? {} : { unit }),
    })),
    sourceText,
  };
}

/** The description that `importedStudy` stored. Throws workspace-damaged. */
export function readDescription(study: string, sourceText: string): ImportedDescription {
  try {
    const description = JSON.parse(sourceText) as ImportedDescription;
    if (typeof description.imported.file === 'string' && typeof description.metrics === 'object')
      return description;
  } catch {
    // Reported below, as is JSON of another shape.
  }
  throw new ParetoscopeError(
    'workspace-damaged',
    `the description of the imported study "${study}" cannot be read`,
  );
}

/** The system of an imported study. It describes parameters and metrics; it cannot evaluate. */
export function importedSystem(study: Study, description: ImportedDescription): System {
  const { imported } = description;
  const directions = new Map(study.objectives.map(({ metric, direction }) => [metric, direction]));
  const refuse = (): never => {
    throw new ParetoscopeError(
      'usage',
      `"${study.name}" was imported: nothing here can evaluate its designs`,
      {
        hint: 'run it where it came from and import the file again under another name',
      },
    );
  };
  return {
    id: study.system,
    version: study.systemVersion,
    title: `${study.name} (imported)`,
    summary: `Trials from the ${imported.format === 'csv' ? 'CSV' : 'Optuna'} file ${imported.file}`,
    references: [],
    parameters: Object.fromEntries(
      study.dimensions.map((dimension) => [
        dimension.id,
        parameterOf(dimension, description.parameters[dimension.id] ?? {}),
      ]),
    ),
    constraints: [],
    metrics: Object.fromEntries(
      Object.entries(description.metrics).map(([id, metric]) => [
        id,
        metricOf(metric, imported.file, directions.get(id)),
      ]),
    ),
    defaultObjectives: study.objectives.map(({ metric }) => metric),
    limits: [
      `Paretoscope evaluated none of these designs: it shows what ${imported.file} says.`,
      'Designs that are not in the file cannot be evaluated, and no published numbers are checked.',
    ],
    hidden: true,
    evaluate: refuse,
    inspect: refuse,
    claims: [],
  };
}

function parameterOf(dimension: Dimension, { unit, doc }: ImportedParameter): Parameter {
  const base = { doc: doc ?? 'From the imported file.', ...(unit === undefined ? {} : { unit }) };
  if (dimension.kind === 'float') {
    const { minimum, maximum, scale } = dimension;
    return { ...base, kind: 'float', minimum, maximum, scale, default: minimum };
  }
  if (dimension.kind === 'integer') {
    const { minimum, maximum, scale, step } = dimension;
    return { ...base, kind: 'integer', minimum, maximum, step, scale, default: minimum };
  }
  const { choices } = dimension;
  if (choices.every((choice) => typeof choice === 'boolean')) {
    return { ...base, kind: 'boolean', default: choices[0]! };
  }
  const named = choices as readonly (number | string)[];
  if (dimension.ordered || named.some((choice) => typeof choice !== 'string')) {
    return { ...base, kind: 'ordinal', choices: named, default: named[0]! };
  }
  return { ...base, kind: 'categorical', choices: named as readonly string[], default: named[0] as string };
}

function metricOf(metric: ImportedMetric, file: string, direction: Direction | undefined): Metric {
  const { unit, doc, provenance = 'assumed' } = metric;
  return {
    doc: doc ?? `From ${file}.`,
    ...(unit === undefined ? {} : { unit }),
    direction: direction ?? metric.direction ?? 'minimize',
    role: metric.role ?? 'other',
    provenance,
    ...(provenance === 'assumed'
      ? { assumption: `imported from ${file}, which does not say how it was obtained` }
      : {}),
  };
}

/** Gives every thing of a file an id of its own; remembers what it had to change. */
export class IdMaker {
  readonly #taken = new Set<string>();
  readonly notes: string[] = [];

  /** An id that is `name` itself unless a column of a workspace cannot have it, or another has it already. */
  make(name: string): string {
    let stem = name.replaceAll('\0', '').trim().slice(0, LONGEST_NAME).toWellFormed();
    if (stem === '' || stem === '__proto__') stem = `column ${stem.replaceAll('_', '')}`.trim();
    let id = stem;
    for (let count = 2; this.#taken.has(id.toLowerCase()); count++) id = `${stem} ${count}`;
    this.#taken.add(id.toLowerCase());
    if (id !== name) this.notes.push(`"${shown(name)}" is called "${shown(id)}" here`);
    return id;
  }
}

/** A name for messages: not too long, and without characters that would move others about. */
export function shown(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');
  return plain.length > 60 ? `${plain.slice(0, 60)}...` : plain;
}

/** A study name as files of ours have them: one line, not empty, not too long. */
export function studyName(name: string): string {
  const plain = name
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME)
    .toWellFormed();
  return plain === '' ? 'imported' : plain;
}
