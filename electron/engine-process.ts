// Starts, watches and restarts the engine.
//
// Life of an engine process. It is `stopped` until somebody starts it. While `starting` the process is spawned, says
// hello, is told where its files are, and reports ready; if it takes longer than `readyMilliseconds` it is killed.
// `ready` means that pages can be joined to it. If it ends unasked, at whatever point, it has `crashed`: waiting
// questions are refused, and unless it has crashed too often in a row it is `backing-off` for a while that doubles
// each time, then starting again. An engine that stayed ready for `steadyMilliseconds` is forgiven its earlier
// crashes. Once the attempts are used up it stays crashed until somebody starts it again. Stopping asks it to close
// its workspaces and end (`stopping`), kills it if that takes longer than `stopMilliseconds`, and ends at `stopped`.

import { ParetoscopeError, type WireError } from '../engine/contract/errors.ts';
import type { EngineExit, EngineHost, SpawnEngine } from './engine-host.ts';
import type { EngineOptions, EngineQuestions, EngineReport } from './engine-protocol.ts';
import type { RunFacts } from './run-watch.ts';
import { nextState, type EngineEvent, type EngineState } from './engine-state.ts';

export interface EngineTiming {
  readonly readyMilliseconds: number;
  readonly stopMilliseconds: number;
  readonly answerMilliseconds: number;
  readonly steadyMilliseconds: number;
  readonly firstPauseMilliseconds: number;
  readonly longestPauseMilliseconds: number;
  /** Crashes in a row after which it stays down. */
  readonly attempts: number;
}

export const ENGINE_TIMING: EngineTiming = {
  readyMilliseconds: 30_000,
  stopMilliseconds: 10_000,
  answerMilliseconds: 5_000,
  steadyMilliseconds: 60_000,
  firstPauseMilliseconds: 250,
  longestPauseMilliseconds: 8_000,
  attempts: 6,
};

/** Why the engine is down. */
export interface EngineCrash {
  readonly exit: EngineExit;
  /** What it said before it ended, if it could not be loaded. */
  readonly failure: WireError | undefined;
  /** No further attempt will be made. */
  readonly final: boolean;
}

export interface EngineProcessOptions<Port> {
  readonly spawn: SpawnEngine<Port>;
  readonly engine: EngineOptions;
  readonly timing?: EngineTiming;
  readonly onState?: (state: EngineState) => void;
  /** The handshake of a new process, with the version of its Node. */
  readonly onHello?: (node: string) => void;
  readonly onCrash?: (crash: EngineCrash) => void;
  /** Something about a run of the engine that lives now. */
  readonly onRun?: (facts: RunFacts) => void;
}

interface Waiting {
  readonly resolve: (value: string | number) => void;
  readonly reject: (error: ParetoscopeError) => void;
  readonly timer: NodeJS.Timeout;
}

const DOWN = 'the engine is not running';
const DOWN_HINT = 'choose Restart engine in the Help menu; workspaces are safe';

export class EngineProcess<Port> {
  readonly #options: EngineProcessOptions<Port>;
  readonly #timing: EngineTiming;
  #state: EngineState = 'stopped';
  #host: EngineHost<Port> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #crashes = 0;
  #failure: WireError | undefined;
  #requests = 0;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<() => void>();

  constructor(options: EngineProcessOptions<Port>) {
    this.#options = options;
    this.#timing = options.timing ?? ENGINE_TIMING;
  }

  get state(): EngineState {
    return this.#state;
  }

  get processId(): number | undefined {
    return this.#host?.processId;
  }

