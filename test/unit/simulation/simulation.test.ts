import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParetoscopeError } from '../../../engine/contract/errors.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import { MinimumHeap } from '../../../engine/simulation/heap.ts';
import { Interruption, startProcess, type Activity } from '../../../engine/simulation/process.ts';
import { erlangC, meanWaitGeneral, meanWaitMarkov } from '../../../engine/simulation/queueing.ts';
import { Resource, Store } from '../../../engine/simulation/resource.ts';
import { Simulation } from '../../../engine/simulation/simulation.ts';
import { chromeTrace, Trace } from '../../../engine/simulation/trace.ts';

describe('MinimumHeap', () => {
  it('gives items back in order of key, then of order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 300 }), (keys) => {
        const heap = new MinimumHeap();
        keys.forEach((key, index) => heap.push(key, index, index));
        const popped = keys.map(() => heap.pop());
        const sorted = keys
          .map((key, index) => [key, index] as const)
          .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(popped).toEqual(sorted.map(([, index]) => index));
        expect(heap.pop()).toBe(-1);
      }),
      { seed: 5 },
    );
  });
});

describe('Simulation', () => {
  it('runs events in order of time, priority and scheduling', () => {
    const simulation = new Simulation();
    const seen: string[] = [];
    simulation.schedule(2, () => seen.push(`c${simulation.now}`));
    simulation.schedule(1, () => seen.push('second'), 0, 0);
    simulation.schedule(1, () => seen.push('third'), 0, 0);
    simulation.schedule(1, () => seen.push('first'), 0, -1);
    expect(simulation.run()).toBe(4);
    expect(seen).toEqual(['first', 'second', 'third', 'c2']);
  });

  it('hands the argument to the action and lets actions schedule more', () => {
    const simulation = new Simulation();
    let sum = 0;
    const count = (left: number): void => {
      sum += left;
      if (left > 1) simulation.schedule(0.5, count, left - 1);
    };
    simulation.schedule(0, count, 4);
    simulation.run();
    expect(sum).toBe(10);
    expect(simulation.now).toBe(1.5);
  });

  it('stops at the given time with the clock on it', () => {
    const simulation = new Simulation();
    let ran = 0;
    for (const delay of [1, 2, 3]) simulation.schedule(delay, () => ran++);
    simulation.run(2.5);
    expect([ran, simulation.now, simulation.pending]).toEqual([2, 2.5, 1]);
    simulation.run();
    expect([ran, simulation.now]).toEqual([3, 3]);
  });

  it('cancels an event once, and never a later event that reuses its place', () => {
    const simulation = new Simulation();
    let ran = 0;
    const handle = simulation.schedule(1, () => ran++);
    expect(simulation.cancel(handle)).toBe(true);
    expect(simulation.cancel(handle)).toBe(false);
    simulation.run();
    simulation.schedule(1, () => ran++);
    expect(simulation.cancel(handle)).toBe(false);
    simulation.run();
    expect(ran).toBe(1);
  });

  it('refuses delays into the past and without end', () => {
    const simulation = new Simulation();
    for (const delay of [-1, Number.NaN, Infinity]) {
      expect(() => simulation.schedule(delay, () => {})).toThrow(ParetoscopeError);
    }
    expect(() => simulation.schedule(0, () => {}, 0, 5000)).toThrow('priority 5000');
  });
});

describe('Resource and Store', () => {
  it('grants by priority, then by arrival, and lets a waiter leave', () => {
    const simulation = new Simulation();
    const resource = new Resource(simulation, 1);
    const seen: number[] = [];
    const take = (who: number): void => {
      seen.push(who);
      simulation.schedule(1, () => resource.release());
    };
    resource.request(take, 0);
    resource.request(take, 1, 5);
    resource.request(take, 2, 5);
    const leaving = resource.request(take, 3, 1);
    resource.request(take, 4, 1);
    expect(resource.withdraw(leaving)).toBe(true);
    simulation.run();
    expect(seen).toEqual([0, 4, 1, 2]);
    expect(resource.busy).toBe(0);
    expect(resource.utilisation).toBe(1);
  });

  it('refuses a release without a grant and a capacity below one', () => {
    const simulation = new Simulation();
    expect(() => new Resource(simulation).release()).toThrow('released more often');
    expect(() => new Resource(simulation, 0)).toThrow('capacity');
    expect(() => new Store(simulation, 1.5)).toThrow('capacity');
  });

  it('passes items through a bounded store in order, holding back the putter', () => {
    const simulation = new Simulation();
    const store = new Store(simulation, 1);
    const stored: number[] = [];
    const received: number[] = [];
    for (const item of [7, 8, 9]) store.put(item, (done) => stored.push(done));
    expect(stored).toEqual([7]);
    for (let index = 0; index < 4; index++) store.get((item) => received.push(item));
    simulation.run();
    expect(received).toEqual([7, 8, 9]);
    store.put(10, () => {});
    simulation.run();
    expect(received).toEqual([7, 8, 9, 10]);
  });
});

