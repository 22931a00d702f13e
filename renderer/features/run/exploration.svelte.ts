// One study of an open workspace being looked at: its trials in columns, its run, the axes and the selected trial.

import type {
  SystemDescription,
  TrialColumns,
  TrialDetail,
  WorkspaceSummary,
} from '../../../engine/contract/host.ts';
import type { Study } from '../../../engine/contract/study.ts';
import type { WireError } from '../../../engine/contract/errors.ts';
import type { Application } from '../../app/application.svelte.ts';
import { Refresher } from '../../app/refresher.ts';
import { Resource } from '../../app/resource.svelte.ts';
import { suggestedScale, type ScaleKind } from '../../charts/axes/axis.ts';
import { buildPoints, NO_POINTS, numericColumn } from '../../charts/scatter/points.ts';
import { toWireError } from '../../host/wire-error.ts';
import { axisChoice, axisOptions, declaredScale, initialAxes, showsWholeFront } from './axis-options.ts';
import { isActive } from './run-words.ts';

/** Points fetched while trials keep coming, and once they have stopped. */
const GROWING_POINTS = 20_000;
const SETTLED_POINTS = 100_000;
const REFRESH_MILLISECONDS = 300;

export class Exploration {
  readonly workspace: string;
  readonly name: string;
  readonly #application: Application;
  readonly opened = new Resource<WorkspaceSummary>();
  readonly system = new Resource<SystemDescription>();
  readonly detail = new Resource<TrialDetail>();
  columns = $state.raw<TrialColumns | undefined>();
  columnsError = $state.raw<WireError | undefined>();
  /** Raised whenever the stored trials may have changed. */
  revision = $state(0);
  chosenX = $state<string | undefined>();
  chosenY = $state<string | undefined>();
  chosenScales = $state.raw<Readonly<Record<string, ScaleKind>>>({});
  readonly #refresher: Refresher;

  readonly summary = $derived.by(() =>
    this.opened.value?.studies.find((candidate) => candidate.name === this.name),
  );
  readonly study = $derived<Study | undefined>(this.summary?.study);
  readonly progress = $derived.by(() => this.#application.runOf(this.workspace, this.name));
  readonly #axisIds = $derived.by(() => {
    if (this.study === undefined || this.system.value === undefined) return undefined;
    const initial = initialAxes(this.study, this.system.value);
    return { x: this.chosenX ?? initial.x, y: this.chosenY ?? initial.y };
  });
  readonly options = $derived.by(() =>
    this.study === undefined || this.system.value === undefined
      ? []
      : axisOptions(this.study, this.system.value),
  );
  readonly axes = $derived.by(() => {
    const { study, system } = this;
    if (study === undefined || system.value === undefined || this.#axisIds === undefined) return undefined;
    const { x, y } = this.#axisIds;
    return {
      x: axisChoice(x, this.#scaleOf(x), study, system.value),
      y: axisChoice(y, this.#scaleOf(y), study, system.value),
      joined: showsWholeFront(x, y, study),
    };
  });
  readonly points = $derived.by(() => {
    const { axes, columns, study } = this;
    if (axes === undefined || columns === undefined || study === undefined) return NO_POINTS;
    return buildPoints(columns, {
      x: axes.x.id,
      y: axes.y.id,
      xScale: axes.x.scale,
      yScale: axes.y.scale,
      constraints: study.constraints,
      dimensions: study.dimensions,
    });
  });

  constructor(application: Application, workspace: string, study: string) {
    this.#application = application;
    this.workspace = workspace;
    this.name = study;
    this.#refresher = new Refresher(() => this.#refresh(), REFRESH_MILLISECONDS);
  }

  /** Loads the study and its system. */
  async open(): Promise<void> {
    const { host } = this.#application;
    await this.opened.load(() => host.workspace(this.workspace));
    const system = this.summary?.system;
    if (system !== undefined) await this.system.load(() => host.system(system));
    this.refresh();
  }

  /** Fetches trials again soon; asking often is fine. */
  refresh(): void {
    this.#refresher.request();
  }

  close(): void {
    this.#refresher.stop();
  }

  setScale(id: string, scale: ScaleKind): void {
    this.chosenScales = { ...this.chosenScales, [id]: scale };
  }

  async showTrial(number: number | null): Promise<void> {
    if (number === null) this.detail.clear();
    else await this.detail.load(() => this.#application.host.trialDetail(this.workspace, this.name, number));
  }

  #scaleOf(id: string): ScaleKind {
    const { study, system, columns } = this;
    const chosen = this.chosenScales[id];
    if (chosen !== undefined) return chosen;
    if (study === undefined || system.value === undefined) return 'linear';
    const declared = declaredScale(id, study, system.value);
    if (declared !== undefined) return declared;
    return columns === undefined ? 'linear' : suggestedScale(numericColumn(columns, id, study.dimensions));
  }

  async #refresh(): Promise<void> {
    const { host } = this.#application;
    const { study } = this;
    if (study === undefined || this.#axisIds === undefined) return;
    const wanted = [
      this.#axisIds.x,
      this.#axisIds.y,
      ...study.objectives.map((objective) => objective.metric),
      ...study.constraints.map((constraint) => constraint.metric),
    ];
    const names = wanted.filter((name, place) => wanted.indexOf(name) === place);
    const limit = isActive(this.progress?.state) ? GROWING_POINTS : SETTLED_POINTS;
    try {
      this.columns = await host.trialColumns(this.workspace, this.name, { names, limit });
      this.columnsError = undefined;
      this.revision += 1;
      if (!isActive(this.progress?.state)) await this.opened.load(() => host.workspace(this.workspace));
    } catch (error) {
      this.columnsError = toWireError(error);
    }
  }
}
