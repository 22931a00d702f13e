// A study being written: one text, which the form and the editor both change, with its steps for undo; and what the
// engine says of it.

import type {
  About,
  EvaluatedDesign,
  PrunerSummary,
  SamplerSummary,
  StudyCheck,
  StudyPilot,
  SystemDescription,
} from '../../../engine/contract/host.ts';
import type { WireError } from '../../../engine/contract/errors.ts';
import type { Study } from '../../../engine/contract/study.ts';
import { Resource } from '../../app/resource.svelte.ts';
import { edited, newHistory, redone, undone, type ViewHistory } from '../../app/view-history.ts';
import type { Host } from '../../host/host.ts';
import { edit, fileData, type FileValue } from './study-document.ts';
import { placedProblems, problemsAt } from './study-problems.ts';

/** The engine is asked once typing pauses. */
const CHECK_MILLISECONDS = 150;
const PILOT_MILLISECONDS = 700;

/** One change of the file: a value at a path, or nothing there any more. */
export interface FileChange {
  readonly path: readonly string[];
  readonly value: FileValue | undefined;
}

export class StudyDraft {
  readonly #host: Host;
  readonly file: string;
  #history = $state.raw<ViewHistory<string>>(newHistory(''));
  readonly check = new Resource<StudyCheck>();
  readonly system = new Resource<SystemDescription>();
  readonly samplers = new Resource<readonly SamplerSummary[]>();
  readonly pruners = new Resource<readonly PrunerSummary[]>();
  readonly about = new Resource<About>();
  readonly pilot = new Resource<StudyPilot>();
  readonly dryRun = new Resource<EvaluatedDesign>();
  /** The text that `check` is about. */
  checkedText = $state.raw('');
  #study = $state.raw<Study | undefined>();
  #checkTimer: ReturnType<typeof setTimeout> | undefined;
  #pilotTimer: ReturnType<typeof setTimeout> | undefined;

  readonly text = $derived(this.#history.present);
  /** The file as data; undefined while the text is not YAML. */
  readonly data = $derived(fileData(this.text));
  readonly systemId = $derived(typeof this.data?.system === 'string' ? this.data.system : undefined);
  readonly name = $derived(typeof this.data?.study === 'string' ? this.data.study : undefined);
  readonly problems = $derived(this.check.value?.problems ?? []);
  /** The same with the keys that lead to them, for the form; none while the text has changed since it was checked. */
  readonly #placed = $derived(this.checkedText === this.text ? placedProblems(this.text, this.problems) : []);
  /** The study as resolved when it last had no problem. */
  readonly study = $derived(this.#study);
  /** The text as it is has been checked and can run. */
  readonly runnable = $derived(
    this.checkedText === this.text && this.check.value?.study !== undefined && this.problems.length === 0,
  );
  readonly undoable = $derived(this.#history.past.at(-1)?.what);
  readonly redoable = $derived(this.#history.future.at(-1)?.what);

  constructor(host: Host, text: string, file: string) {
    this.#host = host;
    this.file = file;
    this.#history = newHistory(text);
  }

  /** Asks the engine for what the page needs; again after it was away. */
  open(): void {
    void this.about.load(() => this.#host.about());
    void this.samplers.load(() => this.#host.samplers());
    void this.pruners.load(() => this.#host.pruners());
    this.#checkSoon(0);
  }

  close(): void {
    clearTimeout(this.#checkTimer);
    clearTimeout(this.#pilotTimer);
  }

  /** The entries of a section of the file; none where it has none. */
  section(key: string): Readonly<Record<string, unknown>> {
    const found = this.data?.[key];
    return typeof found === 'object' && found !== null && !Array.isArray(found)
      ? (found as Readonly<Record<string, unknown>>)
      : {};
  }

  /** The mistakes of what stands at a path of the file, or below it. */
  problemsAt(path: readonly string[]): readonly WireError[] {
    return problemsAt(this.#placed, path);
  }

  /** Replaces the whole text, as typing does. */
  write(text: string, what = 'typing'): void {
    if (text === this.text) return;
    this.#history = edited(this.#history, what, text, performance.now());
    this.#checkSoon(CHECK_MILLISECONDS);
  }

  /** Changes some entries of the file as one step. Sections that are left empty go too. */
  change(what: string, ...changes: readonly FileChange[]): void {
    let { text } = this;
    for (const { path, value } of changes) {
      text = edit(text, path, value);
      const [section, entry] = path;
      const left = fileData(text)?.[section!];
      const empty = left === null || (typeof left === 'object' && Object.keys(left).length === 0);
      if (value === undefined && entry !== undefined && empty) text = edit(text, [section!], undefined);
    }
    this.write(text, what);
  }

  undo(): void {
    this.#history = undone(this.#history);
    this.#checkSoon(0);
  }

  redo(): void {
    this.#history = redone(this.#history);
    this.#checkSoon(0);
  }

  /** Evaluates one design in full: the published one, with what the study fixes. */
  async tryOne(): Promise<void> {
    const { study } = this;
    if (study !== undefined) await this.dryRun.load(() => this.#host.evaluate(study.system, study.fixed));
  }

  #checkSoon(milliseconds: number): void {
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => void this.#checkNow(), milliseconds);
  }

  async #checkNow(): Promise<void> {
    const { text, file, systemId } = this;
    const source = { text, file };
    if (systemId !== undefined && this.system.value?.id !== systemId) {
      await this.system.load(() => this.#host.system(systemId));
    }
    await this.check.load(() => this.#host.checkStudy(source));
    if (text !== this.text) return;
    this.checkedText = text;
    const study = this.check.value?.study;
    if (study === undefined || this.problems.length > 0) return;
    this.#study = study;
    clearTimeout(this.#pilotTimer);
    this.#pilotTimer = setTimeout(
      () => void this.pilot.load(() => this.#host.pilotStudy(source)),
      PILOT_MILLISECONDS,
    );
  }
}
