// A CSV file as an imported study. Read twice: once to see what its columns hold and that every line is right, once for
// its trials; so that nothing is stored of a file that cannot be read to its end, and memory stays bounded.

import { basename, extname } from 'node:path';
import { ParetoscopeError } from '../../contract/errors.ts';
import { parseQuantity } from '../../contract/quantity.ts';
import type { Dimension, MetricConstraint, Objective } from '../../contract/study.ts';
import { CANCELLED, COMPLETE, FAILED, INFEASIBLE, PRUNED } from '../../contract/trial.ts';
import {
  compileExpression,
  evaluateExpression,
  type Expression,
  type ExpressionSchema,
} from '../../space/expression.ts';
import { didYouMean } from '../../space/suggest.ts';
import { csvMapping, type ColumnMapping, type CsvMapping, type CsvOptions } from './csv-mapping.ts';
import { baseUnit, choiceCodes, Contents, dimensionOf, type Column } from './csv-dimension.ts';
import { csvError, csvRecords, probeCsv, type CsvForm, type CsvRecord } from './csv-records.ts';
import { IdMaker, importedStudy, shown, studyName, type ImportedStudy, type TrialBatch } from './imported.ts';
import { RowCollector } from './row-collector.ts';

const UNKNOWN = /^(?:|nan|na|n\/a|null|none)$/i;
const INFINITE = /^([+-]?)(?:inf|infinity|∞)$/i;
const DECIMAL_POINT = /^[+-]?\d*\.\d+(?:e[+-]?\d+)?$/i;
const DECIMAL_COMMA = /^[+-]?\d+,\d+(?:e[+-]?\d+)?$/i;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const STATES = new Map(
  Object.entries({
    complete: COMPLETE,
    completed: COMPLETE,
    ok: COMPLETE,
    success: COMPLETE,
    infeasible: INFEASIBLE,
    pruned: PRUNED,
    fail: FAILED,
    failed: FAILED,
    error: FAILED,
    cancelled: CANCELLED,
    canceled: CANCELLED,
  }),
);

/** Reads the columns and checks every line. Throws not-found, and `study-invalid` with file and line. */
export async function readCsv(path: string, options: CsvOptions = {}): Promise<ImportedStudy> {
  const mapping = csvMapping(path, options);
  const form = probeCsv(path, {
    ...(mapping.encoding === undefined ? {} : { encoding: mapping.encoding }),
    ...(mapping.delimiter === undefined ? {} : { delimiter: mapping.delimiter }),
  });
  return new CsvFile(path, form, mapping).read();
}

/**
 * What keeps a file from being imported, as far as its first rows tell, and what an import would leave out. `limits`:
 * rows to look at, and problems to find.
 */
export async function checkCsv(
  path: string,
  options: CsvOptions,
  limits: { readonly rows: number; readonly problems: number },
): Promise<{ readonly problems: readonly ParetoscopeError[]; readonly notes: readonly string[] }> {
  const problems: ParetoscopeError[] = [];
  try {
    const mapping = csvMapping(path, options);
    const form = probeCsv(path, {
      ...(mapping.encoding === undefined ? {} : { encoding: mapping.encoding }),
      ...(mapping.delimiter === undefined ? {} : { delimiter: mapping.delimiter }),
    });
    const { notes } = await new CsvFile(path, form, mapping, (problem) => {
      problems.push(problem);
      if (problems.length >= limits.problems) throw problem;
    }).read(limits.rows);
    return { problems, notes };
  } catch (error) {
    if (!(error instanceof ParetoscopeError)) throw error;
    if (!problems.includes(error)) problems.push(error);
    return { problems, notes: [] };
  }
}

class CsvFile {
  readonly #path: string;
  readonly #form: CsvForm;
  readonly #mapping: CsvMapping;
  readonly #refuse: (problem: ParetoscopeError) => void;
  readonly #ids = new IdMaker();
  readonly #notes: string[] = [];
  readonly #objectives: Objective[] = [];
  #columns: readonly Column[] = [];
  #width = 0;
  #point: { readonly text: string; readonly line: number } | undefined;
  #comma: { readonly text: string; readonly line: number } | undefined;

