// What all pages of one study share. There is one session for each study that was opened in this window; it outlives
// the pages, so that going to another page and back loses nothing.
//
// - `summary`, `study`, `system`, `progress` say what the study is and how far it has got; `revision` rises whenever
//   stored trials may have changed: `follow(session.revision)` to ask again.
// - `view` is everything that a person arranged (filter, selection, baseline, compared designs, each page's own
//   state) as plain JSON. Change it through the methods below only: they keep the steps for undo and save it.
// - `annotations` are the notes, tags and pins of this study's trials, and `selections` the named ones, as they are in
//   every window; change the former through `annotate`.
// - `trial` is the design that is being looked at, from the address.

import type {
  AnnotationChange,
  AnnotationNews,
  NamedSelection,
  TrialAnnotation,
} from '../../engine/contract/annotations.ts';
import type { SystemDescription, WorkspaceSummary } from '../../engine/contract/host.ts';
import type { WireError } from '../../engine/contract/errors.ts';
import type { Study } from '../../engine/contract/study.ts';
import { toWireError } from '../host/wire-error.ts';
import { isActive, isOpen } from '../formatting/run-words.ts';
import { studyText } from '../formatting/study-text.ts';
import type { Application } from './application.svelte.ts';
import { Refresher } from './refresher.ts';
import { Resource } from './resource.svelte.ts';
import type { StudyTab } from './route.ts';
import {
  EMPTY_VIEW,
  MOST_COMPARED,
  numberSet,
  parseViewState,
  viewStateText,
  type StudyViewState,
  type TabState,
} from './study-view-state.ts';
import { edited, newHistory, redone, undone, type ViewHistory } from './view-history.ts';

const REFRESH_MILLISECONDS = 300;
/** The view is saved once it has been left alone for this long. */
const SAVE_MILLISECONDS = 600;

export type RunAction = 'pause' | 'resume' | 'cancel' | 'continue';

export class StudySession {
  readonly workspace: string;
  readonly name: string;
  readonly #application: Application;
  readonly opened = new Resource<WorkspaceSummary>();
  readonly system = new Resource<SystemDescription>();
  readonly annotations = new Resource<readonly TrialAnnotation[]>();
  readonly selections = new Resource<readonly NamedSelection[]>();
  /** Raised whenever the stored trials may have changed. */
  revision = $state(0);
  /** The design being looked at. */
  trial = $state<number | null>(null);
  /** An error of an action on the run. */
  actionError = $state.raw<WireError | undefined>();
  #history = $state.raw<ViewHistory<StudyViewState>>(newHistory(EMPTY_VIEW));
  readonly #refresher: Refresher;
  #restored = false;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;

