// Activities written as generators, for models where reading order matters more than the last factor of
// speed:
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
  /**
   * Throws an `Interruption` into the activity and takes back what it waits for; false if it has finished.
   */
  interrupt(reason: string): boolean;
}

/**
 * Starts an activity now. What the activity throws, other than an `Interruption` it lets pass, is the
 * caller's.
 */
export function startProcess(simulation: Simulation, activity: Activity): Process {
  let finished = false;
  // Counts waits. What arrives for a wait that an interrupt ended is given back.
  let current = 0;
  let withdraw = (): unknown => undefined;

  const advance = (step: () => IteratorResult<number | Resource | Store, void>): void => {
    let result: IteratorResult<number | Resource | Store, void>;
    try {
      result = step();
    } catch (error) {
      finished = true;
      if (error instanceof Interruption) return;
      throw error;
    }
    if (result.done === true) finished = true;
    else wait(result.value);
  };

  // A generator cannot be resumed from inside its own yield, so what is granted at once becomes an event of
  // this instant.
  const wait = (subject: number | Resource | Store): void => {
    const own = ++current;
    if (typeof subject === 'number') {
      const handle = simulation.schedule(subject, () => {
        advance(() => activity.next(0));
      });
      withdraw = () => simulation.cancel(handle);
    } else if (subject instanceof Resource) {
      const ticket = subject.request(() => {
        simulation.schedule(0, () => {
          if (own === current) advance(() => activity.next(0));
          else subject.release();
        });
      });
      withdraw = () => subject.withdraw(ticket);
    } else if (subject instanceof Store) {
      const received = (item: number): void => {
        simulation.schedule(0, () => {
          if (own === current) advance(() => activity.next(item));
          else subject.putBack(item);
        });
      };
      withdraw = () => subject.withdraw(received);
      subject.get(received);
    } else {
      throw new ParetoscopeError('usage', 'an activity yielded something that cannot be waited for', {
        hint: 'yield a delay, a Resource or a Store',
      });
    }
  };

  wait(0);
  return {
    get finished() {
      return finished;
    },
    interrupt(reason: string): boolean {
      if (finished) return false;
      current++;
      withdraw();
      advance(() => activity.throw(new Interruption(reason)));
      return true;
    },
  };
}
