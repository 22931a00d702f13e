// Progress on stderr: one line that is rewritten on a terminal, plain lines now and then elsewhere.

import type { RunProgress } from '../contract/host.ts';
import type { Study } from '../contract/study.ts';
import { formatNumber, formatQuantity } from '../host/cli.ts';

/** Seconds between plain lines. */
const PLAIN_SECONDS = 5;

export class ProgressLine {
  readonly #study: Study;
  readonly #terminal = process.stderr.isTTY;
  #lastPlain = 0;

  constructor(study: Study) {
    this.#study = study;
  }

  show(progress: RunProgress): void {
    if (progress.state === 'starting' || progress.state === 'queued') return;
    if (this.#terminal) {
      const line = this.#text(progress).slice(0, Math.max(20, process.stderr.columns - 1));
      process.stderr.write(`\r\u001b[2K${line}`);
    } else if (progress.elapsedSeconds - this.#lastPlain >= PLAIN_SECONDS) {
      this.#lastPlain = progress.elapsedSeconds;
      process.stderr.write(`${this.#text(progress)}\n`);
    }
  }

  /** The last line stays. */
  end(progress: RunProgress): void {
    process.stderr.write(`${this.#terminal ? '\r\u001b[2K' : ''}${this.#text(progress)}\n`);
  }

  #text(progress: RunProgress): string {
    const { done, total, rate, secondsLeft, counts, best, frontSize, state } = progress;
    const share = total === null || total === 0 ? '' : ` (${Math.floor((100 * done) / total)} %)`;
    const left =
      state === 'running' && secondsLeft !== null
        ? `, ${formatQuantity(Math.max(1, Math.round(secondsLeft)), 's')} left`
        : '';
    const bests = this.#study.objectives
      .map(({ metric }, index) =>
        best[index] == null ? undefined : `${metric} ${formatNumber(best[index])}`,
      )
      .filter((text) => text !== undefined);
    const failed = counts.failed > 0 ? `, ${counts.failed.toLocaleString('en')} failed` : '';
    return (
      `${state === 'running' ? '' : `${state}: `}${done.toLocaleString('en')}` +
      `${total === null ? '' : `/${total.toLocaleString('en')}`} trials${share}, ` +
      `${Math.round(rate).toLocaleString('en')}/s${left}, front ${frontSize}` +
      `${bests.length === 0 ? '' : `, best ${bests.join(', ')}`}${failed}`
    );
  }
}
