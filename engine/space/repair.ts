// The nearest design that meets the constraints, by a rule that knows no sampler: one parameter moves as little as it
// can, then two, then one after the other.

import type { Space } from './space.ts';

/** Values of a discrete parameter that are tried, the nearest first. */
const MOST_VALUES = 4096;
/** Places of a continuous parameter that are tried on each side, each twice as far away as the one before. */
const PLACES = 12;
const BISECTIONS = 40;
/** Values tried of the first of two parameters that move together. */
const MOST_PAIRED = 64;
const MOST_STEPS = 8;

interface Move {
  readonly index: number;
  readonly code: number;
  /** How far it moves on the parameter's scale, 0 to 1; 1 for another unordered choice. */
  readonly distance: number;
}

/**
 * Moves a design to one near it that meets every constraint; false, and the design as it was, where none is found. First
 * one parameter that a violated constraint reads moves as little as it can; where that is not enough, two of them; where
 * that is not either, the one that mends most moves and the next is looked for. A function of the design alone.
 */
export function repairDesign(space: Space, codes: Float64Array, offset = 0): boolean {
  const before = codes.slice(offset, offset + space.width);
  const row = before.slice();
  for (let step = 0; step < MOST_STEPS; step++) {
    const violated = space.violatedConstraint(row);
    if (violated === undefined) {
      codes.set(row, offset);
      return true;
    }
    const movable = violated.uses.flatMap((id) => space.indexOf(id) ?? []);
    const nearest = nearestMove(space, row, movable) ?? nearestPair(space, row, movable);
    if (nearest !== undefined) {
      for (const move of nearest) place(space, row, move);
      continue;
    }
    const mending = mostMending(space, row, movable, violated.id);
    if (mending === undefined) break;
    place(space, row, mending);
  }
  codes.set(before, offset);
  return false;
}

/** Gives one parameter another code; those that become active by it are at their defaults. */
function place(space: Space, row: Float64Array, { index, code }: Move): void {
  row[index] = code;
  space.complete(row);
}

/** The shortest move of one parameter after which every constraint holds. */
function nearestMove(
  space: Space,
  row: Float64Array,
  movable: readonly number[],
): readonly [Move] | undefined {
  let best: Move | undefined;
  for (const index of movable) {
    const move = firstAllowed(space, row, index, best?.distance ?? Number.POSITIVE_INFINITY);
    if (move !== undefined && (best === undefined || move.distance < best.distance)) best = move;
  }
  return best === undefined ? undefined : [best];
}

/** The shortest moves of two parameters after which every constraint holds. */
function nearestPair(
  space: Space,
  row: Float64Array,
  movable: readonly number[],
): readonly [Move, Move] | undefined {
  let best: readonly [Move, Move] | undefined;
  let shortest = Number.POSITIVE_INFINITY;
  for (const first of movable) {
    let tried = 0;
    for (const move of moves(space, row, first)) {
      if (tried++ === MOST_PAIRED || move.distance >= shortest) break;
      const moved = row.slice();
      place(space, moved, move);
      for (const second of movable) {
        if (second <= first) continue;
        const other = firstAllowed(space, moved, second, shortest - move.distance);
        if (other === undefined || move.distance + other.distance >= shortest) continue;
        shortest = move.distance + other.distance;
        best = [move, other];
      }
    }
  }
  return best;
}

/** The shortest move after which one constraint holds and no other that held before is violated. */
function mostMending(
  space: Space,
  row: Float64Array,
  movable: readonly number[],
  id: string,
): Move | undefined {
  const held = space.violations(row).filter((violated) => violated !== id).length;
  let best: Move | undefined;
  for (const index of movable) {
    for (const move of moves(space, row, index)) {
      if (best !== undefined && move.distance >= best.distance) break;
      const moved = row.slice();
      place(space, moved, move);
      const violated = space.violations(moved);
      if (violated.includes(id) || violated.length > held) continue;
      best = move;
      break;
    }
  }
  return best;
}

/** The shortest move of one parameter, shorter than `limit`, after which every constraint holds. */
function firstAllowed(space: Space, row: Float64Array, index: number, limit: number): Move | undefined {
  const moved = row.slice();
  const holds = (move: Move): boolean => {
    moved.set(row);
    place(space, moved, move);
    return space.violatedConstraint(moved) === undefined;
  };
  for (const move of moves(space, row, index)) {
    if (move.distance >= limit) return undefined;
    if (holds(move))
      return space.dimensions[index]!.kind === 'float' ? bisected(space, row, move, holds) : move;
  }
  return undefined;
}

/** A shorter move of a continuous parameter that is still allowed, by halving. */
function bisected(space: Space, row: Float64Array, far: Move, holds: (move: Move) => boolean): Move {
  const { index } = far;
  const from = space.toUnit(index, row[index]!);
  const to = space.toUnit(index, far.code);
  let allowed = far;
  let refused = 0;
  let share = 1;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (refused + share) / 2;
    const unit = from + middle * (to - from);
    const move = { index, code: space.fromUnit(index, unit), distance: Math.abs(unit - from) };
    if (holds(move)) {
      allowed = move;
      share = middle;
    } else refused = middle;
  }
  return allowed;
}

/** Other codes of a parameter, the nearest first; none where it is inactive. */
function* moves(space: Space, row: Float64Array, index: number): Generator<Move> {
  const dimension = space.dimensions[index]!;
  const axis = space.axes[index]!;
  const code = row[index]!;
  if (Number.isNaN(code)) return;
  const unit = axis.toUnit(code);
  const move = (other: number): Move => ({
    index,
    code: other,
    distance: Math.abs(axis.toUnit(other) - unit),
  });
  if (dimension.kind === 'choice' && !dimension.ordered) {
    for (let other = 0; other < axis.size; other++)
      if (other !== code) yield { index, code: other, distance: 1 };
    return;
  }
  if (dimension.kind === 'float') {
    for (let step = PLACES; step >= 0; step--) {
      for (const other of [unit - 2 ** -step, unit + 2 ** -step]) {
        if (other > 0 && other < 1) yield move(axis.fromUnit(other));
      }
    }
    yield* [move(axis.fromUnit(0)), move(axis.fromUnit(1))].sort((a, b) => a.distance - b.distance);
    return;
  }
  const step = dimension.kind === 'integer' ? dimension.step : 1;
  const lowest = dimension.kind === 'integer' ? dimension.minimum : 0;
  const highest = lowest + (axis.size - 1) * step;
  for (let away = 1; away <= MOST_VALUES; away++) {
    const [down, up] = [code - away * step, code + away * step];
    if (down < lowest && up > highest) return;
    if (down >= lowest) yield move(down);
    if (up <= highest) yield move(up);
  }
}
