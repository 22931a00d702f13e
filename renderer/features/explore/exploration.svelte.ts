// The explore page's state: what is shown of a study and what is picked out of it. What a person arranged lives in the
// session's view (plain JSON, undone and saved there); what the engine answered lives here.

import type { Density, PlotAxis, TrialColumns, TrialScope } from '../../../engine/contract/host.ts';
import type { WireError } from '../../../engine/contract/errors.ts';
import { insidePolygon, quantilesOf } from '../../../engine/analysis/bins.ts';
import type { Application } from '../../app/application.svelte.ts';
import { nextTask } from '../../app/next-task.ts';
import { Refresher } from '../../app/refresher.ts';
import type { StudySession } from '../../app/study-session.svelte.ts';
import { extentOf, suggestedScale, type ScaleKind } from '../../charts/axes/axis.ts';
import {
  brushedMask,
  brushFilter,
  placementOf,
  type Brushes,
  type ParallelAxis,
} from '../../charts/parallel/lines.ts';
import type { ScatterAxisChoice } from '../../charts/scatter/coordinator.ts';
import type { DensityPicture } from '../../charts/scatter/density-picture.ts';
import { hasFastGraphics } from '../../charts/scatter/point-cloud.ts';
import { buildPoints, NO_POINTS, numericColumn } from '../../charts/scatter/points.ts';
import { buildStyles, type Channel } from '../../charts/scatter/styles.ts';
import { toWireError } from '../../host/wire-error.ts';
import { axisChoice, axisOptions, declaredScale, initialAxes, showsWholeFront } from './axis-options.ts';
import { parseArrangement, type Arrangement } from './arrangement.ts';
import { bestSoFar, kneeTrial } from './choosing.ts';

/**
 * Trials fetched while more keep coming, once they have stopped, where all are drawn as counts and these are only what
 * the pointer finds, at first, and for a plot that draws with WebGL.
 */
const GROWING_POINTS = 20_000;
const SETTLED_POINTS = 100_000;
const FOUND_POINTS = 20_000;
const FIRST_POINTS = 4000;
const CLOUD_POINTS = 1_000_000;
const REFRESH_MILLISECONDS = 300;
const DENSITY_REFRESH_MILLISECONDS = 40;
/** Pixels of the plot per bin of the density. */
const BIN_PIXELS = 2;
const MOST_BINS = 512;
const KNOT_SHARES = Array.from({ length: 65 }, (_, index) => index / 64);

const HISTORY_AXIS: ScatterAxisChoice = { id: 'number', label: 'Trial', scale: 'linear', bounds: [] };

type Extent = readonly [number, number] | null;

export interface PlotWindow {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly width: number;
  readonly height: number;
}

export class Exploration {
  readonly #application: Application;
  readonly session: StudySession;
  /** Trials of the scope, thinned where there are many. */
  columns = $state.raw<TrialColumns | undefined>();
  columnsError = $state.raw<WireError | undefined>();
  /** More trials for the scatter plot alone, where WebGL draws it. */
  #cloud = $state.raw<TrialColumns | undefined>();
  #density = $state.raw<
    | {
        all: DensityPicture;
        picked: DensityPicture | undefined;
        /** The axes it is of, and everything that `all` depends on. */
        of: string;
        key: string;
      }
    | undefined
  >();
  /** How many trials are picked out, of all of the scope. */
  pickedTotal = $state<number | undefined>();
  plotWindow = $state.raw<PlotWindow | undefined>();
  readonly #refresher = new Refresher(() => this.#refresh(), REFRESH_MILLISECONDS);
  readonly #pickedRefresher = new Refresher(() => this.#refreshPicked(), DENSITY_REFRESH_MILLISECONDS);
  readonly #densityRefresher = new Refresher(() => this.#refreshDensity(), DENSITY_REFRESH_MILLISECONDS);
  readonly #fastGraphics = hasFastGraphics();

  constructor(application: Application, session: StudySession) {
    this.#application = application;
    this.session = session;
  }

  /** Stored trials of the study. */
  readonly total = $derived.by(() => {
    const { progress, summary } = this.session;
    const stored = Object.values(summary?.counts ?? {}).reduce((sum, count) => sum + count, 0);
    return Math.max(stored, progress?.done ?? 0);
  });

  // What a person arranged.