  /** `refuse` is told what is wrong with a row, and throws to end there. */
  constructor(
    path: string,
    form: CsvForm,
    mapping: CsvMapping,
    refuse: (problem: ParetoscopeError) => void = (problem) => {
      throw problem;
    },
  ) {
    this.#path = path;
    this.#form = form;
    this.#mapping = mapping;
    this.#refuse = refuse;
  }

  /** The study, as of the first rows at least. */
  async read(mostRows = Infinity): Promise<ImportedStudy> {
    const contents = new Map<Column, Contents>();
    let count = 0;
    for await (const record of this.#records()) {
      count++;
      for (const column of this.#columns) {
        try {
          this.#survey(column, record, contents);
        } catch (error) {
          if (!(error instanceof ParetoscopeError)) throw error;
          this.#refuse(error);
        }
      }
      if (count >= mostRows) break;
    }
    if (this.#width === 0) throw csvError(this.#path, 'the file has no header');
    if (count === 0) throw csvError(this.#path, 'the file has a header but no rows');
    this.#checkDecimals();
    const dimensions = this.#of('parameter').map((column) =>
      dimensionOf(this.#path, column, contents.get(column) ?? new Contents()),
    );
    const metrics = this.#of('metric');
    const schema: ExpressionSchema = Object.fromEntries(
      metrics.map(({ id, unit }) => [id, { kind: 'number' as const, unit }]),
    );
    const expressions = this.#mapping.constraints.map((text) => this.#constraint(text, schema));
    const stored = importedStudy(
      {
        name: studyName(this.#mapping.study ?? basename(this.#path, extname(this.#path))),
        ...(this.#mapping.description === undefined ? {} : { description: this.#mapping.description }),
        dimensions,
        objectives: this.#objectives,
        constraints: expressions.map(({ constraint }) => constraint),
        budget: { trials: count },
      },
      {
        imported: { format: 'csv', file: basename(this.#path), study: this.#mapping.study ?? '' },
        parameters: Object.fromEntries(this.#of('parameter').map((column) => [column.id, describe(column)])),
        metrics: Object.fromEntries(
          metrics.map((column) => {
            const { direction, provenance } = column.given;
            return [
              column.id,
              {
                ...describe(column),
                ...(direction === undefined ? {} : { direction }),
                ...(provenance === undefined ? {} : { provenance }),
              },
            ];
          }),
        ),
      },
    );
    return {
      ...stored,
      notes: [...this.#notes, ...this.#ids.notes],
      batches: () =>
        this.#batches(
          dimensions,
          expressions.map(({ expression }) => expression),
        ),
    };
  }

  #of(as: Column['as']): readonly Column[] {
    return this.#columns.filter((column) => column.as === as);
  }

  /** Records without the header, which is read on the way; throws where a record is shorter or longer than it. */
  async *#records(): AsyncGenerator<CsvRecord> {
    let header: CsvRecord | undefined;
    for await (const record of csvRecords(this.#path, this.#form)) {
      if (header === undefined) {
        header = record;
        if (this.#width === 0) this.#readHeader(record);
        continue;
      }
      if (record.cells.length !== this.#width) {
        const problem = csvError(
          this.#path,
          `there are ${record.cells.length} cells, but ${this.#width} columns`,
          record.line,
          'fill the row up, or quote texts that hold the separator',
        );
        this.#refuse(problem);
        continue;
      }
      yield record;
    }
  }

  #readHeader({ cells, line }: CsvRecord): void {
    const names = cells.map((cell) => this.#plain(cell.trim()));
    this.#width = names.length;
    const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
    if (twice !== undefined) {
      throw csvError(
        this.#path,
        `two columns are called "${shown(twice)}" (${names.indexOf(twice) + 1} and ${names.lastIndexOf(twice) + 1})`,
        line,
        'rename one of them',
      );
    }
    for (const name of this.#mapping.columns.keys())
      if (!names.includes(name)) throw this.#noColumn(name, names, line);
    const objectiveOf = new Map(this.#mapping.objectives.map((objective) => [objective.metric, objective]));
    const columns = names.map((name, index): Column => {
      const mapped = this.#mapping.columns.get(name);
      const given: ColumnMapping = mapped ?? {
        as:
          name === ''
            ? 'ignore'
            : objectiveOf.has(name)
              ? 'metric'
              : this.#mapping.columns.size > 0
                ? 'ignore'
                : 'parameter',
      };
      const needsId = given.as === 'parameter' || given.as === 'metric';
      const id = needsId ? this.#ids.make(given.name ?? name) : name;
      const unit = given.unit ?? (given.as === 'duration' ? 's' : undefined);
      const base = unit === undefined ? undefined : (baseUnit(unit) ?? unit);
      return { index, name, as: given.as, id, given, ...(base === undefined ? {} : { unit: base }) };
    });
    this.#columns = columns;
    for (const as of ['state', 'message', 'duration'] as const) {
      if (this.#of(as).length > 1) throw csvError(this.#path, `two columns are mapped as ${as}`, line);
    }
    const ignored = names.filter(
      (name, index) => name !== '' && columns[index]!.as === 'ignore' && !this.#mapping.columns.has(name),
    );
    if (ignored.length > 0) {
      this.#notes.push(
        `columns that the mapping does not name were left out: ${ignored.map(shown).join(', ')}`,
      );
    }
    this.#chooseObjectives(line, names);
  }

  #noColumn(name: string, names: readonly string[], line: number): ParetoscopeError {
    const known = `the columns are ${names.map(shown).join(', ')}`;
    return csvError(
      this.#path,
      `there is no column "${shown(name)}"`,
      line,
      didYouMean(name, names) ?? known,
    );
  }

  #chooseObjectives(line: number, names: readonly string[]): void {
    const metrics = this.#of('metric');
    for (const { metric, direction } of this.#mapping.objectives) {
      const column = metrics.find(({ id, name, given }) => [given.name, name, id].includes(metric));
      if (column === undefined) throw this.#noColumn(metric, names, line);
      this.#objectives.push({
        metric: column.id,
        direction: direction ?? column.given.direction ?? 'minimize',
      });
    }
    if (this.#objectives.length > 0) return;
    for (const { id, given } of metrics) {
      if (given.direction !== undefined) this.#objectives.push({ metric: id, direction: given.direction });
    }
    if (this.#objectives.length > 0) return;
    throw csvError(
      this.#path,
      'it is not clear which columns are results',
      line,
      'name them with --minimize and --maximize, or write a mapping',
    );
  }

  /** A text cell as it was before an export of ours kept spreadsheets from running it. */
  #plain(text: string): string {
    return this.#mapping.guarded && /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
  }

  #survey(column: Column, { cells, line }: CsvRecord, contents: Map<Column, Contents>): void {
    const text = cells[column.index]!.trim();
    switch (column.as) {
      case 'parameter': {
        if (text === '') return;
        let found = contents.get(column);
        if (found === undefined) contents.set(column, (found = new Contents()));
        found.add(this.#plain(text), this.#number(column, text, line), line);
        return;
      }
      case 'metric':
      case 'duration':
        this.#metric(column, text, line);
        return;
      case 'state':
        this.#state(text, line);
        return;
      case 'message':
      case 'ignore':
    }
  }

  /** A cell as a number in the column's stored unit; undefined if it is none. */
  #number(column: Column, text: string, line: number): number | undefined {
    let plain = text;
    if (DECIMAL_COMMA.test(text) && this.#mapping.decimal !== '.') {
      this.#comma ??= { text, line };
      plain = text.replace(',', '.');
    } else if (DECIMAL_POINT.test(text)) {
      if (this.#mapping.decimal === ',') return undefined;
      this.#point ??= { text, line };
    }
    const unit = column.given.unit;
    if (NUMBER.test(plain)) {
      if (unit === undefined || unit === column.unit) return Number(plain);
      return parseQuantity(`${plain} ${unit}`, column.unit, column.name);
    }
    if (column.unit === undefined || !/^[+-]?\.?\d/.test(plain)) return undefined;
    try {
      return parseQuantity(plain, column.unit, column.name);
    } catch (error) {
      if (column.as === 'parameter' || !(error instanceof ParetoscopeError)) return undefined;
      throw csvError(this.#path, error.message, line, error.hint);
    }
  }

  /** A cell of a metric: a number, infinite, or NaN where it says that it is unknown. */
  #metric(column: Column, text: string, line: number): number {
    if (UNKNOWN.test(text)) return Number.NaN;
    const infinite = INFINITE.exec(text);
    if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
    const value = this.#number(column, text, line);
    if (value !== undefined) return value;
    throw csvError(
      this.#path,
      `"${shown(text)}" in the column "${shown(column.name)}" is not a number`,
      line,
      this.#mapping.decimal === undefined
        ? 'leave the cell empty where a value is unknown'
        : `the mapping says that decimals are written with "${this.#mapping.decimal}"`,
    );
  }

  #state(text: string, line: number): number {
    const state = STATES.get(text.toLowerCase());
    if (state !== undefined) return state;
    throw csvError(
      this.#path,
      `"${shown(text)}" is not a state`,
      line,
      'it is complete, infeasible, pruned, failed or cancelled',
    );
  }

  #checkDecimals(): void {
    const [point, comma] = [this.#point, this.#comma];
    if (point === undefined || comma === undefined) return;
    throw csvError(
      this.#path,
      `numbers are written both ways: "${point.text}" (line ${point.line}) and "${comma.text}" (line ${comma.line})`,
      comma.line,
      'write them alike, or say decimal: "." or decimal: "," in a mapping',
    );
  }

  #constraint(
    text: string,
    schema: ExpressionSchema,
  ): { readonly constraint: MetricConstraint; readonly expression: Expression } {
    const expression = compileExpression(text, schema);
    const { kind } = expression;
    if (kind === 'compare' && expression.operator !== '=' && expression.operator !== '!=') {
      const { name, operator, value } = expression;
      return { constraint: { text, metric: name, comparison: operator, bound: Number(value) }, expression };
    }
    throw csvError(
      this.#path,
      `the constraint "${shown(text)}" is not a bound on one metric`,
      undefined,
      'write e.g. "power <= 5 W"',
    );
  }

  async *#batches(
    dimensions: readonly Dimension[],
    constraints: readonly Expression[],
  ): AsyncGenerator<TrialBatch> {
    const parameters = this.#of('parameter');
    const metrics = this.#of('metric');
    const [stateColumn] = this.#of('state');
    const [messageColumn] = this.#of('message');
    const [durationColumn] = this.#of('duration');
    const codesOf = dimensions.map((dimension) =>
      dimension.kind === 'choice' ? choiceCodes(dimension.choices) : undefined,
    );
    const rows = new RowCollector(
      dimensions,
      metrics.map(({ id }) => id),
    );
    for await (const { cells, line } of this.#records()) {
      const cell = (column: Column): string => cells[column.index]!.trim();
      const values = new Map(metrics.map((column) => [column.id, this.#metric(column, cell(column), line)]));
      const given = stateColumn === undefined ? COMPLETE : this.#state(cell(stateColumn), line);
      const written = messageColumn === undefined ? '' : this.#plain(cell(messageColumn));
      const judged = judge(given, this.#objectives, constraints, values);
      const message = written === '' ? judged.message : written;
      const duration =
        durationColumn === undefined ? 0 : this.#metric(durationColumn, cell(durationColumn), line);
      rows.begin(judged.state, duration >= 0 ? duration : 0, message);
      parameters.forEach((column, index) => {
        const text = cell(column);
        if (text === '') return;
        const codes = codesOf[index];
        const number = this.#number(column, text, line);
        const code = codes === undefined ? number : codes(this.#plain(text), number);
        if (code !== undefined) rows.parameter(column.id, code);
      });
      for (const [id, value] of values) rows.metric(id, value);
      if (rows.full) yield rows.take();
    }
    if (rows.count > 0) yield rows.take();
  }
}

function describe({ given, unit }: Column): { readonly unit?: string; readonly doc?: string } {
  return {
    ...(unit === undefined ? {} : { unit }),
    ...(given.doc === undefined ? {} : { doc: given.doc }),
  };
}

/** The state of a trial that its file calls complete, or says nothing about. */
function judge(
  given: number,
  objectives: readonly Objective[],
  constraints: readonly Expression[],
  values: ReadonlyMap<string, number>,
): { readonly state: number; readonly message?: string } {
  if (given !== COMPLETE) return { state: given };
  for (const { metric } of objectives) {
    const value = values.get(metric)!;
    if (Number.isNaN(value)) return { state: FAILED, message: `there is no value of "${metric}"` };
    if (!Number.isFinite(value)) return { state: FAILED, message: `objective "${metric}" is ${value}` };
  }
  const feasible = constraints.every((expression) =>
    evaluateExpression(expression, (name) => values.get(name)),
  );
  return { state: feasible ? COMPLETE : INFEASIBLE };
}