describe('startProcess', () => {
  it('waits for delays, resources and stores', () => {
    const simulation = new Simulation();
    const server = new Resource(simulation, 1);
    const belt = new Store(simulation);
    const log: string[] = [];
    function* worker(name: string) {
      yield server;
      log.push(`${name} starts ${simulation.now}`);
      yield 2;
      server.release();
      belt.put(simulation.now, () => {});
    }
    function* collector(): Activity {
      for (let index = 0; index < 2; index++) log.push(`got ${yield belt}`);
    }
    startProcess(simulation, worker('a'));
    startProcess(simulation, worker('b'));
    const last = startProcess(simulation, collector());
    simulation.run();
    expect(log).toEqual(['a starts 0', 'b starts 2', 'got 2', 'got 4']);
    expect(last.finished).toBe(true);
  });

  it('interrupts a waiting activity, which frees its place in the line', () => {
    const simulation = new Simulation();
    const server = new Resource(simulation, 1);
    const log: string[] = [];
    function* holder() {
      yield server;
      try {
        yield 100;
      } catch (error) {
        log.push(`${(error as Interruption).message} at ${simulation.now}`);
      }
      server.release();
    }
    function* impatient() {
      yield server;
      log.push('impatient served');
    }
    function* patient() {
      yield server;
      log.push(`patient served at ${simulation.now}`);
    }
    const first = startProcess(simulation, holder());
    const second = startProcess(simulation, impatient());
    startProcess(simulation, patient());
    simulation.schedule(1, () => second.interrupt('bored'));
    simulation.schedule(3, () => first.interrupt('fault'));
    simulation.run();
    expect(log).toEqual(['fault at 3', 'patient served at 3']);
    expect(second.finished).toBe(true);
    expect(second.interrupt('again')).toBe(false);
  });
});

describe('interrupts at the instant of a grant', () => {
  it('give the server and the item to the next in line', () => {
    const simulation = new Simulation();
    const server = new Resource(simulation, 1);
    const belt = new Store(simulation);
    const log: string[] = [];
    function* taker(name: string): Activity {
      yield server;
      log.push(`${name} served`);
    }
    function* getter(name: string): Activity {
      log.push(`${name} got ${yield belt}`);
    }
    server.request(() => simulation.schedule(5, () => server.release()));
    const first = startProcess(simulation, taker('first'));
    startProcess(simulation, taker('second'));
    const early = startProcess(simulation, getter('early'));
    startProcess(simulation, getter('late'));
    // Interrupts scheduled behind the release and the put run between the grant and its event.
    simulation.schedule(5, () => {
      belt.put(7, () => {});
      simulation.schedule(
        0,
        () => {
          first.interrupt('now');
          early.interrupt('now');
        },
        0,
        -1,
      );
    });
    simulation.run();
    expect(log.sort()).toEqual(['late got 7', 'second served']);
    expect(belt.length).toBe(0);
    expect(server.busy).toBe(1);
  });
});

/** Mean wait of a simulated queue; `service` draws one service time. */
function simulatedWait(
  arrivalRate: number,
  servers: number,
  service: (stream: RandomStream) => number,
  seed: number,
) {
  const simulation = new Simulation();
  const server = new Resource(simulation, servers);
  const stream = new RandomStream(seed, 'test.queue');
  const leave = (): void => server.release();
  const serve = (): void => void simulation.schedule(service(stream), leave);
  const arrive = (left: number): void => {
    server.request(serve);
    if (left > 1) simulation.schedule(stream.exponential() / arrivalRate, arrive, left - 1);
  };
  simulation.schedule(0, arrive, 400_000);
  simulation.run();
  return server;
}

describe('queueing theory', () => {
  it.each([0.3, 0.5, 0.8])('M/M/1 waits rho / (mu - lambda) at load %f', (load) => {
    const server = simulatedWait(load, 1, (stream) => stream.exponential(), 1);
    const expected = load / (1 - load);
    expect(meanWaitMarkov(load, 1)).toBeCloseTo(expected, 12);
    expect(Math.abs(server.meanWait / expected - 1)).toBeLessThan(0.03);
    expect(Math.abs(server.utilisation - load)).toBeLessThan(0.01);
  });

  it.each([0.5, 0.8])('M/D/1 waits half as long as M/M/1 at load %f', (load) => {
    const server = simulatedWait(load, 1, () => 1, 2);
    const expected = load / (2 * (1 - load));
    expect(meanWaitGeneral(load, 1, 0)).toBeCloseTo(expected, 12);
    expect(Math.abs(server.meanWait / expected - 1)).toBeLessThan(0.03);
  });

  it.each([2, 5])('M/M/c with %i servers follows Erlang C', (servers) => {
    const rate = 0.8 * servers;
    const server = simulatedWait(rate, servers, (stream) => stream.exponential(), 3);
    expect(Math.abs(server.meanWait / meanWaitMarkov(rate, 1, servers) - 1)).toBeLessThan(0.04);
  });

  it('has the textbook values of Erlang C', () => {
    // Two servers, offered load 1: P0 = 1/3, C = (1/2) / (1 - 1/2) * 1/3 = 1/3.
    expect(erlangC(1, 1, 2)).toBeCloseTo(1 / 3, 12);
    expect(erlangC(0.5, 1, 1)).toBeCloseTo(0.5, 12);
  });

  it('refuses a queue without a steady state', () => {
    expect(() => meanWaitMarkov(2, 1, 2)).toThrow('no steady state');
  });
});

describe('Trace', () => {
  it('keeps spans up to its limit and exports Chrome trace events in microseconds', () => {
    const trace = new Trace(2);
    trace.add('channel 0', 'row', 0, 2e-6);
    trace.add('unit', 'softmax', 1e-6, 3e-6);
    trace.add('unit', 'late', 3e-6, 4e-6);
    expect([trace.spans.length, trace.dropped]).toEqual([2, 1]);
    const { traceEvents } = JSON.parse(chromeTrace(trace.spans, 'run')) as {
      traceEvents: Record<string, unknown>[];
    };
    expect(traceEvents.filter((event) => event.ph === 'X')).toEqual([
      { ph: 'X', pid: 1, tid: 1, name: 'row', ts: 0, dur: 2 },
      { ph: 'X', pid: 1, tid: 2, name: 'softmax', ts: 1, dur: 2 },
    ]);
    expect(() => trace.add('a', 'b', 2, 1)).toThrow('ends');
  });
});
