// One study of an open workspace being looked at: its trials in columns, its run, the axes and the selected trial.

import type { TrialColumns, TrialDetail } from '../../../engine/contract/host.ts';
import type { WireError } from '../../../engine/contract/errors.ts';
import type { Application } from '../../app/application.svelte.ts';
import { Refresher } from '../../app/refresher.ts';
import { Resource } from '../../app/resource.svelte.ts';
import type { StudySession } from '../../app/study-session.svelte.ts';
import { suggestedScale, type ScaleKind } from '../../charts/axes/axis.ts';
import { buildPoints, NO_POINTS, numericColumn } from '../../charts/scatter/points.ts';
import { toWireError } from '../../host/wire-error.ts';
import { axisChoice, axisOptions, declaredScale, initialAxes, showsWholeFront } from './axis-options.ts';

/** Points fetched while trials keep coming, and once they have stopped. */
const GROWING_POINTS = 20_000;
const SETTLED_POINTS = 100_000;
const REFRESH_MILLISECONDS = 300;

export class Exploration {
  readonly #application: Application;
  readonly #session: StudySession;
  readonly detail = new Resource<TrialDetail>();
  columns = $state.raw<TrialColumns | undefined>();
  columnsError = $state.raw<WireError | undefined>();
  chosenX = $state<string | undefined>();
  chosenY = $state<string | undefined>();
  chosenScales = $state.raw<Readonly<Record<string, ScaleKind>>>({});
  readonly #refresher: Refresher;

  readonly #axisIds = $derived.by(() => {
    const { study, system } = this.#session;
    if (study === undefined || system.value === undefined) return undefined;
    const initial = initialAxes(study, system.value);
    return { x: this.chosenX ?? initial.x, y: this.chosenY ?? initial.y };
  });
  readonly options = $derived.by(() => {
    const { study, system } = this.#session;
    return study === undefined || system.value === undefined ? [] : axisOptions(study, system.value);
  });
  readonly axes = $derived.by(() => {
    const { study, system } = this.#session;
    if (study === undefined || system.value === undefined || this.#axisIds === undefined) return undefined;
    const { x, y } = this.#axisIds;
    return {
      x: axisChoice(x, this.#scaleOf(x), study, system.value),
      y: axisChoice(y, this.#scaleOf(y), study, system.value),
      joined: showsWholeFront(x, y, study),
    };
  });
  readonly points = $derived.by(() => {
    const { axes, columns } = this;
    const { study } = this.#session;
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

  constructor(application: Application, session: StudySession) {
    this.#application = application;
    this.#session = session;
    this.#refresher = new Refresher(() => this.#refresh(), REFRESH_MILLISECONDS);
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
    const { workspace, name } = this.#session;
    if (number === null) this.detail.clear();
    else await this.detail.load(() => this.#application.host.trialDetail(workspace, name, number));
  }

  #scaleOf(id: string): ScaleKind {
    const { columns } = this;
    const { study, system } = this.#session;
    const chosen = this.chosenScales[id];
    if (chosen !== undefined) return chosen;
    if (study === undefined || system.value === undefined) return 'linear';
    const declared = declaredScale(id, study, system.value);
    if (declared !== undefined) return declared;
    return columns === undefined ? 'linear' : suggestedScale(numericColumn(columns, id, study.dimensions));
  }

  async #refresh(): Promise<void> {
    const { host } = this.#application;
    const { study, workspace, name: studyName } = this.#session;
    if (study === undefined || this.#axisIds === undefined) return;
    const wanted = [
      this.#axisIds.x,
      this.#axisIds.y,
      ...study.objectives.map((objective) => objective.metric),
      ...study.constraints.map((constraint) => constraint.metric),
    ];
    const names = wanted.filter((name, place) => wanted.indexOf(name) === place);
    const limit = this.#session.active ? GROWING_POINTS : SETTLED_POINTS;
    try {
      this.columns = await host.trialColumns(workspace, studyName, { names, limit });
      this.columnsError = undefined;
    } catch (error) {
      this.columnsError = toWireError(error);
    }
  }
}
