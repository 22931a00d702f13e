// Activities written as generators, for models where reading order matters more than the last factor of speed:
//   yield 3            waits for 3 units of time
//   yield server       waits for a server of a Resource (release it with server.release())
//   yield store        waits for an item of a Store and evaluates to it
// An interrupt is thrown into the generator at its current yield.

import { ParetoscopeError } from '../contract/errors.ts';
import { Resource, Store } from './resource.ts';
import type { Simulation } from './simulation.ts';

export type Activity = Generator<number | Resource | Store, void, number>;

/** Thrown into an activity by `interrupt`. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
}

/** A running activity. */
export interface Process {
  readonly finished: boolean;
  /** Throws an `Interruption` into the activity and takes back what it waits for; false if it has finished. */
  interrupt(reason: string): boolean;
}

/** Starts an activity now. What the activity throws, other than an `Interruption` it lets pass, is the caller's. */
export function startProcess(simulation: Simulation, activity: Activity): Process {
  let finished = false;
  let withdraw = (): unknown => undefined;

  const resume = (value: number): void => follow(() => activity.next(value));

  const follow = (step: () => IteratorResult<number | Resource | Store, void>): void => {
    let result: IteratorResult<number | Resource | Store, void>;
    try {
      result = step();
    } catch (error) {
      finished = true;
      if (error instanceof Interruption) return;
      throw error;
    }
    if (result.done === true) {
      finished = true;
      return;
    }
    const wait = result.value;
    if (typeof wait === 'number') {
      const handle = simulation.schedule(wait, resume);
      withdraw = () => simulation.cancel(handle);
    } else if (wait instanceof Resource) {
      // A generator cannot be resumed from inside its own yield, so an immediate grant becomes an event of this instant.
      let granted = false;
      const ticket = wait.request(() => {
        granted = true;
        const handle = simulation.schedule(0, resume);
        withdraw = () => {
          simulation.cancel(handle);
          wait.release();
        };
      });
      if (!granted) withdraw = () => wait.withdraw(ticket);
    } else if (wait instanceof Store) {
      const received = (item: number): void => {
        const handle = simulation.schedule(0, resume, item);
        withdraw = () => simulation.cancel(handle);
      };
      withdraw = () => wait.withdraw(received);
      wait.get(received);
    } else {
      throw new ParetoscopeError('usage', 'an activity yielded something that cannot be waited for', {
        hint: 'yield a delay, a Resource or a Store',
      });
    }
  };

  simulation.schedule(0, resume);
  return {
    get finished() {
      return finished;
    },
    interrupt(reason: string): boolean {
      if (finished) return false;
      withdraw();
      withdraw = () => undefined;
      follow(() => activity.throw(new Interruption(reason)));
      return true;
    },
  };
}
