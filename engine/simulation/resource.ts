// Things that simulated activities share: resources with a capacity, and stores that hold items.

import { ParetoscopeError } from '../contract/errors.ts';
import { MinimumHeap } from './heap.ts';
import type { Action, Simulation } from './simulation.ts';

/** Names a waiting request for `withdraw`. */
export type Ticket = number;

function checkCapacity(capacity: number, what: string): void {
  if (!(Number.isInteger(capacity) && capacity >= 1) && capacity !== Infinity) {
    throw new ParetoscopeError('usage', `the capacity of a ${what} cannot be ${capacity}`, {
      hint: 'it is a whole number from 1',
    });
  }
}

/**
 * `capacity` equal servers. Requests are granted in order of priority (lower first), then of arrival. Keeps
 * the figures that queueing theory speaks of.
 */
export class Resource {
  readonly capacity: number;
  readonly #simulation: Simulation;
  readonly #line = new MinimumHeap();
  readonly #waiting = new Map<
    Ticket,
    { readonly action: Action; readonly argument: number; readonly since: number }
  >();
  #busy = 0;
  #ticket = 0;
  #granted = 0;
  #waited = 0;
  #busyIntegral = 0;
  #busySince = 0;

  constructor(simulation: Simulation, capacity = 1) {
    checkCapacity(capacity, 'resource');
    this.#simulation = simulation;
    this.capacity = capacity;
  }

  get busy(): number {
    return this.#busy;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get granted(): number {
    return this.#granted;
  }

  /** Mean time a granted request waited. */
  get meanWait(): number {
    return this.#granted === 0 ? 0 : this.#waited / this.#granted;
  }

  /** Share of capacity in use, from time 0 to now. */
  get utilisation(): number {
    const { now } = this.#simulation;
    return now === 0
      ? 0
      : (this.#busyIntegral + this.#busy * (now - this.#busySince)) / (now * this.capacity);
  }

  /** Calls `action` as soon as a server is free: at once, or as an event of the instant one is released. */
  request(action: Action, argument = 0, priority = 0): Ticket {
    const ticket = this.#ticket++;
    if (this.#busy < this.capacity) {
      this.#count(1);
      this.#granted++;
      action(argument);
    } else {
      this.#waiting.set(ticket, { action, argument, since: this.#simulation.now });
      this.#line.push(priority, ticket, ticket);
    }
    return ticket;
  }

  /** Leaves the line; false if the request was granted already. */
  withdraw(ticket: Ticket): boolean {
    return this.#waiting.delete(ticket);
  }

  /** Gives one server back, which goes to the first in line. Throws `usage` if none is in use. */
  release(): void {
    if (this.#busy === 0) {
      throw new ParetoscopeError('usage', 'a resource was released more often than it was granted');
    }
    for (;;) {
      const ticket = this.#line.pop();
      if (ticket < 0) break;
      const next = this.#waiting.get(ticket);
      if (next === undefined) continue;
      this.#waiting.delete(ticket);
      this.#granted++;
      this.#waited += this.#simulation.now - next.since;
      this.#simulation.schedule(0, next.action, next.argument);
      return;
    }
    this.#count(-1);
  }

  #count(change: number): void {
    const { now } = this.#simulation;
    this.#busyIntegral += this.#busy * (now - this.#busySince);
    this.#busySince = now;
    this.#busy += change;
  }
}

/** A first-in-first-out buffer of numbers; putting waits while it is full, getting while it is empty. */
export class Store {
  readonly capacity: number;
  readonly #simulation: Simulation;
  readonly #items: number[] = [];
  readonly #getters: Action[] = [];
  readonly #putters: { readonly item: number; readonly stored: Action }[] = [];

  constructor(simulation: Simulation, capacity = Infinity) {
    checkCapacity(capacity, 'store');
    this.#simulation = simulation;
    this.capacity = capacity;
  }

  get length(): number {
    return this.#items.length;
  }

  /** Adds an item and calls `stored` with it once there is room. */
  put(item: number, stored: Action): void {
    const getter = this.#getters.shift();
    if (getter !== undefined) {
      this.#simulation.schedule(0, getter, item);
      stored(item);
    } else if (this.#items.length < this.capacity) {
      this.#items.push(item);
      stored(item);
    } else {
      this.#putters.push({ item, stored });
    }
  }

  /** Calls `received` with the oldest item once there is one. */
  get(received: Action): void {
    const item = this.#items.shift();
    if (item === undefined) {
      this.#getters.push(received);
      return;
    }
    const putter = this.#putters.shift();
    if (putter !== undefined) {
      this.#items.push(putter.item);
      this.#simulation.schedule(0, putter.stored, putter.item);
    }
    received(item);
  }

  /** Returns an item that its taker cannot use: the next taker gets it, even if the store is full. */
  putBack(item: number): void {
    const getter = this.#getters.shift();
    if (getter === undefined) this.#items.unshift(item);
    else this.#simulation.schedule(0, getter, item);
  }

  /** Takes back a waiting `get`; false if it has been served. */
  withdraw(received: Action): boolean {
    const index = this.#getters.indexOf(received);
    if (index >= 0) this.#getters.splice(index, 1);
    return index >= 0;
  }
}
