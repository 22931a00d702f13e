// Shows what goes on with runs outside of the windows' pages: taskbar, notifications, and the power-save blocker.

import { Notification, powerSaveBlocker } from 'electron';
import type { Settings } from '../engine/contract/settings.ts';
import type { StudyPlace } from './bridge.ts';
import { RunWatch, endText, type ProgressBar, type RunFacts } from './run-watch.ts';

export interface RunAttentionOptions {
  readonly settings: () => Settings;
  /** The person looks at a window of ours. */
  readonly inFront: () => boolean;
  readonly showBar: (bar: ProgressBar) => void;
  /** A notification was chosen. */
  readonly showStudy: (study: StudyPlace) => void;
}

export class RunAttention {
  readonly #options: RunAttentionOptions;
  readonly #watch = new RunWatch();
  /** Kept while they can be chosen: what nobody refers to is collected with its listener. */
  readonly #notifications = new Set<Notification>();
  #blocker: number | undefined;

  constructor(options: RunAttentionOptions) {
    this.#options = options;
  }

  take(facts: RunFacts): void {
    const ended = this.#watch.take(facts);
    this.update();
    if (ended !== undefined) this.#notify(ended);
  }

  /** The engine ended, and with it its runs. */
  forget(): void {
    this.#watch.forget();
    this.update();
  }

  /** Brings everything in line with the runs and settings of now. */
  update(): void {
    this.#options.showBar(this.#watch.bar);
    const wanted = this.#watch.working && this.#options.settings().holdOffSleep;
    if (wanted) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (this.#blocker !== undefined) {
      powerSaveBlocker.stop(this.#blocker);
      this.#blocker = undefined;
    }
  }

  #notify(facts: RunFacts): void {
    const { settings, inFront, showStudy } = this.#options;
    if (!settings().notifyWhenRunEnds || inFront() || !Notification.isSupported()) return;
    const { workspace, study } = facts;
    const notification = new Notification(endText(facts));
    this.#notifications.add(notification);
    notification.on('click', () => {
      this.#notifications.delete(notification);
      showStudy({ workspace, study });
    });
    notification.on('close', () => this.#notifications.delete(notification));
    notification.on('failed', () => this.#notifications.delete(notification));
    notification.show();
  }
}
