// NSGA-III: survival by non-dominated rank, then by how few others serve the same reference direction.

import { RandomStream } from '../contract/random.ts';
import { nonDominatedRanks } from '../pareto/sorting.ts';
import { integer } from '../space/parameters.ts';
import type { Space } from '../space/space.ts';
import { defineSampler } from './define.ts';
import {
  EvolutionarySampler,
  populationOptions,
  settingsOf,
  variationOptions,
  wideByObjectives,
  wideShare,
  type EvolutionarySettings,
} from './evolutionary.ts';
import { frontsOf, packedRows, type Survivors } from './survival.ts';
import { ObjectiveFrame } from './objective-frame.ts';
import { checkedDirections, directionOptions } from './reference-points.ts';

class Nsga3Sampler extends EvolutionarySampler {
  readonly #directions: Float64Array;
  readonly #frame: ObjectiveFrame;
  readonly #ties: RandomStream;

  constructor(
    space: Space,
    objectiveCount: number,
    seed: number,
    settings: EvolutionarySettings,
    directions: Float64Array,
  ) {
    super(space, objectiveCount, seed, 'nsga3', settings);
    this.#directions = directions;
    this.#frame = new ObjectiveFrame(objectiveCount);
    this.#ties = new RandomStream(seed, 'sampler.nsga3.niches');
  }

  /**
   * Whole fronts while they fit. Members of the last one are taken one by one for the direction that serves the fewest
   * survivors so far: its nearest member if it serves none yet, else a random one (Deb and Jain 2014, algorithm 4).
   * Infeasible designs follow in the order of their violation.
   */
  protected override survive(candidates: Uint32Array, population: number, end: number): Survivors {
    const { objectiveCount } = this.history;
    const { objectives, violations } = packedRows(this.history, candidates);
    const ranks = nonDominatedRanks(objectives, objectiveCount, violations);
    const fronts = frontsOf(ranks);
    const kept: number[] = [];
    let last: Uint32Array | undefined;
    for (const front of fronts) {
      if (kept.length + front.length > population) {
        last = front;
        break;
      }
      kept.push(...front);
    }
    const room = population - kept.length;
    if (last !== undefined && room > 0) {
      if (violations[last[0]!]! > 0) kept.push(...last.subarray(0, room));
      else kept.push(...this.#nichesOf(objectives, fronts[0]!, kept, last, room, end));
    }
    // Parents are drawn evenly among feasible designs; an infeasible one loses against them, then by its violation.
    return {
      rows: Uint32Array.from(kept, (index) => candidates[index]!),
      ranks: Uint32Array.from(kept, (index) => (violations[index]! > 0 ? 1 : 0)),
      merits: Float64Array.from(kept, (index) => -violations[index]!),
    };
  }

  #nichesOf(
    objectives: Float64Array,
    best: Uint32Array,
    kept: readonly number[],
    last: Uint32Array,
    room: number,
    end: number,
  ): number[] {
    const { objectiveCount } = this.history;
    this.#frame.learn(objectives, best, [...kept, ...last]);
    const served = new Uint32Array(this.#directions.length / objectiveCount);
    const scaled = new Float64Array(objectiveCount);
    const nearest = (index: number): { direction: number; distance: number } => {
      this.#frame.scale(objectives, index * objectiveCount, scaled);
      return nearestDirection(scaled, this.#directions);
    };
    for (const index of kept) served[nearest(index).direction]!++;
    const waiting = new Map<number, { index: number; distance: number }[]>();
    for (const index of last) {
      const { direction, distance } = nearest(index);
      const list = waiting.get(direction);
      if (list === undefined) waiting.set(direction, [{ index, distance }]);
      else list.push({ index, distance });
    }
    this.#ties.restart(end);
    const chosen: number[] = [];
    while (chosen.length < room) {
      let fewest = Number.POSITIVE_INFINITY;
      let tied: number[] = [];
      for (const direction of waiting.keys()) {
        if (served[direction]! > fewest) continue;
        if (served[direction]! < fewest) tied = [];
        fewest = served[direction]!;
        tied.push(direction);
      }
      const direction = tied[this.#ties.below(tied.length)]!;
      const members = waiting.get(direction)!;
      let place = fewest === 0 ? 0 : this.#ties.below(members.length);
      if (fewest === 0) {
        members.forEach(({ distance }, at) => {
          if (distance < members[place]!.distance) place = at;
        });
      }
      chosen.push(members.splice(place, 1)[0]!.index);
      served[direction]!++;
      if (members.length === 0) waiting.delete(direction);
    }
    return chosen;
  }
}

/** The direction at the smallest perpendicular distance from a point, and that distance. */
export function nearestDirection(
  point: Float64Array,
  directions: Float64Array,
): { readonly direction: number; readonly distance: number } {
  const count = point.length;
  let norm = 0;
  for (const coordinate of point) norm += coordinate * coordinate;
  let direction = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let base = 0; base < directions.length; base += count) {
    let along = 0;
    let length = 0;
    for (let objective = 0; objective < count; objective++) {
      const coordinate = directions[base + objective]!;
      along += coordinate * point[objective]!;
      length += coordinate * coordinate;
    }
    const squared = Math.max(0, norm - (along * along) / length);
    if (squared < least) {
      least = squared;
      direction = base / count;
    }
  }
  return { direction, distance: Math.sqrt(least) };
}

export const nsga3 = defineSampler({
  type: 'nsga3',
  title: 'NSGA-III',
  doc:
    'Evolution towards a fixed set of evenly spread directions, at its best with three to ten objectives, where ' +
    'crowding and hypervolume give out. For thousands of trials.',
  paper: {
    title:
      'An evolutionary many-objective optimization algorithm using reference-point-based nondominated sorting approach (Deb and Jain)',
    year: 2014,
    venue: 'IEEE Transactions on Evolutionary Computation 18(4)',
  },
  options: {
    ...populationOptions(0, 0),
    population: integer({
      doc: 'Designs that survive a round; 0 takes one for every direction.',
      minimum: 0,
      maximum: 100_000,
      default: 0,
    }),
    ...directionOptions,
    ...variationOptions,
    wide: wideByObjectives,
  },
  create: ({ space, objectives, seed, options }) => {
    const count = objectives.length;
    const directions = checkedDirections('nsga3', count, options.divisions, options.inner_divisions);
    const population =
      options.population === 0 ? Math.max(20, directions.length / count) : options.population;
    const settings = settingsOf({ ...options, population, wide: wideShare(options.wide, count) });
    return new Nsga3Sampler(space, count, seed, settings, directions);
  },
});
