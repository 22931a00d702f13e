// The designs that are set side by side.

import type { WireError } from '../../../engine/contract/errors.ts';
import type { EvaluatedDesign, TrialDetail } from '../../../engine/contract/host.ts';
import type { Design, Inspection, MetricValues } from '../../../engine/contract/system.ts';
import { Resource } from '../../app/resource.svelte.ts';
import type { StudySession } from '../../app/study-session.svelte.ts';
import type { Host } from '../../host/host.ts';
import { countText } from '../../formatting/quantity.ts';
import { toWireError } from '../../host/wire-error.ts';
import { knownMetrics } from '../design/design-facts.svelte.ts';
import { orderOfFront } from '../design/front-order.ts';

export interface ComparedDesign {
  readonly key: string;
  /** Null for the published configuration, which is no trial. */
  readonly number: number | null;
  /** `trial 12` or `published`. */
  readonly name: string;
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
  /** The system's own configuration. It has an error where the system cannot be evaluated here. */
  readonly published = new Resource<EvaluatedDesign>();
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

  /** Evaluates the published configuration, once. */
  loadPublished(): void {
    const system = this.#session.study?.system;
    if (system !== undefined && this.published.value === undefined) {
      void this.published.load(() => this.#host.evaluate(system, {}));
    }
  }

  /** Those of the numbers that are open, in their order, and after them the published configuration if wanted. */
  designs(numbers: readonly number[], withPublished: boolean): readonly ComparedDesign[] {
    const trials = numbers.flatMap((number): ComparedDesign[] => {
      const detail = this.#details[number];
      if (detail === undefined) return [];
      const { trial, design, inspection } = detail;
      const { state, onFront, metrics } = trial;
      const name = `trial ${countText(number)}`;
      return [{ key: name, number, name, state, onFront, design, metrics, inspection }];
    });
    const published = withPublished ? this.published.value : undefined;
    if (published === undefined || trials.length === 0) return trials;
    const { design, inspection } = published;
    const name = 'published';
    const metrics = knownMetrics(inspection);
    return [
      ...trials,
      { key: name, number: null, name, state: '', onFront: false, design, metrics, inspection },
    ];
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
