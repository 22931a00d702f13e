// The designs that are set side by side.

import type { WireError } from '../../../engine/contract/errors.ts';
import type { TrialDetail } from '../../../engine/contract/host.ts';
import type { Design, Inspection, MetricValues } from '../../../engine/contract/system.ts';
import type { StudySession } from '../../app/study-session.svelte.ts';
import type { Host } from '../../host/host.ts';
import { toWireError } from '../../host/wire-error.ts';
import { orderOfFront } from '../design/front-order.ts';

export interface ComparedDesign {
  readonly number: number;
  readonly state: string;
  readonly onFront: boolean;
  readonly design: Design;
  readonly metrics: MetricValues;
  readonly inspection: Inspection;
}

export class Comparison {
  readonly #host: Host;
  readonly #session: StudySession;
  error = $state.raw<WireError | undefined>();
  #details = $state.raw<Readonly<Record<number, TrialDetail>>>({});

  constructor(host: Host, session: StudySession) {
    this.#host = host;
    this.#session = session;
  }

  /** Opens the designs that are not open yet. */
  async load(numbers: readonly number[]): Promise<void> {
    const { workspace, name } = this.#session;
    this.error = undefined;
    for (const number of numbers) {
      if (this.#details[number] !== undefined) continue;
      try {
        const detail = await this.#host.trialDetail(workspace, name, number);
        this.#details = { ...this.#details, [number]: detail };
      } catch (error) {
        this.error = toWireError(error);
      }
    }
  }

  /** Those of the numbers that are open, in their order. */
  designs(numbers: readonly number[]): readonly ComparedDesign[] {
    return numbers.flatMap((number) => {
      const detail = this.#details[number];
      if (detail === undefined) return [];
      const { trial, design, inspection } = detail;
      const { state, onFront, metrics } = trial;
      return [{ number, state, onFront, design, metrics, inspection }];
    });
  }

  /** Sets the best designs of the front side by side, one an objective. */
  async addEnds(): Promise<void> {
    const { workspace, name, study } = this.#session;
    if (study === undefined) return;
    const names = study.objectives.map(({ metric }) => metric);
    try {
      const { numbers, columns } = await this.#host.trialColumns(workspace, name, { names, frontOnly: true });
      const ends = study.objectives.map(
        ({ metric, direction }) => orderOfFront(numbers, columns[metric], direction)[0],
      );
      for (const end of ends) {
        if (end !== undefined && !this.#session.view.compared.includes(end))
          this.#session.toggleCompared(end);
      }
    } catch (error) {
      this.error = toWireError(error);
    }
  }
}
