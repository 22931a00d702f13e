// What routing asks of the machine, in closed form: chances of experts, distinct experts of a batch, and the load of the
// busiest device. The executed router of simulation/expert-routing.ts is what it is tested against.

import { choiceChances } from '../../simulation/expert-routing.ts';
import type { AcceleratorDesign } from './parameters.ts';

export interface Routing {
  /** How likely each expert is used by a token; they add up to the active experts. */
  readonly chances: Float64Array;
  /** The same of one device's experts, devices one after another. */
  readonly devices: readonly Float64Array[];
}

const KEPT = 4096;
const known = new Map<string, Routing>();

/**
 * Chances of experts. They are dealt by popularity to groups and to devices in turn, as whoever places them would, so
 * that every group and every device has popular and unpopular ones. Kept by router: many designs share one.
 */
export function routingOf(design: AcceleratorDesign): Routing {
  const { experts, active_experts: active, expert_groups: groups, devices, popularity_skew: skew } = design;
  const key = `${experts} ${active} ${groups} ${devices} ${skew}`;
  let routing = known.get(key);
  if (routing === undefined) {
    const chances = new Float64Array(experts);
    const size = experts / groups;
    const weights = new Float64Array(size);
    const own = new Float64Array(size);
    for (let group = 0; group < groups; group++) {
      for (let index = 0; index < size; index++) weights[index] = (index * groups + group + 1) ** -skew;
      if (skew === 0) own.fill(active / experts);
      else choiceChances(weights, active / groups, own);
      for (let index = 0; index < size; index++) chances[index * groups + group] = own[index]!;
    }
    routing = {
      chances,
      devices: Array.from({ length: devices }, (_, device) =>
        chances.filter((_chance, expert) => expert % devices === device),
      ),
    };
    if (known.size >= KEPT) known.delete(known.keys().next().value!);
    known.set(key, routing);
  }
  return routing;
}

/** Distinct experts that `tokens` independent tokens use, of those with the given chances. */
export function distinctExperts(chances: Float64Array, tokens: number): number {
  return chances.reduce((sum, chance) => sum + 1 - (1 - chance) ** tokens, 0);
}

/** Most distinct experts on one device. */
export function touchedExperts({ devices }: Routing, tokens: number): number {
  return Math.max(...devices.map((chances) => distinctExperts(chances, tokens)));
}

/** Mean of the largest of 1, 2, 4 and 8 independent standard normal numbers (tables of order statistics). */
const LARGEST_NORMAL: Readonly<Record<number, number>> = { 1: 0, 2: 0.5642, 4: 1.0294, 8: 1.4236 };

/**
 * Load of the busiest device over the mean load: what popularity makes permanent, and chance on top. Where a device has
 * whole groups every token gives it the same, and nothing is left to chance.
 */
export function stragglerOf(design: AcceleratorDesign, routing: Routing, tokens: number): number {
  const { active_experts: active, expert_groups: groups, devices } = design;
  if (devices === 1) return 1;
  const mean = active / devices;
  const permanent =
    Math.max(...routing.devices.map((chances) => chances.reduce((sum, chance) => sum + chance, 0))) / mean;
  return (
    permanent + (LARGEST_NORMAL[devices]! * deviation(design, groups, devices)) / mean / Math.sqrt(tokens)
  );
}

/**
 * Standard deviation of the experts that one token uses on one device. A group spans `devices / groups` devices or lies
 * on one with others; `active / groups` of its experts are drawn without replacement, so the count on a device is
 * hypergeometric. Popularity is left out.
 */
function deviation(
  { experts, active_experts: active }: AcceleratorDesign,
  groups: number,
  devices: number,
): number {
  if (groups % devices === 0) return 0;
  const size = experts / groups;
  const drawn = active / groups;
  if (size === drawn) return 0;
  const share = groups / devices;
  return Math.sqrt((drawn * share * (1 - share) * (size - drawn)) / (size - 1));
}
