// One long-lived process a worker, for simulators that are slow to start. It speaks JSON lines: a line
// `{"id": 7, "design": {...}}` comes in, a line `{"id": 7, "metrics": {...}}`, `{"id": 7, "infeasible": "..."}` or
// `{"id": 7, "error": "..."}` goes out. It must end when its stdin is closed.
//
// States: `none` (not started, or ended) and `up`. A design starts it where there is none. Whatever goes wrong (it
// ends, hangs, answers garbage or another id) ends it with all its children and fails the design at hand; the next
// design starts a new one.

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Design, EvaluationOutcome } from '../../contract/system.ts';
import type { ProgramManifest } from '../../study/manifest.ts';
import { readAnswer } from './answer.ts';
import { allowedEnvironment, endTree, LARGEST_OUTPUT_BYTES, start, Tail } from './child.ts';

interface Waiting {
  readonly id: number;
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

/** A persistent program; one evaluation at a time. */
export class PersistentProgram {
  readonly #program: ProgramManifest;
  readonly #folder: string;
  #child: ChildProcessWithoutNullStreams | undefined;
  #stderr = new Tail();
  #buffer = '';
  #waiting: Waiting | undefined;
  #counter = 0;

  constructor(program: ProgramManifest, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  /** Evaluates a design; throws an Error with the reason where that fails. */
  async evaluate(design: Design, signal: AbortSignal): Promise<EvaluationOutcome> {
    const child = (this.#child ??= this.#start());
    const id = ++this.#counter;
    const timer = setTimeout(
      () => this.#fail(`the program did not answer within ${this.#program.timeoutSeconds} s`),
      this.#program.timeoutSeconds * 1000,
    );
    const stopped = (): void => this.#fail('the evaluation was stopped');
    signal.addEventListener('abort', stopped, { once: true });
    try {
      const line = await new Promise<string>((resolve, reject) => {
        this.#waiting = { id, resolve, reject };
        child.stdin.write(`${JSON.stringify({ id, design })}\n`);
      });
      return this.#read(line, id);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stopped);
      this.#waiting = undefined;
    }
  }

  /** Ends the program. */
  close(): void {
    if (this.#child !== undefined) endTree(this.#child);
    this.#child = undefined;
  }

  #start(): ChildProcessWithoutNullStreams {
    const { command, environment } = this.#program;
    const child = start(command, this.#folder, allowedEnvironment(environment));
    this.#stderr = new Tail();
    this.#buffer = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#stderr.add(text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (child === this.#child) this.#take(text);
    });
    child.on('error', (error) => this.#lost(child, `${command[0]!} cannot be started: ${error.message}`));
    child.on('close', (status) => this.#lost(child, `the program ended with status ${String(status)}`));
    return child;
  }

  #take(text: string): void {
    this.#buffer += text;
    if (this.#buffer.length > LARGEST_OUTPUT_BYTES) {
      this.#fail(`the program wrote more than ${LARGEST_OUTPUT_BYTES} bytes without an end of line`);
      return;
    }
    for (let end = this.#buffer.indexOf('\n'); end >= 0; end = this.#buffer.indexOf('\n')) {
      const line = this.#buffer.slice(0, end).trim();
      this.#buffer = this.#buffer.slice(end + 1);
      if (line !== '') this.#waiting?.resolve(line);
    }
  }

  #read(line: string, id: number): EvaluationOutcome {
    let answer: unknown;
    try {
      answer = JSON.parse(line);
    } catch {
      this.#fail('');
      throw new Error(`the program's answer is not JSON: ${line.slice(0, 200)}`);
    }
    const { id: answered, error, infeasible, metrics } = answer as Record<string, unknown>;
    if (answered !== id) {
      this.#fail('');
      throw new Error(`the program answered design ${String(answered)} when asked for ${id}`);
    }
    if (typeof error === 'string') throw new Error(error + this.#stderr.remark);
    return readAnswer(JSON.stringify(infeasible === undefined ? (metrics ?? null) : { infeasible, metrics }));
  }

  #lost(child: ChildProcessWithoutNullStreams, reason: string): void {
    if (child === this.#child) this.#fail(reason);
  }

  #fail(reason: string): void {
    const waiting = this.#waiting;
    this.close();
    waiting?.reject(new Error(reason + this.#stderr.remark));
  }
}