  /** Starts the engine if it is down, with its earlier crashes forgiven. */
  start(): void {
    if (!this.#move('start')) return;
    this.#crashes = 0;
    this.#spawn();
  }

  /** Stops the engine and resolves when its process has ended. Harmless where it is down already. */
  async stop(): Promise<void> {
    if (this.#move('stop') && this.#state === 'stopping') {
      this.#host?.post({ type: 'shut-down' });
      this.#setTimer(this.#timing.stopMilliseconds, () => this.#host?.kill());
    }
    await this.#until((state) => state === 'stopped');
  }

  /** Joins a page to the engine; false where it is not ready, and the port stays the caller's. */
  connect(port: Port): boolean {
    if (this.#state !== 'ready' || this.#host === undefined) return false;
    this.#host.connect(port);
    return true;
  }

  /** Makes a path known to the engine and gives the token that stands for it. Waits for a starting engine. */
  async registerFile(path: string): Promise<string> {
    await this.#untilReady();
    return this.#ask('register-file', [path]);
  }

  /** Runs that stopping would interrupt; 0 where the engine is down. Rejects if it does not answer in time. */
  async activeRuns(): Promise<number> {
    return this.#state === 'ready' ? this.#ask('active-runs', []) : 0;
  }

  #ask<K extends keyof EngineQuestions>(
    question: K,
    parameters: Parameters<EngineQuestions[K]>,
  ): Promise<ReturnType<EngineQuestions[K]>> {
    const request = ++this.#requests;
    return new Promise<string | number>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(request);
        reject(new ParetoscopeError('internal', 'the engine does not answer', { hint: DOWN_HINT }));
      }, this.#timing.answerMilliseconds);
      this.#waiting.set(request, { resolve, reject, timer });
      const command = { question, parameters } as
        | { question: 'register-file'; parameters: [path: string] }
        | { question: 'active-runs'; parameters: [] };
      this.#host?.post({ type: 'ask', request, ...command });
    }) as Promise<ReturnType<EngineQuestions[K]>>;
  }

  #spawn(): void {
    this.#failure = undefined;
    this.#setTimer(this.#timing.readyMilliseconds, () => this.#host?.kill());
    const host = this.#options.spawn({
      report: (report) => {
        if (this.#host === host) this.#take(report);
      },
      exit: (exit) => {
        if (this.#host === host) this.#ended(exit);
      },
    });
    this.#host = host;
  }

  #take(report: EngineReport): void {
    switch (report.type) {
      case 'hello':
        this.#options.onHello?.(report.node);
        this.#host?.post({ type: 'start', ...this.#options.engine });
        break;
      case 'ready':
        if (!this.#move('ready')) break;
        this.#setTimer(this.#timing.steadyMilliseconds, () => {
          this.#crashes = 0;
        });
        break;
      case 'run':
        this.#options.onRun?.(report.facts);
        break;
      case 'failed':
        this.#failure = report.error;
        this.#host?.kill();
        break;
      case 'answer': {
        const waiting = this.#settle(report.request);
        waiting?.resolve(report.value);
        break;
      }
      case 'refusal': {
        const waiting = this.#settle(report.request);
        waiting?.reject(ParetoscopeError.fromWire(report.error));
        break;
      }
      case 'data':
      case 'disconnect':
        // Only the child-process kind sends these, and it deals with them itself.
        break;
    }
  }

  #settle(request: number): Waiting | undefined {
    const waiting = this.#waiting.get(request);
    this.#waiting.delete(request);
    clearTimeout(waiting?.timer);
    return waiting;
  }

  #ended(exit: EngineExit): void {
    this.#host = undefined;
    this.#setTimer(0, undefined);
    for (const request of [...this.#waiting.keys()]) {
      this.#settle(request)?.reject(
        new ParetoscopeError('internal', 'the engine ended', { hint: DOWN_HINT }),
      );
    }
    this.#move('exit');
    if (this.#state !== 'crashed') return;
    this.#crashes++;
    const final = this.#crashes >= this.#timing.attempts;
    this.#options.onCrash?.({ exit, failure: this.#failure, final });
    // What hears of a crash may have stopped or started the engine by now.
    if (final || !this.#move('retry')) return;
    const pause = this.#timing.firstPauseMilliseconds * 2 ** (this.#crashes - 1);
    this.#setTimer(Math.min(pause, this.#timing.longestPauseMilliseconds), () => {
      if (this.#move('pause-over')) this.#spawn();
    });
  }

  /** The one timer: of start-up, steadiness, pause or stop, as the state wants. */
  #setTimer(milliseconds: number, action: (() => void) | undefined): void {
    clearTimeout(this.#timer);
    this.#timer = action === undefined ? undefined : setTimeout(action, milliseconds);
  }

  #move(event: EngineEvent): boolean {
    const next = nextState(this.#state, event);
    if (next === null) return false;
    this.#state = next;
    if (next === 'stopped') this.#setTimer(0, undefined);
    this.#options.onState?.(next);
    for (const listener of [...this.#listeners]) listener();
    return true;
  }

  async #untilReady(): Promise<void> {
    await this.#until((state) => state !== 'starting' && state !== 'backing-off');
    if (this.#state !== 'ready') throw new ParetoscopeError('internal', DOWN, { hint: DOWN_HINT });
  }

  /** Resolves once the state satisfies `enough`. */
  #until(enough: (state: EngineState) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!enough(this.#state)) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      look();
    });
  }
}
