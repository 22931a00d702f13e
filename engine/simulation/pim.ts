// Processing in memory: DRAM channels whose banks multiply and accumulate their open rows in lock-step, a bus
// that brings operands and takes results, and a unit beside them for everything else. Event-driven: one event
// a row. Time is counted in cycles of the column clock.

import { Resource } from './resource.ts';
import { Simulation } from './simulation.ts';

/** Command distances in cycles. */
export interface PimTiming {
  /** Activation to the first multiply-accumulate, and to the first write. */
  readonly activateToMac: number;
  readonly activateToWrite: number;
  readonly precharge: number;
  readonly activeMinimum: number;
  /** Last multiply-accumulate or write to precharge. */
  readonly readToPrecharge: number;
  readonly writeRecovery: number;
  readonly columnInterval: number;
  readonly refreshCycle: number;
  readonly refreshInterval: number;
}

/** One stretch of a product for which the operand fits into the channels' operand buffers. */
export interface PimSegment {
  /** Bus cycles to bring the operand. */
  readonly broadcast: number;
  /** Multiply-accumulate commands and row activations of each bank. */
  readonly bursts: number;
  readonly rows: number;
  /** Bus cycles to take the results. */
  readonly result: number;
}

/** What the machine does, one step after the other. */
export type PimStep =
  | { readonly kind: 'product'; readonly label: string; readonly segments: readonly PimSegment[] }
  | { readonly kind: 'unit'; readonly label: string; readonly cycles: number }
  /** Brings data over the bus, then writes it to `rows` rows of a bank, `bursts` commands in all. */
  | {
      readonly kind: 'write';
      readonly label: string;
      readonly bus: number;
      readonly rows: number;
      readonly bursts: number;
    };

/** Commands of each bank, and cycles in which parts were busy. */
export interface PimCounts {
  readonly macRows: number;
  readonly macBursts: number;
  readonly writeRows: number;
  readonly writeBursts: number;
  readonly refreshes: number;
  /** Cycles from an activation to the end of its precharge, refreshes not included. */
  readonly arrayCycles: number;
  readonly refreshCycles: number;
  readonly busCycles: number;
  readonly unitCycles: number;
}

/** Told of every activity: lane, label, first and last cycle. */
export type PimObserver = (lane: 'banks' | 'bus' | 'unit', label: string, start: number, end: number) => void;

/** Cycles of one bank from activation to the end of precharge, for a row that `bursts` commands use. */
export function rowCycles(timing: PimTiming, bursts: number): number {
  const lastCommand = timing.activateToMac + (bursts - 1) * timing.columnInterval;
  return Math.max(timing.activeMinimum, lastCommand + timing.readToPrecharge) + timing.precharge;
}

