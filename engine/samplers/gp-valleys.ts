// Leaving a valley that has nothing more to give: it is filled up, and the search goes on in the next one.

import type { FeatureMap } from '../analysis/features.ts';
import { GaussianProcess, type GaussianProcessSettings } from '../analysis/gaussian-process.ts';
import type { ModelFits } from './gp-models.ts';
import type { History } from './history.ts';
import { flattening } from './warp.ts';

/** Places looked at between two points. */
const STEPS = 6;
/** Rises below this share of a valley's depth are the model's wavering. */
const WAVERING = 0.02;
/**
 * Variances of the prior of length scales, in logarithms: narrow, because trials crowd in few places and what does not
 * matter there may matter elsewhere.
 */
const LANDSCAPE_SCALES = 0.1;
const NEXT_SCALES = 0.3;

/** What is known of one objective, valleys filled one by one. Values are on a scale that flattens bad ones. */
class Landscape {
  /** Rows of the history, and the values as they were and as filled. */
  readonly rows: Uint32Array;
  readonly points: Float64Array;
  readonly values: Float64Array;
  filled: Float64Array;
  /** Typical value of the evenly spread first trials: valleys are below. */
  readonly #level: number;
  readonly #feasible: readonly number[];
  readonly #features: number;
  readonly #settings: GaussianProcessSettings;
  #model: GaussianProcess | undefined;

  constructor(
    history: History,
    features: FeatureMap,
    rows: Uint32Array,
    startup: number,
    settings: GaussianProcessSettings | undefined,
  ) {
    const known = Float64Array.from(rows, (row) => history.objectives[row]!);
    const early = known.filter((_, place) => rows[place]! < startup);
    const typical = early.length < 2 ? known : early;
    const warp = flattening(known, typical);
    this.rows = rows;
    this.points = features.matrix(history.codes, rows);
    this.values = known.map(warp.forward);
    this.filled = this.values;
    this.#level = warp.forward(typical.slice().sort()[typical.length >> 1]!);
    this.#feasible = [...rows.keys()].filter((place) => history.isFeasible(rows[place]!));
    this.#features = features.count;
    this.#settings =
      settings ??
      new GaussianProcess(this.points, features.count, this.values, undefined, LANDSCAPE_SCALES).settings;
  }

  get settings(): GaussianProcessSettings {
    return this.#settings;
  }

  /** How far the best is below the typical. */
  get depth(): number {
    return this.#level - this.values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  }

  /** Places of the feasible rows, the lowest as filled first. */
  lowest(): number[] {
    return this.#feasible.toSorted((a, b) => this.filled[a]! - this.filled[b]! || a - b);
  }

  /**
   * Fills the valley around the best feasible trial to the level of the typical ones, after R. Ge, "A filled function
   * method for finding a global minimizer", Mathematical Programming 46, 1990. False where no trial is below the level.
   */
  fill(): boolean {
    const bottom = this.lowest()[0];
    if (bottom === undefined || this.filled[bottom]! >= this.#level) return false;
    this.#model ??= new GaussianProcess(this.points, this.#features, this.values, this.#settings);
    const margin = WAVERING * (this.#level - this.values[bottom]!);
    this.filled = this.filled.map((value, place) => {
      if (value >= this.#level) return value;
      const height = Math.max(this.values[place]!, this.values[bottom]!) + margin;
      return this.#isBehindRidge(place, bottom, height) ? value : this.#level;
    });
    return true;
  }

  /** Length scales of what was not filled; those of the whole where too little is left to tell. */
  fitUnfilled(): GaussianProcessSettings {
    const left = [...this.rows.keys()].filter((place) => this.filled[place] === this.values[place]);
    if (left.length < 3) return this.#settings;
    const width = this.#features;
    const points = Float64Array.from(
      left.flatMap((place) => [...this.points.subarray(place * width, (place + 1) * width)]),
    );
    const values = Float64Array.from(left, (place) => this.values[place]!);
    return new GaussianProcess(points, width, values, undefined, NEXT_SCALES).settings;
  }

  /** A model of the filled values. */
  modelFilled(settings: GaussianProcessSettings): GaussianProcess {
    return new GaussianProcess(this.points, this.#features, this.filled, settings);
  }

  /**
   * Whether the way between two places crosses a ridge above `height`, by the model's mean: the hill-valley test (R. K.
   * Ursem, "Multinational evolutionary algorithms", CEC 1999).
   */
  #isBehindRidge(from: number, to: number, height: number): boolean {
    const width = this.#features;
    const between = new Float64Array(width);
    for (let step = 1; step < STEPS; step++) {
      for (let feature = 0; feature < width; feature++) {
        const start = this.points[from * width + feature]!;
        between[feature] = start + (step / STEPS) * (this.points[to * width + feature]! - start);
      }
      if (this.#model!.meanAt(between, 0) > height) return true;
    }
    return false;
  }
}

/** The landscape of a history as it grows, with length scales fitted where those of the other models are. */
export class Landscapes {
  readonly #history: History;
  readonly #features: FeatureMap;
  readonly #startup: number;
  readonly #fits: ModelFits;

  constructor(history: History, features: FeatureMap, startup: number, fits: ModelFits) {
    this.#history = history;
    this.#features = features;
    this.#startup = startup;
    this.#fits = fits;
  }

  /** Of all trials so far, nothing filled. */
  now(): Landscape {
    return this.#of(this.#history.count);
  }

  /** Length scales beyond so many valleys. */
  settingsBeyond(valleys: number): GaussianProcessSettings {
    return this.#fits.settled(`beyond ${valleys}`, (count) => {
      const landscape = this.#of(count);
      for (let valley = 0; valley < valleys; valley++) landscape.fill();
      return landscape.fitUnfilled();
    });
  }

  #of(count: number): Landscape {
    const early = this.#fits.settled('landscape', (fitCount) => this.#with(fitCount, undefined).settings);
    return this.#with(count, early);
  }

  #with(count: number, settings: GaussianProcessSettings | undefined): Landscape {
    const early = this.#fits.knownRows(count);
    const rows = early.length < 2 ? this.#fits.knownRows(this.#history.count) : early;
    return new Landscape(this.#history, this.#features, rows, this.#startup, settings);
  }
}