  // Parts that did not change are the same objects as before, so that what is derived from them stays too: a moving
  // brush must not build a hundred thousand lines anew.
  #last: Arrangement | undefined;
  readonly arrangement: Arrangement = $derived.by(() => {
    const next = parseArrangement(this.session.tab('explore'));
    this.#last = this.#last === undefined ? next : keepingSame(this.#last, next);
    return this.#last;
  });
  readonly #scales = $derived.by(() => this.arrangement.scales);
  readonly #flipped = $derived.by(() => this.arrangement.flipped);
  readonly #brushes = $derived.by(() => this.arrangement.brushes);
  readonly #channels = $derived.by(() => {
    const { color, size, shape } = this.arrangement;
    return JSON.stringify([color, size, shape]);
  });
  readonly #historyId = $derived.by(() => this.arrangement.history);

  readonly #axisKey = $derived.by(() => {
    const { study, system } = this.session;
    if (study === undefined || system.value === undefined) return '';
    const initial = initialAxes(study, system.value);
    const known = this.options.map((option) => option.id);
    const { x, y } = this.arrangement;
    return JSON.stringify({
      x: x !== null && known.includes(x) ? x : initial.x,
      y: y !== null && known.includes(y) ? y : initial.y,
    });
  });
  readonly axisIds = $derived.by(() =>
    this.#axisKey === ''
      ? undefined
      : (JSON.parse(this.#axisKey) as { readonly x: string; readonly y: string }),
  );
  readonly options = $derived.by(() => {
    const { study, system } = this.session;
    return study === undefined || system.value === undefined ? [] : axisOptions(study, system.value);
  });
  /** Axes of the parallel coordinates: what was chosen, else objectives, then what varies. */
  readonly #parallelKey = $derived.by(() => JSON.stringify(this.#chosenIds(this.arrangement.parallel, 7)));
  readonly #matrixKey = $derived.by(() => JSON.stringify(this.#chosenIds(this.arrangement.matrix, 4)));
  readonly parallelIds = $derived.by(() => JSON.parse(this.#parallelKey) as string[]);
  readonly matrixIds = $derived.by(() => JSON.parse(this.#matrixKey) as string[]);

  #chosenIds(chosen: readonly string[], most: number): string[] {
    const known = this.options.map((option) => option.id);
    const kept = chosen.filter((id) => known.includes(id));
    if (kept.length >= 2) return kept;
    const { study } = this.session;
    const objectives = study?.objectives.map((objective) => objective.metric) ?? [];
    const varying = study?.dimensions.map((dimension) => dimension.id) ?? [];
    const all = [...objectives, ...varying, ...known.filter((id) => id !== 'number')];
    return all.filter((id, place) => all.indexOf(id) === place).slice(0, most);
  }

  // What is asked of the engine.

  /** The filter with the switches: what every view is about. */
  readonly filterText = $derived.by(() => {
    const { study, view } = this.session;
    const parts = [view.filter.trim()];
    if (this.arrangement.feasibleOnly && study !== undefined) {
      parts.push(
        'state = complete',
        ...study.constraints.map(({ metric, comparison, bound }) => `${metric} ${comparison} ${bound}`),
      );
    }
    const given = parts.filter((part) => part !== '');
    return given.length < 2 ? (given[0] ?? '') : given.map((part) => `(${part})`).join(' and ');
  });
  // By way of text: an arrangement that differs in other things leaves the scope the same object, so that nobody who
  // follows it asks again.
  readonly #scopeKey = $derived.by(() =>
    JSON.stringify({
      ...(this.filterText === '' ? {} : { filter: this.filterText }),
      ...(this.arrangement.frontOnly ? { frontOnly: true } : {}),
    }),
  );
  readonly scope = $derived.by(() => JSON.parse(this.#scopeKey) as TrialScope);
  readonly brushText = $derived.by(() =>
    brushFilter(this.#brushes, (id) => {
      const dimension = this.session.study?.dimensions.find((candidate) => candidate.id === id);
      return dimension?.kind === 'choice' ? dimension.choices : undefined;
    }),
  );
  readonly isPicking = $derived.by(() => this.brushText !== '' || this.session.selectedNumbers.size > 0);
  /** The scope narrowed to what is picked out. */
  readonly pickedScope: TrialScope = $derived.by(() => {
    const filter = [this.filterText, this.brushText].filter((part) => part !== '');
    const numbers = this.session.view.selected;
    return {
      ...this.scope,
      ...(filter.length === 0 ? {} : { filter: filter.map((part) => `(${part})`).join(' and ') }),
      ...(numbers.length === 0 ? {} : { selection: Uint32Array.from(numbers) }),
    };
  });

  readonly #names = $derived.by(() => {
    const { study } = this.session;
    if (study === undefined || this.axisIds === undefined) return [];
    const { color, size, shape } = this.arrangement;
    const names = [
      this.axisIds.x,
      this.axisIds.y,
      ...[color, size, shape].filter((id) => id !== null),
      ...study.objectives.map((objective) => objective.metric),
      ...study.constraints.map((constraint) => constraint.metric),
      ...(this.shows('parallel') ? this.parallelIds : []),
      ...(this.shows('matrix') ? this.matrixIds : []),
      ...Object.keys(this.arrangement.brushes),
    ];
    return names.filter((name, place) => names.indexOf(name) === place);
  });

  /** Most trials worth fetching: fewer where no view draws each of them. */
  readonly #limit = $derived.by(() => {
    if (this.session.active) return GROWING_POINTS;
    const drawnOneByOne = this.shows('parallel') || this.shows('matrix') || this.shows('history');
    const drawnAsCounts = this.total > SETTLED_POINTS && this.#scopeKey === '{}' && !drawnOneByOne;
    return drawnAsCounts ? FOUND_POINTS : SETTLED_POINTS;
  });

  /** What the columns depend on, what is picked out, and how it is drawn, as texts; follow them to refresh. */
  readonly question = $derived.by(() =>
    JSON.stringify([this.#names, this.#scopeKey, this.arrangement.drawing, this.#limit]),
  );
  readonly pickedQuestion = $derived.by(() =>
    JSON.stringify([this.#scopeKey, this.brushText, this.session.view.selected]),
  );

  shows(view: string): boolean {
    return this.arrangement.panes.some((row) => row.some((pane) => pane === view));
  }

  // What is drawn.

  readonly axes = $derived.by(() => {
    if (this.axisIds === undefined) return undefined;
    const { study } = this.session;
    const { x, y } = this.axisIds;
    const extents = JSON.parse(this.#extentKey) as [Extent, Extent] | null;
    return {
      x: this.#scatterAxis(x, extents?.[0]),
      y: this.#scatterAxis(y, extents?.[1]),
      joined: study !== undefined && showsWholeFront(x, y, study),
    };
  });

  /** Exact extents of a density of these axes, so that points that are not here have their room. */
  readonly #extentKey = $derived.by(() => {
    const density = this.usesDensity ? this.#density : undefined;
    if (density?.of !== this.#axisKey) return 'null';
    return JSON.stringify([density.all.density.xExtent, density.all.density.yExtent]);
  });

  #scatterAxis(id: string, extent: Extent | undefined): ScatterAxisChoice {
    const { study, system } = this.session;
    const scale = this.scaleOf(id);
    const axis = axisChoice(id, scale, study!, system.value!);
    return {
      ...axis,
      ...(scale === 'quantile' ? { knots: this.#knotsOf(id) } : {}),
      ...(extent == null ? {} : { extent }),
    };
  }

  /** Columns of the scatter plot: more of them where WebGL draws. */
  readonly plotColumns = $derived.by(() => this.#cloud ?? this.columns);
  readonly usesDensity = $derived.by(() => {
    const columns = this.plotColumns;
    return columns !== undefined && columns.matching > columns.numbers.length;
  });
  readonly points = $derived.by(() => {
    const { axes, plotColumns } = this;
    const { study } = this.session;
    if (axes === undefined || plotColumns === undefined || study === undefined) return NO_POINTS;
    if (plotColumns.columns[axes.x.id] === undefined || plotColumns.columns[axes.y.id] === undefined) {
      return NO_POINTS;
    }
    return buildPoints(plotColumns, {
      x: axes.x.id,
      y: axes.y.id,
      xScale: axes.x.scale,
      yScale: axes.y.scale,
      constraints: study.constraints,
      dimensions: study.dimensions,
    });
  });
  readonly styles = $derived.by(() => {
    const [color, size, shape] = JSON.parse(this.#channels) as [string | null, string | null, string | null];
    const columns = this.plotColumns;
    if (columns === undefined || (color === null && size === null && shape === null)) return undefined;
    const channels = { color: this.#channel(color), size: this.#channel(size), shape: this.#channel(shape) };
    return buildStyles(this.points.entries, {
      ...(channels.color === undefined ? {} : { color: channels.color }),
      ...(channels.size === undefined ? {} : { size: channels.size }),
      ...(channels.shape === undefined ? {} : { shape: channels.shape }),
    });
  });

  #channel(id: string | null): Channel | undefined {
    const columns = this.plotColumns;
    const values = id === null ? undefined : columns?.columns[id];
    if (id === null || values === undefined || columns === undefined) return undefined;
    const dimension = this.session.study?.dimensions.find((candidate) => candidate.id === id);
    if (dimension?.kind === 'choice' && !dimension.ordered) return { values, kind: 'choice' };
    const scale = this.scaleOf(id) === 'log' ? 'log' : 'linear';
    return { values: numericColumn(columns, id, this.session.study?.dimensions ?? []), kind: scale };
  }

  /** 1 for every entry of the columns that is picked out; undefined if nothing is. */
  readonly picked = $derived.by(() => this.#pickedOf(this.columns));
  readonly pickedPoints = $derived.by(() => {
    const mask = this.#pickedOf(this.plotColumns);
    return mask && Uint8Array.from(this.points.entries, (entry) => mask[entry]!);
  });

  #pickedOf(columns: TrialColumns | undefined): Uint8Array | undefined {
    if (columns === undefined || !this.isPicking) return undefined;
    const mask = brushedMask(columns.numbers.length, this.#brushes, (id) => columns.columns[id]);
    const numbers = this.session.selectedNumbers;
    if (numbers.size > 0) {
      columns.numbers.forEach((number, entry) => {
        if (!numbers.has(number)) mask[entry] = 0;
      });
    }
    return mask;
  }

  /** The trial at the knee of the front that is shown. */
  readonly knee = $derived.by(() =>
    this.columns === undefined ? undefined : kneeTrial(this.columns, this.session.study?.objectives ?? []),
  );

  readonly density = $derived.by(() =>
    this.usesDensity && this.#density?.of === this.#axisKey ? this.#density : undefined,
  );

  /** Axes for parallel coordinates or matrix. A choice is placed by its index. */
  parallelAxes(ids: readonly string[]): { axes: ParallelAxis[]; columns: Float64Array[] } {
    const { columns } = this;
    const { study, system } = this.session;
    if (columns === undefined || study === undefined || system.value === undefined)
      return { axes: [], columns: [] };
    const known = ids.filter((id) => columns.columns[id] !== undefined);
    const axes = known.map((id): ParallelAxis => {
      const dimension = study.dimensions.find((candidate) => candidate.id === id);
      const scale = dimension?.kind === 'choice' ? 'linear' : this.scaleOf(id);
      const choice = axisChoice(id, scale, study, system.value!);
      const extent =
        dimension?.kind === 'choice'
          ? ([0, Math.max(1, dimension.choices.length - 1)] as const)
          : (extentOf(columns.columns[id]!, scale) ?? ([0, 1] as const));
      const minimized = choice.direction === 'minimize';
      // Better is up from the start: the top of every axis is where a person wants to be.
      const flipped = this.#flipped[id] ?? minimized;
      return {
        id,
        label: choice.label,
        scale,
        extent,
        flipped,
        ...(choice.direction === undefined ? {} : { betterUp: flipped === minimized }),
        ...(choice.unit === undefined ? {} : { unit: choice.unit }),
        ...(scale === 'quantile' ? { knots: this.#knotsOf(id) } : {}),
        ...(dimension?.kind === 'choice' ? { categories: dimension.choices.map(String) } : {}),
      };
    });
    return { axes, columns: known.map((id) => columns.columns[id]!) };
  }

  /** An objective against the trial's number, with its best value so far. */
  readonly history = $derived.by(() => {
    const { columns } = this;
    const { study, system } = this.session;
    const objective =
      study?.objectives.find(({ metric }) => metric === this.#historyId) ?? study?.objectives[0];
    if (
      columns === undefined ||
      study === undefined ||
      system.value === undefined ||
      objective === undefined
    ) {
      return undefined;
    }
    const values = columns.columns[objective.metric];
    if (values === undefined) return undefined;
    const y = axisChoice(objective.metric, this.scaleOf(objective.metric), study, system.value);
    const withNumbers = {
      ...columns,
      columns: { ...columns.columns, number: Float64Array.from(columns.numbers) },
    };
    return {
      x: HISTORY_AXIS,
      y,
      points: buildPoints(withNumbers, {
        x: 'number',
        y: y.id,
        xScale: 'linear',
        yScale: y.scale,
        constraints: study.constraints,
        dimensions: study.dimensions,
      }),
      line: bestSoFar(columns.numbers, values, columns.states, objective.direction),
    };
  });

  scaleOf(id: string): ScaleKind {
    const { study, system } = this.session;
    const chosen = this.#scales[id];
    if (chosen !== undefined) return chosen;
    if (study === undefined || system.value === undefined || id === 'number') return 'linear';
    const declared = declaredScale(id, study, system.value);
    if (declared !== undefined) return declared;
    const { columns } = this;
    return columns === undefined ? 'linear' : suggestedScale(numericColumn(columns, id, study.dimensions));
  }

  #knotsOf(id: string): number[] {
    const { columns } = this;
    if (columns === undefined) return [];
    const values = numericColumn(columns, id, this.session.study?.dimensions ?? []);
    const knots = quantilesOf(values, KNOT_SHARES).filter(Number.isFinite);
    return knots.filter((knot, index) => index === 0 || knot > knots[index - 1]!);
  }

  // Changes.

  edit(what: string, change: Partial<Arrangement>): void {
    this.session.editTab('explore', what, JSON.parse(JSON.stringify(change)) as Record<string, never>);
  }

  setBrushes(brushes: Brushes): void {
    this.edit('the ranges', { brushes });
  }

  /** Nothing is picked out any more. */
  clearPicked(): void {
    if (this.brushText !== '') this.setBrushes({});
    if (this.session.view.selected.length > 0) this.session.select([]);
  }

  /** Picks out what lies inside of a region of the scatter plot. */
  async pickRegion(polygon: readonly number[]): Promise<void> {
    const { axes, columns } = this;
    if (axes === undefined || columns === undefined) return;
    if (columns.matching === columns.numbers.length) {
      const study = this.session.study!;
      const inside = insidePolygon(
        { values: numericColumn(columns, axes.x.id, study.dimensions), placement: placementOf(axes.x) },
        { values: numericColumn(columns, axes.y.id, study.dimensions), placement: placementOf(axes.y) },
        polygon,
      );
      this.session.select(columns.numbers.filter((_, entry) => inside[entry] === 1));
      return;
    }
    await this.#ask(async (host, workspace, study) => {
      const region = { ...this.scope, x: plotAxis(axes.x), y: plotAxis(axes.y), polygon, slot: 'region' };
      this.session.select(await host.trialsInRegion(workspace, study, region));
    });
  }

  setWindow(window: PlotWindow): void {
    this.plotWindow = window;
    if (this.usesDensity) this.#densityRefresher.request();
  }

  /** Fetches trials again soon; asking often is fine. */
  refresh(): void {
    this.#refresher.request();
  }

  refreshDensity(): void {
    this.#densityRefresher.request();
  }

  close(): void {
    this.#refresher.stop();
    this.#densityRefresher.stop();
    this.#pickedRefresher.stop();
  }

  /** Counts what is picked out soon; asking often is fine. */
  refreshPicked(): void {
    if (!this.isPicking) this.pickedTotal = undefined;
    else if (this.#countedByDensity) this.#densityRefresher.request();
    else this.#pickedRefresher.request();
  }

  /** The picture of what is picked out comes with its number. */
  get #countedByDensity(): boolean {
    return this.usesDensity && this.plotWindow !== undefined && this.shows('scatter');
  }

  async #refreshPicked(): Promise<void> {
    if (!this.isPicking) return;
    await this.#ask(async (host, workspace, study) => {
      const query = { ...this.pickedScope, offset: 0, limit: 0, slot: 'picked' };
      this.pickedTotal = (await host.trialPage(workspace, study, query)).total;
    });
  }

  async #refresh(): Promise<void> {
    const names = this.#names;
    if (names.length === 0) return;
    const { active } = this.session;
    await this.#ask(async (host, workspace, study) => {
      // A first look at a large study: its front is there before the rest is read.
      if (this.columns === undefined && this.total > SETTLED_POINTS) {
        const look = { ...this.scope, names, limit: FIRST_POINTS };
        this.columns = await host.trialColumns(workspace, study, look);
        // The picture of all trials asks for less than their columns do: it goes first.
        await nextTask();
        await this.#densityRefresher.settled;
      }
      const columns = await host.trialColumns(workspace, study, {
        ...this.scope,
        names,
        limit: this.#limit,
        slot: 'columns',
      });
      await nextTask();
      this.columns = columns;
      this.columnsError = undefined;
      const thinned = columns.matching > columns.numbers.length;
      if (
        thinned &&
        !active &&
        this.#fastGraphics &&
        this.arrangement.drawing === 'auto' &&
        columns.matching <= CLOUD_POINTS
      ) {
        this.#cloud = await host.trialColumns(workspace, study, {
          ...this.scope,
          names: this.#cloudNames(),
          slot: 'cloud',
        });
      } else this.#cloud = undefined;
    });
    if (this.usesDensity) this.#densityRefresher.request();
    this.refreshPicked();
  }

  #cloudNames(): string[] {
    const { color, size, shape } = this.arrangement;
    const constraints = this.session.study?.constraints.map((constraint) => constraint.metric) ?? [];
    return [
      this.axisIds!.x,
      this.axisIds!.y,
      ...[color, size, shape].filter((id) => id !== null),
      ...constraints,
      ...Object.keys(this.arrangement.brushes),
    ];
  }

  async #refreshDensity(): Promise<void> {
    const { axes, plotWindow: window } = this;
    const of = this.#axisKey;
    if (axes === undefined || window === undefined || !this.usesDensity) return;
    await this.#ask(async (host, workspace, study) => {
      // Before the first picture of these axes nobody knows how far all trials reach: it is of their whole extent.
      const places = this.#density?.of === of ? { x: window.x, y: window.y } : { x: undefined, y: undefined };
      const query = {
        x: { ...plotAxis(axes.x), ...(places.x === undefined ? {} : { window: places.x }) },
        y: { ...plotAxis(axes.y), ...(places.y === undefined ? {} : { window: places.y }) },
        columns: binsOf(window.width),
        rows: binsOf(window.height),
      };
      const picture = (density: Density): DensityPicture => ({
        density,
        x: places.x ?? density.xExtent ?? window.x,
        y: places.y ?? density.yExtent ?? window.y,
      });
      // While a range moves, the picture of all trials stays the same.
      const key = JSON.stringify([this.#scopeKey, query, this.session.revision]);
      const all =
        this.#density?.key === key
          ? this.#density.all
          : picture(await host.density(workspace, study, { ...this.scope, ...query, slot: 'density' }));
      let picked: DensityPicture | undefined;
      if (this.isPicking) {
        const pickedQuery = { ...this.pickedScope, ...query, slot: 'picked density' };
        picked = picture(await host.density(workspace, study, pickedQuery));
        this.pickedTotal = picked.density.matching;
      }
      this.#density = { all, picked, of, key };
    });
  }

  async #ask(
    work: (host: Application['host'], workspace: string, study: string) => Promise<void>,
  ): Promise<void> {
    try {
      await work(this.#application.host, this.session.workspace, this.session.name);
    } catch (error) {
      const wire = toWireError(error);
      // A newer question is under way: its answer is the one that counts.
      if (wire.kind !== 'cancelled') this.columnsError = wire;
    }
  }
}

/** The new arrangement with every part that says the same as before taken from before. */
function keepingSame(before: Arrangement, after: Arrangement): Arrangement {
  const kept: Record<string, unknown> = { ...after };
  for (const key of Object.keys(after) as (keyof Arrangement)[]) {
    if (JSON.stringify(before[key]) === JSON.stringify(after[key])) kept[key] = before[key];
  }
  return kept as unknown as Arrangement;
}

function binsOf(pixels: number): number {
  return Math.max(16, Math.min(MOST_BINS, Math.round(pixels / BIN_PIXELS)));
}

/** An axis as the engine takes it. */
function plotAxis(axis: ScatterAxisChoice): PlotAxis {
  if (axis.scale === 'quantile' && (axis.knots?.length ?? 0) < 2) return { name: axis.id, scale: 'linear' };
  return { name: axis.id, scale: axis.scale, ...(axis.knots === undefined ? {} : { knots: axis.knots }) };
}