/** The machine; its state (clock, refresh) lives on from one run to the next. */
export class PimMachine {
  readonly #timing: PimTiming;
  readonly #simulation = new Simulation();
  readonly #bus = new Resource(this.#simulation, 1);
  readonly #observer: PimObserver | undefined;
  #nextRefresh: number;
  #steps: readonly PimStep[] = [];
  #at = 0;
  #label = '';
  #segments: readonly PimSegment[] = [];
  #segment = 0;
  #rowsLeft = 0;
  #burstsLeft = 0;
  #resultsLeft = 0;
  #streamStart = 0;
  readonly #counts = {
    macRows: 0,
    macBursts: 0,
    writeRows: 0,
    writeBursts: 0,
    refreshes: 0,
    arrayCycles: 0,
    refreshCycles: 0,
    busCycles: 0,
    unitCycles: 0,
  };

  constructor(timing: PimTiming, refresh: boolean, observer?: PimObserver) {
    this.#timing = timing;
    this.#nextRefresh = refresh ? timing.refreshInterval : Infinity;
    this.#observer = observer;
  }

  get now(): number {
    return this.#simulation.now;
  }

  get counts(): PimCounts {
    return { ...this.#counts };
  }

  /** Runs the steps in order and returns the cycles they took. */
  run(steps: readonly PimStep[]): number {
    const start = this.#simulation.now;
    this.#steps = steps;
    this.#at = 0;
    this.#next();
    this.#simulation.run();
    return this.#simulation.now - start;
  }

  readonly #next = (): void => {
    const step = this.#steps[this.#at++];
    if (step === undefined) return;
    this.#label = step.label;
    switch (step.kind) {
      case 'unit':
        this.#counts.unitCycles += step.cycles;
        this.#observer?.('unit', step.label, this.now, this.now + step.cycles);
        this.#simulation.schedule(step.cycles, this.#next);
        break;
      case 'product':
        this.#segments = step.segments;
        this.#segment = 0;
        this.#resultsLeft = step.segments.length;
        this.#broadcast();
        break;
      case 'write':
        this.#transfer(step.bus, 'data', this.#write, 0);
        break;
    }
  };

  /** Holds the bus for `cycles`, then goes on. Operands go before results: they keep the banks busy. */
  #transfer(cycles: number, what: string, then: () => void, priority: number): void {
    const label = this.#label;
    this.#bus.request(
      () => {
        this.#counts.busCycles += cycles;
        this.#observer?.('bus', `${label}: ${what}`, this.now, this.now + cycles);
        this.#simulation.schedule(cycles, () => {
          this.#bus.release();
          then();
        });
      },
      0,
      priority,
    );
  }

  #broadcast(): void {
    this.#transfer(this.#segments[this.#segment]!.broadcast, 'operand', this.#stream, 0);
  }

  readonly #stream = (): void => {
    const segment = this.#segments[this.#segment]!;
    this.#rowsLeft = segment.rows;
    this.#burstsLeft = segment.bursts;
    this.#streamStart = this.now;
    this.#row();
  };

  /** Opens the next row, or ends the stream. */
  readonly #row = (): void => {
    if (this.#rowsLeft === 0) {
      this.#endStream();
      return;
    }
    const refresh = this.#refreshIfDue();
    const bursts = Math.ceil(this.#burstsLeft / this.#rowsLeft);
    const cycles = rowCycles(this.#timing, bursts);
    this.#rowsLeft--;
    this.#burstsLeft -= bursts;
    this.#counts.macRows++;
    this.#counts.macBursts += bursts;
    this.#counts.arrayCycles += cycles;
    this.#simulation.schedule(refresh + cycles, this.#row);
  };

  #endStream(): void {
    const { result } = this.#segments[this.#segment]!;
    this.#observer?.('banks', this.#label, this.#streamStart, this.now);
    this.#segment++;
    if (this.#segment < this.#segments.length) this.#broadcast();
    this.#transfer(result, 'results', this.#resultTaken, 1);
  }

  readonly #resultTaken = (): void => {
    if (--this.#resultsLeft === 0) this.#next();
  };

  readonly #write = (): void => {
    const step = this.#steps[this.#at - 1]!;
    if (step.kind !== 'write') return;
    const timing = this.#timing;
    const refresh = this.#refreshIfDue();
    const cycles =
      step.rows * (timing.activateToWrite + timing.writeRecovery + timing.precharge) +
      (step.bursts - step.rows) * timing.columnInterval;
    this.#counts.writeRows += step.rows;
    this.#counts.writeBursts += step.bursts;
    this.#counts.arrayCycles += cycles;
    this.#observer?.('banks', step.label, this.now + refresh, this.now + refresh + cycles);
    this.#simulation.schedule(refresh + cycles, this.#next);
  };

  /** Cycles of a refresh of all banks if one is due; those that fell due meanwhile follow one row each. */
  #refreshIfDue(): number {
    if (this.now < this.#nextRefresh) return 0;
    const { refreshCycle, refreshInterval } = this.#timing;
    this.#nextRefresh += refreshInterval;
    this.#counts.refreshes++;
    this.#counts.refreshCycles += refreshCycle;
    this.#observer?.('banks', 'refresh', this.now, this.now + refreshCycle);
    return refreshCycle;
  }
}