  readonly summary = $derived.by(() =>
    this.opened.value?.studies.find((candidate) => candidate.name === this.name),
  );
  readonly study = $derived<Study | undefined>(this.summary?.study);
  readonly progress = $derived.by(() => this.#application.runOf(this.workspace, this.name));
  /** True while trials may still come. */
  readonly active = $derived(isActive(this.progress?.state));
  readonly readOnlyReason = $derived(
    this.opened.value?.readOnly === true
      ? (this.opened.value.readOnlyReason ?? 'the file cannot be written')
      : undefined,
  );
  /** The study has trials to come, no run, and can be written. */
  readonly canContinue = $derived(
    this.summary !== undefined &&
      !this.summary.finished &&
      !isOpen(this.progress?.state) &&
      this.opened.value?.readOnly === false,
  );

  readonly view = $derived(this.#history.present);
  readonly selectedNumbers = $derived(numberSet(this.view.selected));
  /** The edit that undo takes back, in words. */
  readonly undoable = $derived(this.#history.past.at(-1)?.what);
  readonly redoable = $derived(this.#history.future.at(-1)?.what);

  constructor(application: Application, workspace: string, study: string) {
    this.#application = application;
    this.workspace = workspace;
    this.name = study;
    this.#refresher = new Refresher(() => this.#reload(), REFRESH_MILLISECONDS);
    // A session lasts as long as its window.
    application.host.onAnnotated((news) => this.#hear(news));
  }

  /** Loads the study and its system, again after the engine was away. */
  async open(): Promise<void> {
    const { host } = this.#application;
    await this.opened.load(() => host.workspace(this.workspace));
    await Promise.all([
      this.#loadSystem(),
      this.#loadAnnotations(),
      this.loadSelections(),
      this.#restoreView(),
    ]);
    this.revision += 1;
  }

  /** Loads the system once the study is known, whichever question brought it. */
  async #loadSystem(): Promise<void> {
    const system = this.summary?.system;
    if (system === undefined || this.system.value?.id === system) return;
    await this.system.load(() => this.#application.host.system(system));
  }

  /** Trials may have come: pages ask again soon. Saying so often is fine. */
  refresh(): void {
    this.#refresher.request();
  }

  /** What is said about a trial; undefined until that is known. */
  annotationOf(number: number): TrialAnnotation | undefined {
    if (this.annotations.value === undefined) return undefined;
    const found = this.annotations.value.find((annotation) => annotation.number === number);
    return found ?? { number, note: '', tags: [], pinned: false };
  }

  /** Changes note, tags or pin of a trial, for every window. Rejects where that cannot be stored. */
  async annotate(number: number, change: AnnotationChange): Promise<void> {
    const { host } = this.#application;
    this.#took(await host.annotate(this.workspace, this.name, number, change));
  }

  #loadAnnotations(): Promise<void> {
    return this.annotations.load(() => this.#application.host.annotations(this.workspace, this.name));
  }

  loadSelections(): Promise<void> {
    return this.selections.load(() => this.#application.host.selections(this.workspace, this.name));
  }

  #hear({ workspace, study, annotation }: AnnotationNews): void {
    if (workspace !== this.workspace || study !== this.name) return;
    if (annotation === undefined) void this.loadSelections();
    else this.#took(annotation);
  }

  #took(annotation: TrialAnnotation): void {
    // What is still under way may be older than this.
    if (this.annotations.value === undefined || this.annotations.loading) {
      void this.#loadAnnotations();
      return;
    }
    const others = this.annotations.value.filter(({ number }) => number !== annotation.number);
    const says = annotation.note !== '' || annotation.tags.length > 0 || annotation.pinned;
    this.annotations.value = says ? [...others, annotation].sort((a, b) => a.number - b.number) : others;
  }

  // The view.

  setFilter(filter: string): void {
    this.#edit('the filter', { ...this.view, filter });
  }

  /** Picks out trials; none to pick out nothing. */
  select(numbers: Iterable<number>): void {
    this.#edit('the selection', { ...this.view, selected: [...numberSet(numbers)] });
  }

  setBaseline(baseline: number | null): void {
    this.#edit('the baseline', { ...this.view, baseline });
  }

  /** Puts a design beside the others or takes it away; a sixth takes the place of the oldest. */
  toggleCompared(number: number): void {
    const { compared } = this.view;
    this.#edit('the compared designs', {
      ...this.view,
      compared: compared.includes(number)
        ? compared.filter((other) => other !== number)
        : [...compared, number].slice(-MOST_COMPARED),
    });
  }

  tab(tab: StudyTab): TabState {
    return this.view.tabs[tab] ?? {};
  }

  /** Changes some of a page's own state; `what` names the edit for undo: `the axes`. */
  editTab(tab: StudyTab, what: string, change: TabState): void {
    this.#edit(what, { ...this.view, tabs: { ...this.view.tabs, [tab]: { ...this.tab(tab), ...change } } });
  }

  undo(): void {
    this.#history = undone(this.#history);
    this.#saveSoon();
  }

  redo(): void {
    this.#history = redone(this.#history);
    this.#saveSoon();
  }

  // The run.

  /** Pauses, resumes or cancels the run of the moment, or starts one that goes on with the study. */
  async act(action: RunAction): Promise<void> {
    this.actionError = undefined;
    const { host } = this.#application;
    const { progress, study } = this;
    try {
      if (action === 'continue') {
        if (study === undefined) return;
        const source = { text: studyText(study), file: `${this.name}.study.json` };
        await this.#application.startRun({ source, workspace: this.workspace });
      } else if (progress !== undefined) {
        if (action === 'pause') await host.pauseRun(progress.run);
        else if (action === 'resume') await host.resumeRun(progress.run);
        else await host.cancelRun(progress.run);
      }
    } catch (error) {
      this.actionError = toWireError(error);
    }
  }

  #edit(what: string, state: StudyViewState): void {
    this.#history = edited(this.#history, what, state, performance.now());
    this.#saveSoon();
  }

  get #viewKey(): string {
    return `study ${this.name}`;
  }

  /** Once: the view as it was left, unless something was changed before it came. */
  async #restoreView(): Promise<void> {
    if (this.#restored) return;
    try {
      const saved = (await this.#application.host.views(this.workspace))[this.#viewKey];
      if (this.#history.past.length === 0) this.#history = newHistory(parseViewState(saved));
      this.#restored = true;
    } catch {
      // The view begins empty; the workspace's own error is shown already.
    }
  }

  #saveSoon(): void {
    clearTimeout(this.#saveTimer);
    if (this.readOnlyReason !== undefined) return;
    this.#saveTimer = setTimeout(() => {
      const { host } = this.#application;
      // A view that cannot be saved is still a view: the run itself says what is wrong with the disk.
      host.saveView(this.workspace, this.#viewKey, viewStateText(this.view)).catch(() => undefined);
    }, SAVE_MILLISECONDS);
  }

  async #reload(): Promise<void> {
    // Also while a run is active, a page may have come before its study was stored or lost the answer.
    if (!this.active || this.summary === undefined) {
      await this.opened.load(() => this.#application.host.workspace(this.workspace));
      // A run that began anew took its annotations with its trials.
      await Promise.all([this.#loadSystem(), this.#loadAnnotations(), this.loadSelections()]);
    } else await this.#loadSystem();
    this.revision += 1;
  }
}
