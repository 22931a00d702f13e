// When a dimension is active, as tests on the codes of other dimensions. Conditions on parameters that do not vary
// are decided here once: such a parameter either makes the dimension inactive for good, or passes on its own condition.

import { ParetoscopeError } from '../contract/errors.ts';
import type { ActiveWhen, Design, Parameters } from '../contract/system.ts';
import type { Axis } from './axis.ts';

/** Holds where the code of dimension `parent` is one of `codes`; NaN (inactive) never is. */
export interface ActivityTest {
  readonly parent: number;
  readonly codes: readonly number[];
}

/** Active where all tests hold; `never` if no assignment activates it. */
export type Activity = readonly ActivityTest[] | 'never';

export interface ConditionSource {
  readonly ids: readonly string[];
  readonly axes: readonly Axis[];
  readonly conditions: readonly (ActiveWhen | undefined)[];
  readonly fixed: Design;
  readonly parameters: Parameters;
  /** Other dimensions that each one depends on: those that its range reads. */
  readonly reads: readonly (readonly number[])[];
}

/**
 * Resolves conditions. `dimensions[i]` is the activity of dimension i; `fixedActivity(id)` that of a parameter that
 * does not vary; `order` lists the dimensions so that every one comes after those it depends on.
 * Throws `study-invalid` if conditions go round in a circle.
 */
export function resolveConditions(source: ConditionSource): {
  readonly dimensions: readonly Activity[];
  readonly order: readonly number[];
  readonly fixedActivity: (id: string) => Activity;
} {
  const { ids, axes, conditions, fixed, parameters, reads } = source;
  const indexOf = new Map(ids.map((id, index) => [id, index]));

  const resolve = (when: ActiveWhen | undefined, path: readonly string[]): Activity => {
    const tests: ActivityTest[] = [];
    for (const [id, values] of Object.entries(when ?? {})) {
      if (path.includes(id)) {
        throw new ParetoscopeError(
          'study-invalid',
          `parameter "${id}" is active only when itself is active`,
          {
            hint: `break the circle ${[...path, id].join(' -> ')} in the system's activeWhen`,
          },
        );
      }
      const parent = indexOf.get(id);
      if (parent === undefined) {
        const value = fixed[id] ?? parameters[id]?.default;
        if (value === undefined || !values.includes(value)) return 'never';
        const inherited = resolve(parameters[id]?.activeWhen, [...path, id]);
        if (inherited === 'never') return 'never';
        tests.push(...inherited);
        continue;
      }
      const codes = values.map((value) => axes[parent]!.codeOf(value)).filter((code) => !Number.isNaN(code));
      if (codes.length === 0) return 'never';
      tests.push({ parent, codes });
    }
    return tests;
  };

  const dimensions = ids.map((id, index) => resolve(conditions[index], [id]));
  return {
    dimensions,
    order: dependencyOrder(ids, dimensions, reads),
    fixedActivity: (id) => resolve(parameters[id]?.activeWhen, [id]),
  };
}

/** Parents before children; stable otherwise. */
function dependencyOrder(
  ids: readonly string[],
  activities: readonly Activity[],
  reads: readonly (readonly number[])[],
): readonly number[] {
  const order: number[] = [];
  const state = new Uint8Array(ids.length);
  const visit = (index: number): void => {
    if (state[index] === 2) return;
    if (state[index] === 1) {
      throw reads.some((parents) => parents.length > 0)
        ? new ParetoscopeError('study-invalid', `the range of parameter "${ids[index]!}" depends on itself`, {
            hint: 'give one of the ranges that depend on each other fixed ends',
          })
        : new ParetoscopeError(
            'study-invalid',
            `parameter "${ids[index]!}" is active only when itself is active`,
            { hint: "break the circle in the system's activeWhen" },
          );
    }
    state[index] = 1;
    const activity = activities[index]!;
    if (activity !== 'never') for (const test of activity) visit(test.parent);
    for (const parent of reads[index]!) visit(parent);
    state[index] = 2;
    order.push(index);
  };
  for (let index = 0; index < ids.length; index++) visit(index);
  return order;
}

/** Whether a dimension of this activity is active, given the codes of those it depends on. */
export function isActiveAt(activity: Activity, codes: Float64Array, offset: number): boolean {
  return activity !== 'never' && testsHold(activity, codes, offset);
}

/** Whether every test holds for the row of codes at `offset`. The row's parents must already be deactivated. */
export function testsHold(tests: readonly ActivityTest[], codes: Float64Array, offset: number): boolean {
  for (const test of tests) {
    if (!test.codes.includes(codes[offset + test.parent]!)) return false;
  }
  return true;
}
