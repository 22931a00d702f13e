// A file on its way into a workspace: handed to the engine once, looked at, read as the person says, and at last
// stored. It outlives the page, so that looking something up elsewhere loses nothing.

import type { WireError } from '../../../engine/contract/errors.ts';
import type { ImportAnswer, ImportQuery } from '../../../engine/contract/host.ts';
import type { CsvPreview, CsvRole, OptunaPreview } from '../../../engine/contract/import.ts';
import type { Host } from '../../host/host.ts';
import { sendFile } from '../../host/prepared-files.ts';
import { toWireError } from '../../host/wire-error.ts';
import {
  guessedColumns,
  inRole,
  mappingProblem,
  mappingText,
  typedBounds,
  type MappedColumn,
  type TableForm,
} from './mapping.ts';

/** The engine is asked once typing pauses. */
const CHECK_MILLISECONDS = 250;

export class ImportDraft {
  readonly #host: Host;
  readonly file: File;
  /** Share of the file that the engine has. */
  sent = $state(0);
  table = $state.raw<CsvPreview | undefined>();
  storage = $state.raw<OptunaPreview | undefined>();
  error = $state.raw<WireError | undefined>();
  /** The file is being looked at, with what was said last. */
  checking = $state(false);
  importing = $state(false);

  columns = $state.raw<readonly MappedColumn[]>([]);
  form = $state.raw<TableForm>({});
  bounds = $state('');
  /** Name of a single study, instead of its own. */
  name = $state('');
  /** Studies of an Optuna storage to take. */
  chosen = $state.raw<readonly string[]>([]);

  #token: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #question = 0;
  #checked = $state.raw('');

  readonly single = $derived(this.table !== undefined || this.chosen.length === 1);
  /** What keeps the file from being imported, in words. */
  readonly refusal = $derived.by(() => {
    if (this.table !== undefined) {
      if (this.columns.length === 0) return 'The file has no columns that can be read.';
      return mappingProblem(this.columns);
    }
    if (this.storage === undefined) return 'The file is being read.';
    return this.chosen.length === 0 ? 'Choose a study.' : undefined;
  });
  readonly ready = $derived(
    this.refusal === undefined &&
      !this.importing &&
      (this.storage !== undefined || (this.table?.problems.length === 0 && this.#checked === this.#mapping)),
  );

  constructor(host: Host, file: File) {
    this.#host = host;
    this.file = file;
  }

  get #mapping(): string {
    return mappingText(this.columns, this.form, typedBounds(this.bounds));
  }

  /** Hands the file over and looks at it. Never rejects. */
  async open(): Promise<void> {
    try {
      this.#token = await sendFile(this.#host, this.file, (share) => (this.sent = share));
      await this.#look();
    } catch (error) {
      this.error = toWireError(error);
    }
  }

  async #look(): Promise<void> {
    const { form } = this;
    const query = Object.keys(form).length === 0 ? {} : { mapping: JSON.stringify(form) };
    const preview = await this.#host.previewImport(this.#token!, query);
    if (preview.format === 'optuna') {
      this.storage = preview;
      this.chosen = preview.studies.map(({ name }) => name);
      return;
    }
    this.table = preview;
    if (this.name === '') this.name = preview.study;
    const said = this.columns;
    this.columns = guessedColumns(preview.columns).map(
      (column) => said.find((other) => other.column === column.column) ?? column,
    );
    this.#checkSoon(0);
  }

  /** Changes what is said of one column. */
  change(index: number, change: Partial<MappedColumn>): void {
    this.columns = this.columns.map((column, place) => {
      if (place !== index) return column;
      const changed = { ...column, ...change };
      return change.as === undefined ? changed : inRole(changed, change.as);
    });
    this.#checkSoon(CHECK_MILLISECONDS);
  }

  /** Puts every column that is not mapped otherwise into a role: `ignore` to begin with nothing. */
  changeAll(as: CsvRole): void {
    this.columns = this.columns.map((column) => inRole(column, as));
    this.#checkSoon(0);
  }

  /** Reads the file anew, written another way. */
  reread(form: TableForm): void {
    this.form = form;
    this.error = undefined;
    this.#look().catch((error: unknown) => (this.error = toWireError(error)));
  }

  /** How decimals are written; undefined for as they are. */
  setDecimal(decimal: '.' | ',' | undefined): void {
    const { encoding, delimiter } = this.form;
    this.reread({
      ...(encoding === undefined ? {} : { encoding }),
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(decimal === undefined ? {} : { decimal }),
    });
  }

  setBounds(text: string): void {
    this.bounds = text;
    this.#checkSoon(CHECK_MILLISECONDS);
  }

  choose(study: string, on: boolean): void {
    this.chosen = (this.storage?.studies ?? [])
      .map(({ name }) => name)
      .filter((name) => (name === study ? on : this.chosen.includes(name)));
  }

  chooseAll(on: boolean): void {
    this.chosen = on ? (this.storage?.studies ?? []).map(({ name }) => name) : [];
  }

  #checkSoon(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), milliseconds);
  }

  /** Asks which rows cannot be read as the columns say. */
  async #check(): Promise<void> {
    if (this.table === undefined || this.refusal !== undefined) return;
    const question = ++this.#question;
    const mapping = this.#mapping;
    this.checking = true;
    try {
      const preview = await this.#host.previewImport(this.#token!, { mapping });
      if (question !== this.#question || preview.format !== 'csv') return;
      // What it is written like may have gone wrong for a moment; the columns that are known stay.
      this.table = preview.columns.length > 0 ? preview : { ...this.table, problems: preview.problems };
      this.#checked = mapping;
      this.error = undefined;
    } catch (error) {
      if (question === this.#question) this.error = toWireError(error);
    } finally {
      if (question === this.#question) this.checking = false;
    }
  }

  /** Stores the file in an open workspace, or a new one. Undefined after an error, which is shown. */
  async store(workspace: string | undefined): Promise<ImportAnswer | undefined> {
    const query: ImportQuery = {
      ...(workspace === undefined ? {} : { workspace }),
      ...(this.single && this.name.trim() !== '' ? { rename: this.name.trim() } : {}),
      ...(this.storage === undefined ? { mapping: this.#mapping } : { studies: this.chosen }),
    };
    this.importing = true;
    this.error = undefined;
    try {
      const answer = await this.#host.importFile(this.#token!, query);
      this.#token = undefined;
      return answer;
    } catch (error) {
      this.error = toWireError(error);
      return undefined;
    } finally {
      this.importing = false;
    }
  }

  /** Forgets the file. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#question += 1;
    if (this.#token !== undefined) this.#host.releaseFile(this.#token).catch(() => undefined);
    this.#token = undefined;
  }
}
