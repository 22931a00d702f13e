// A sampler that is a program of the user's: an ask/tell child process that speaks JSON lines.
//
// A line goes in, a line comes out where an answer is due:
//
//   in   {"start": {"protocol": 1, "parameters": [...], "objectives": [...], "constraints": [...], "seed": 0,
//                   "trials": 200, "together": 4}}                          out  {"ready": true}
//   in   {"tell": [{"number": 0, "state": "complete", "design": {...}, "objectives": [...], "violation": 0}, ...]}
//   in   {"ask": {"first": 4, "count": 4, "seed": 12345, "refused": []}}    out  {"designs": [{...}, ...]}
//
// `{"error": "..."}` in place of an answer ends the run with that text. Fewer designs than asked for mean that there
// are no more. The program must end when its stdin is closed.
//
// States: `none` (not started) and `up`. Trials told before the first round is prepared wait in a list, so a resumed
// run starts the program once and tells it everything. Whatever goes wrong (it ends, hangs, answers garbage or a design
// that cannot be) ends it and fails the run; the trials are stored, so that the run can be started again.

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { ParetoscopeError } from '../../contract/errors.ts';
import { RandomStream } from '../../contract/random.ts';
import type { Sampler, SamplerContext, ToldBatch } from '../../contract/sampler.ts';
import type { Design } from '../../contract/system.ts';
import { TRIAL_STATES } from '../../contract/trial.ts';
import { Space } from '../../space/space.ts';
import { allowedEnvironment, endTree, LARGEST_OUTPUT_BYTES, start, Tail } from './child.ts';
import { readDesigns, readReady } from './sampler-answer.ts';

/** How often the program is asked again where its designs break the design constraints. */
const ATTEMPTS = 100;
/** Trials a line. */
const TOLD_TOGETHER = 200;

export interface ExternalSamplerSettings {
  readonly command: readonly string[];
  readonly environment: readonly string[];
  readonly together: number;
  readonly timeoutSeconds: number;
  /** Where the command runs. */
  readonly folder: string;
}

type Context = Omit<SamplerContext<Space>, 'options'>;

export class ExternalSampler implements Sampler {
  readonly roundSize: number;
  readonly #context: Context;
  readonly #settings: ExternalSamplerSettings;
  readonly #seeds: RandomStream;
  #child: ChildProcessWithoutNullStreams | undefined;
  #closed = false;
  #stderr = new Tail();
  #buffer = '';
  #waiting: { readonly resolve: (line: string) => void; readonly reject: (error: Error) => void } | undefined;
  /** Told trials that the program has not been sent. */
  #untold: string[] = [];
  #round: { readonly first: number; readonly rows: readonly Float64Array[] } | undefined;

  constructor(context: Context, settings: ExternalSamplerSettings) {
    this.#context = context;
    this.#settings = settings;
    this.roundSize = settings.together;
    this.#seeds = new RandomStream(context.seed, 'sampler.external');
  }

  prepare(first: number): Promise<void> | undefined {
    return this.#round?.first === first ? undefined : this.#prepare(first);
  }

  ask(first: number, count: number, codes: Float64Array): number {
    const round = this.#round;
    if (round === undefined || first < round.first || first >= round.first + this.roundSize) {
      throw new ParetoscopeError('internal', `trial ${first} was asked for before its round was prepared`);
    }
    const rows = round.rows.slice(first - round.first, first - round.first + count);
    rows.forEach((row, index) => codes.set(row, index * row.length));
    return rows.length;
  }

  tell(batch: ToldBatch): void {
    this.#note(batch, batch.designs.first);
  }

  /** Earlier trials have no number. */
  warm(batch: ToldBatch): void {
    this.#note(batch, undefined);
  }

  close(): void {
    this.#closed = true;
    this.#end('the run is over');
  }

