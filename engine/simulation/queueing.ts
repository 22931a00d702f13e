// Closed forms of queueing theory, the yardstick of the event kernel and a first estimate for service models.
// Source: Kleinrock, "Queueing Systems", volume 1 (1975), chapters 3 and 5.

import { ParetoscopeError } from '../contract/errors.ts';

function checkLoad(arrivalRate: number, serviceRate: number, servers: number): number {
  if (!(arrivalRate > 0 && serviceRate > 0 && Number.isInteger(servers) && servers >= 1)) {
    throw new ParetoscopeError('usage', 'a queue needs positive rates and at least one server');
  }
  const load = arrivalRate / (servers * serviceRate);
  if (load >= 1) {
    throw new ParetoscopeError('usage', `a queue with load ${load} has no steady state`, {
      hint: 'arrivals per second must stay below services per second of all servers',
    });
  }
  return load;
}

/** Erlang's C: the chance that an arrival at M/M/c waits. Rates in 1/s. */
export function erlangC(arrivalRate: number, serviceRate: number, servers: number): number {
  const load = checkLoad(arrivalRate, serviceRate, servers);
  const offered = arrivalRate / serviceRate;
  let blocking = 1;
  for (let server = 1; server <= servers; server++)
    blocking = (offered * blocking) / (server + offered * blocking);
  return blocking / (1 - load * (1 - blocking));
}

/** Mean wait in line of M/M/c (s). */
export function meanWaitMarkov(arrivalRate: number, serviceRate: number, servers = 1): number {
  return erlangC(arrivalRate, serviceRate, servers) / (servers * serviceRate - arrivalRate);
}

/**
 * Mean wait in line of M/G/1 (s), by Pollaczek and Khinchine. `variation` is the squared coefficient of
 * variation of the service time: 0 for M/D/1, 1 for M/M/1.
 */
export function meanWaitGeneral(arrivalRate: number, serviceRate: number, variation: number): number {
  const load = checkLoad(arrivalRate, serviceRate, 1);
  return ((1 + variation) / 2) * (load / (serviceRate - arrivalRate));
}
