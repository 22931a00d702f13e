// Asks again when something changed, but never twice at a time and never more often than is of use.

/** Runs `work` on request: one at a time, at least `interval` apart, and once more if asked meanwhile. */
export class Refresher {
  readonly #work: () => Promise<void>;
  readonly #interval: number;
  #busy = false;
  #wanted = false;
  #stopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> = Promise.resolve();

  /** `interval` in milliseconds, from the end of one piece of work to the start of the next. */
  constructor(work: () => Promise<void>, interval: number) {
    this.#work = work;
    this.#interval = interval;
  }

  request(): void {
    if (this.#stopped) return;
    if (this.#busy || this.#timer !== undefined) {
      this.#wanted = true;
      return;
    }
    this.#running = this.#run();
  }

  /** Resolves when nothing is under way at the moment. */
  get settled(): Promise<void> {
    return this.#running;
  }

  /** Drops what is asked for but not begun; nothing runs afterwards. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#busy = true;
    this.#wanted = false;
    try {
      await this.#work();
    } finally {
      this.#busy = false;
      if (!this.#stopped) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined;
          if (this.#wanted) this.request();
        }, this.#interval);
      }
    }
  }
}