  #note({ designs, results, objectives, violations }: ToldBatch, first: number | undefined): void {
    const { space, objectives: asked } = this.#context;
    for (let row = 0; row < designs.count; row++) {
      const violation = violations[row]!;
      this.#untold.push(
        JSON.stringify({
          number: first === undefined ? null : first + row,
          state: TRIAL_STATES[results.states[row]!],
          design: space.activeDesign(designs.codes, row * space.width),
          // JSON knows no NaN and no Infinity: both become null.
          objectives: asked.map(
            ({ direction }, index) =>
              (direction === 'minimize' ? 1 : -1) * objectives[row * asked.length + index]!,
          ),
          violation,
        }),
      );
    }
  }

  async #prepare(first: number): Promise<void> {
    if (this.#child === undefined) await this.#begin();
    for (let from = 0; from < this.#untold.length; from += TOLD_TOGETHER) {
      this.#send(`{"tell":[${this.#untold.slice(from, from + TOLD_TOGETHER).join(',')}]}`);
    }
    this.#untold = [];
    const { space } = this.#context;
    const rows: Float64Array[] = [];
    let refused: Design[] = [];
    let reason = '';
    for (let attempt = 0; attempt < ATTEMPTS && rows.length < this.roundSize; attempt++) {
      const count = this.roundSize - rows.length;
      const seed = this.#seeds.restart(first + attempt * 2 ** 32).uint32();
      const line = await this.#answer(
        JSON.stringify({ ask: { first: first + rows.length, count, seed, refused } }),
      );
      const designs = this.#read(() => readDesigns(line, count));
      refused = [];
      for (const design of designs) {
        const row = new Float64Array(space.width);
        this.#read(() => space.encode(design, row));
        const violated = space.violatedConstraint(row);
        if (violated === undefined) rows.push(row);
        else {
          refused.push(design);
          reason = violated.message;
        }
      }
      if (designs.length < count) break;
      if (refused.length === 0) break;
    }
    if (refused.length > 0 && rows.length === 0) {
      throw this.#failure(`proposed only designs that cannot be, ${ATTEMPTS} times in a row: ${reason}`);
    }
    this.#round = { first, rows };
  }

  async #begin(): Promise<void> {
    const { space, objectives, constraints, seed, budgetTrials } = this.#context;
    this.#start();
    const line = await this.#answer(
      JSON.stringify({
        start: {
          protocol: 1,
          parameters: space.dimensions,
          objectives,
          constraints: constraints.map(({ text }) => text),
          seed,
          trials: Number.isFinite(budgetTrials) ? budgetTrials : null,
          together: this.roundSize,
        },
      }),
    );
    this.#read(() => readReady(line));
  }

  #start(): void {
    const { command, environment, folder } = this.#settings;
    const child = start(command, folder, allowedEnvironment(environment));
    this.#child = child;
    this.#stderr = new Tail();
    this.#buffer = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#stderr.add(text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    child.on('error', (error) => this.#end(`cannot be started: ${error.message}`));
    child.on('close', (status) => this.#end(`ended with status ${String(status)}`));
  }

  #send(line: string): void {
    this.#child?.stdin.write(`${line}\n`);
  }

  /** Sends a line and waits for the next one. */
  async #answer(line: string): Promise<string> {
    const { timeoutSeconds } = this.#settings;
    const timer = setTimeout(
      () => this.#end(`did not answer within ${timeoutSeconds} s`),
      timeoutSeconds * 1000,
    );
    try {
      return await new Promise<string>((resolve, reject) => {
        if (this.#child === undefined) {
          reject(this.#failure(this.#closed ? 'was stopped' : 'is not running'));
          return;
        }
        this.#waiting = { resolve, reject };
        this.#send(line);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }

  #take(text: string): void {
    this.#buffer += text;
    if (this.#buffer.length > LARGEST_OUTPUT_BYTES) {
      this.#end(`wrote more than ${LARGEST_OUTPUT_BYTES} bytes without an end of line`);
      return;
    }
    for (let end = this.#buffer.indexOf('\n'); end >= 0; end = this.#buffer.indexOf('\n')) {
      const line = this.#buffer.slice(0, end).trim();
      this.#buffer = this.#buffer.slice(end + 1);
      if (line !== '') this.#waiting?.resolve(line);
    }
  }

  /** Reads an answer; one that makes no sense ends the program. */
  #read<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      const failure = this.#failure(error instanceof Error ? error.message : String(error));
      this.#end('');
      throw failure;
    }
  }

  #failure(reason: string): ParetoscopeError {
    return new ParetoscopeError(
      'evaluation-failed',
      `the sampler ${this.#settings.command.join(' ')}: ${reason}${this.#stderr.remark}`,
      { hint: 'all trials so far are stored: mend it and run the study again' },
    );
  }

  #end(reason: string): void {
    const waiting = this.#waiting;
    if (this.#child !== undefined) endTree(this.#child);
    this.#child = undefined;
    waiting?.reject(this.#failure(reason));
  }
}
