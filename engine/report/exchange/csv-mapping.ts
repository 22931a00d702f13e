// What the columns of a CSV file mean: from a mapping file, from the metadata that our own exports have beside them, or
// from the names of the results alone.

import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { ParetoscopeError } from '../../contract/errors.ts';
import { metadataPath } from './metadata.ts';

const text = v.pipe(v.string(), v.maxLength(10_000));
const direction = v.picklist(['minimize', 'maximize']);
const role = v.picklist(['parameter', 'metric', 'state', 'message', 'duration', 'ignore']);
const column = v.union([
  role,
  v.strictObject({
    as: role,
    name: v.optional(text),
    unit: v.optional(text),
    doc: v.optional(text),
    kind: v.optional(v.picklist(['float', 'integer', 'ordinal', 'categorical', 'boolean'])),
    scale: v.optional(v.picklist(['linear', 'log'])),
    choices: v.optional(v.array(v.union([v.string(), v.number(), v.boolean()]))),
    direction: v.optional(direction),
    provenance: v.optional(v.picklist(['simulated', 'analytical', 'measured', 'fitted', 'assumed'])),
  }),
]);
const mapping = v.strictObject({
  study: v.optional(text),
  description: v.optional(text),
  encoding: v.optional(text),
  delimiter: v.optional(v.pipe(v.string(), v.length(1))),
  decimal: v.optional(v.picklist(['.', ','])),
  columns: v.optional(v.record(v.string(), column)),
  objectives: v.optional(
    v.array(v.union([text, v.strictObject({ metric: text, direction: v.optional(direction) })])),
  ),
  constraints: v.optional(v.array(text)),
});

export type ColumnMapping = Exclude<v.InferOutput<typeof column>, string>;

/** A mapping in one form, whatever it was made from. */
export interface CsvMapping {
  readonly study?: string | undefined;
  readonly description?: string | undefined;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly decimal?: '.' | ',' | undefined;
  readonly columns: ReadonlyMap<string, ColumnMapping>;
  readonly objectives: readonly {
    readonly metric: string;
    readonly direction?: 'minimize' | 'maximize' | undefined;
  }[];
  readonly constraints: readonly string[];
  /** Texts have an apostrophe before what a spreadsheet would run, as our exports do. */
  readonly guarded: boolean;
}

export interface CsvOptions {
  /** A mapping file in YAML or JSON. */
  readonly mapping?: { readonly text: string; readonly file: string };
  /** Name of the study. */
  readonly study?: string;
  /** Columns that are objectives, where there is no mapping. */
  readonly minimize?: readonly string[];
  readonly maximize?: readonly string[];
}

/** The mapping for a file. Throws `study-invalid` naming the key that is wrong. */
export function csvMapping(path: string, options: CsvOptions): CsvMapping {
  const { minimize = [], maximize = [] } = options;
  const named = [
    ...minimize.map((metric) => ({ metric, direction: 'minimize' as const })),
    ...maximize.map((metric) => ({ metric, direction: 'maximize' as const })),
  ];
  const beside = metadataPath(path);
  const found =
    options.mapping !== undefined
      ? fromFile(options.mapping)
      : named.length === 0 && existsSync(beside)
        ? fromMetadata(beside)
        : undefined;
  const plain: CsvMapping = found ?? { columns: new Map(), objectives: [], constraints: [], guarded: false };
  return {
    ...plain,
    ...(options.study === undefined ? {} : { study: options.study }),
    ...(named.length === 0 ? {} : { objectives: named }),
  };
}

function fromFile({ text: source, file }: { readonly text: string; readonly file: string }): CsvMapping {
  const invalid = (message: string): ParetoscopeError =>
    new ParetoscopeError('study-invalid', message, {
      hint: 'docs/exchange.md describes mapping files',
      place: { file: basename(file) },
    });
  let document: unknown;
  try {
    document = parse(source, { maxAliasCount: 100, logLevel: 'error' });
  } catch (error) {
    throw invalid(
      `the mapping cannot be read: ${error instanceof Error ? error.message.split('\n')[0]! : ''}`,
    );
  }
  const parsed = v.safeParse(mapping, document);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw invalid(`"${v.getDotPath(issue) ?? 'the mapping'}": ${issue.message}`);
  }
  const { columns = {}, objectives = [], constraints = [], ...rest } = parsed.output;
  return {
    ...rest,
    columns: new Map(
      Object.entries(columns).map(([name, given]) => [
        name,
        typeof given === 'string' ? { as: given } : given,
      ]),
    ),
    objectives: objectives.map((objective) =>
      typeof objective === 'string' ? { metric: objective } : objective,
    ),
    constraints,
    guarded: false,
  };
}

const metadata = v.object({
  format: v.literal('paretoscope-export'),
  study: text,
  description: v.optional(text),
  objectives: v.array(v.object({ metric: text, direction })),
  constraints: v.array(text),
  columns: v.array(
    v.object({
      name: text,
      role: v.picklist(['trial', 'state', 'on_front', 'parameter', 'metric', 'duration', 'message']),
      id: v.optional(text),
      unit: v.optional(text),
      doc: v.optional(text),
      direction: v.optional(direction),
      provenance: v.optional(v.picklist(['simulated', 'analytical', 'measured', 'fitted', 'assumed'])),
      choices: v.optional(v.array(v.union([v.string(), v.number(), v.boolean()]))),
    }),
  ),
});

/** The metadata of our own export; undefined if it is something else's. */
function fromMetadata(path: string): CsvMapping | undefined {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(metadata, document);
  if (!parsed.success) return undefined;
  const { study, description, objectives, constraints, columns } = parsed.output;
  return {
    study,
    description,
    encoding: 'utf-8',
    delimiter: ',',
    decimal: '.',
    columns: new Map(
      columns.map(({ name, role: exported, id, unit, doc, direction: way, provenance, choices }) => [
        name,
        {
          as: exported === 'trial' || exported === 'on_front' ? 'ignore' : exported,
          name: id ?? name,
          ...(unit === undefined ? {} : { unit }),
          ...(doc === undefined ? {} : { doc }),
          ...(way === undefined ? {} : { direction: way }),
          ...(provenance === undefined ? {} : { provenance }),
          ...(choices === undefined ? {} : { choices }),
        },
      ]),
    ),
    objectives,
    constraints,
    guarded: true,
  };
}
