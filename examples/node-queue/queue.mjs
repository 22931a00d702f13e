// Requests arrive at random, wait in one queue, and are served by the first free server. Speaks JSON lines.

import { createInterface } from 'node:readline';

const REQUESTS = 20_000;

/** A repeatable stream of uniform numbers (mulberry32). */
function uniform(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Mean waiting time of a queue with exponential arrivals and service. */
function waitingTime({ servers, service_rate, arrival_rate }) {
  const draw = uniform(1);
  const free = new Array(servers).fill(0);
  let now = 0;
  let waited = 0;
  for (let request = 0; request < REQUESTS; request++) {
    now -= Math.log(1 - draw()) / arrival_rate;
    let first = 0;
    for (let server = 1; server < servers; server++) if (free[server] < free[first]) first = server;
    const begin = Math.max(now, free[first]);
    waited += begin - now;
    free[first] = begin - Math.log(1 - draw()) / service_rate;
  }
  return waited / REQUESTS;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, design } = JSON.parse(line);
  const load = design.arrival_rate / (design.servers * design.service_rate);
  const cost = design.servers * design.service_rate ** 2;
  const answer =
    load >= 1
      ? {
          id,
          infeasible: `the servers are asked for ${(100 * load).toFixed(0)} % of what they can do`,
          metrics: { cost },
        }
      : { id, metrics: { waiting_time: waitingTime(design), cost } };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
