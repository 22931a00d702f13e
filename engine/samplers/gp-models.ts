// The Gaussian processes of a history: one an objective, and one of feasibility.

import type { FeatureMap } from '../analysis/features.ts';
import { GaussianProcess, type GaussianProcessSettings } from '../analysis/gaussian-process.ts';
import type { History } from './history.ts';
import { HYPERVOLUME_OBJECTIVES } from './thinning.ts';
import { flattening, IDENTITY, type Warp } from './warp.ts';

/** Length scales are fitted again when the trials have grown by this factor. */
const REFIT_GROWTH = 1.12;

/** Relative noise of the feasibility model: a step is no smooth function, and exact interpolation would waver. */
const FEASIBILITY_NOISE = 0.02;

export interface Models {
  /** One an objective, of warped values. */
  objectives: GaussianProcess[];
  readonly warps: readonly Warp[];
  /** Rows of the history that the objectives' models were told. */
  readonly rows: Uint32Array;
  /** Features of the designs that are out and believed to turn out as predicted. */
  readonly pending: Float64Array[];
  readonly feasibility: GaussianProcess | undefined;
}

export class ModelFits {
  readonly #history: History;
  readonly #features: FeatureMap;
  readonly #startup: number;
  readonly #limit: number;
  readonly #fitted = new Map<string, GaussianProcessSettings>();

  /** Length scales are fitted from `startup` trials on; no model is told more than `limit`. */
  constructor(history: History, features: FeatureMap, startup: number, limit: number) {
    this.#history = history;
    this.#features = features;
    this.#startup = startup;
    this.#limit = limit;
  }

  /**
   * Settings that `fit` finds for the trials that fits rest on: the first so many of the history, a number that grows
   * geometrically, so a resumed run makes the same fits.
   */
  settled(name: string, fit: (count: number) => GaussianProcessSettings): GaussianProcessSettings {
    const { count } = this.#history;
    let fitCount = this.#startup;
    for (;;) {
      const next = Math.max(fitCount + 1, Math.floor(fitCount * REFIT_GROWTH));
      if (next > count) break;
      fitCount = next;
    }
    const key = `${name}/${fitCount}`;
    let settings = this.#fitted.get(key);
    if (settings === undefined) {
      settings = fit(Math.min(fitCount, count));
      this.#fitted.set(key, settings);
    }
    return settings;
  }

  /** Rows of the first `count` trials that models are told: those that could be evaluated. */
  knownRows(count: number): Uint32Array {
    return this.#trainingRows(count).filter((row) => !this.#history.isFailed(row));
  }

  /** Undefined where fewer than two trials could be evaluated. */
  models(): Models | undefined {
    const { count, objectiveCount, violations } = this.#history;
    const known = this.knownRows(count);
    if (known.length < 2) return undefined;
    const objectives: GaussianProcess[] = [];
    const warps: Warp[] = [];
    for (let objective = 0; objective < objectiveCount; objective++) {
      const warped = (own: Uint32Array): Float64Array =>
        this.#values(own, objective).map(this.#warp(own, objective).forward);
      const fitRows = (fitCount: number): Uint32Array => {
        const prefix = this.knownRows(fitCount);
        return prefix.length < 2 ? known : prefix;
      };
      warps.push(this.#warp(known, objective));
      objectives.push(this.#build(`objective ${objective}`, fitRows, known, warped));
    }
    const rows = this.#trainingRows(count);
    const isConstrained = rows.some((row) => violations[row]! > 0);
    const feasible = (own: Uint32Array): Float64Array =>
      Float64Array.from(own, (row) => (violations[row] === 0 ? 1 : 0));
    return {
      objectives,
      warps,
      rows: known,
      pending: [],
      feasibility: isConstrained
        ? this.#build(
            'feasibility',
            (fitCount) => this.#trainingRows(fitCount),
            rows,
            feasible,
            FEASIBILITY_NOISE,
          )
        : undefined,
    };
  }

  /** A model of `rows` whose length scales are fitted to other rows. */
  #build(
    name: string,
    fitRows: (count: number) => Uint32Array,
    rows: Uint32Array,
    valuesOf: (rows: Uint32Array) => Float64Array,
    leastNoise = 0,
  ): GaussianProcess {
    const { codes } = this.#history;
    const { count } = this.#features;
    const fit = this.settled(name, (fitCount) => {
      const own = fitRows(fitCount);
      const { logScales, logNoise } = new GaussianProcess(
        this.#features.matrix(codes, own),
        count,
        valuesOf(own),
      ).settings;
      return { logScales, logNoise: Math.max(logNoise, Math.log(leastNoise)) };
    });
    return new GaussianProcess(this.#features.matrix(codes, rows), count, valuesOf(rows), fit);
  }

  #warp(rows: Uint32Array, objective: number): Warp {
    // A random weighting of many objectives needs their own scale.
    if (this.#history.objectiveCount > HYPERVOLUME_OBJECTIVES) return IDENTITY;
    return flattening(this.#values(rows, objective));
  }

  #values(rows: Uint32Array, objective: number): Float64Array {
    const { objectives, objectiveCount } = this.#history;
    return Float64Array.from(rows, (row) => objectives[row * objectiveCount + objective]!);
  }

  /** The first `count` trials, or the latest and the best by the first objective where there are too many. */
  #trainingRows(count: number): Uint32Array {
    const { objectives, objectiveCount, violations } = this.#history;
    const all = Uint32Array.from({ length: count }, (_, row) => row);
    const limit = this.#limit;
    if (count <= limit) return all;
    const byValue = all.slice().sort((a, b) => {
      if (violations[a] !== violations[b]) return violations[a]! < violations[b]! ? -1 : 1;
      return objectives[a * objectiveCount]! - objectives[b * objectiveCount]! || a - b;
    });
    const chosen = new Set<number>(byValue.slice(0, limit >> 1));
    for (let row = count - 1; chosen.size < limit; row--) chosen.add(row);
    return all.filter((row) => chosen.has(row));
  }
}
