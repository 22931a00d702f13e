// The discrete-event kernel: a clock and a list of future events. Ties in time are broken by priority, then
// by the order of scheduling, so a run never depends on anything but its input.

import { ParetoscopeError } from '../contract/errors.ts';
import { MinimumHeap } from './heap.ts';

/** What happens at an event; `argument` is the number given when it was scheduled. */
export type Action = (argument: number) => void;

/** Names a scheduled event for `cancel`. */
export type EventHandle = number;

// Lower goes first. The range keeps priority and sequence number exact in one double.
const LAST_PRIORITY = 4095;
const FIRST_PRIORITY = -4096;

// A heap order holds priority and sequence number in one exact double: 13 bits above 40.
const SEQUENCE_SPAN = 2 ** 40;
const SLOT_SPAN = 2 ** 22;

const nothing: Action = () => {};

/** A clock in any unit (seconds, cycles) that its user keeps to. */
export class Simulation {
  #now = 0;
  #sequence = 0;
  #pending = 0;
  readonly #heap = new MinimumHeap();
  readonly #actions: Action[] = [];
  readonly #arguments: number[] = [];
  readonly #generations: number[] = [];
  readonly #free: number[] = [];

  get now(): number {
    return this.#now;
  }

  /** Events scheduled and not yet run or cancelled. */
  get pending(): number {
    return this.#pending;
  }

  /**
   * Runs `action` at now + `delay`; among events of one instant a lower `priority` (a whole number from -4096
   * to 4095) goes first. Throws `usage` for a delay that is negative or not finite, a priority outside its
   * range, and for more than four million events pending at once.
   */
  schedule(delay: number, action: Action, argument = 0, priority = 0): EventHandle {
    if (!(delay >= 0 && delay < Infinity)) {
      throw new ParetoscopeError('usage', `an event cannot be scheduled ${delay} after now`, {
        hint: 'delays are finite and not negative',
      });
    }
    if (!(priority >= FIRST_PRIORITY && priority <= LAST_PRIORITY)) {
      throw new ParetoscopeError('usage', `an event cannot have priority ${priority}`, {
        hint: `priorities are whole numbers from ${FIRST_PRIORITY} to ${LAST_PRIORITY}`,
      });
    }
    const slot = this.#free.length > 0 ? this.#free.pop()! : this.#newSlot();
    this.#actions[slot] = action;
    this.#arguments[slot] = argument;
    this.#heap.push(this.#now + delay, priority * SEQUENCE_SPAN + this.#sequence++, slot);
    this.#pending++;
    return this.#generations[slot]! * SLOT_SPAN + slot;
  }

  /** Takes back an event; false if it has already run or been cancelled. */
  cancel(handle: EventHandle): boolean {
    const slot = handle % SLOT_SPAN;
    if (this.#generations[slot] !== Math.floor(handle / SLOT_SPAN) || this.#actions[slot] === nothing)
      return false;
    this.#actions[slot] = nothing;
    this.#pending--;
    return true;
  }

  /**
   * Runs events in order until none is left, the next lies after `until`, or `limit` events have run. Returns
   * how many ran. With a finite `until` the clock ends there, as if an observer looked at that instant.
   */
  run(until = Infinity, limit = Infinity): number {
    const heap = this.#heap;
    let count = 0;
    while (heap.size > 0 && heap.firstKey <= until && count < limit) {
      const time = heap.firstKey;
      const slot = heap.pop();
      const action = this.#actions[slot]!;
      const argument = this.#arguments[slot]!;
      this.#actions[slot] = nothing;
      this.#generations[slot]!++;
      this.#free.push(slot);
      if (action === nothing) continue;
      this.#now = time;
      this.#pending--;
      count++;
      action(argument);
    }
    if (until < Infinity && this.#now < until && (heap.size === 0 || heap.firstKey > until))
      this.#now = until;
    return count;
  }

  #newSlot(): number {
    const slot = this.#actions.length;
    if (slot >= SLOT_SPAN) {
      throw new ParetoscopeError('usage', `more than ${SLOT_SPAN} events are pending`, {
        hint: 'a process probably schedules itself without end',
      });
    }
    this.#actions.push(nothing);
    this.#arguments.push(0);
    this.#generations.push(0);
    return slot;
  }
}
