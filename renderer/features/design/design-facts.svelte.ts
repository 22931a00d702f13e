// Everything that a design is shown with: itself, the published configuration, the baseline, and the front it belongs
// to.

import type { EvaluatedDesign, TrialColumns, TrialDetail } from '../../../engine/contract/host.ts';
import type { Inspection, MetricValues } from '../../../engine/contract/system.ts';
import { isInfeasible } from '../../../engine/contract/system.ts';
import { Resource } from '../../app/resource.svelte.ts';
import type { StudySession } from '../../app/study-session.svelte.ts';
import type { Host } from '../../host/host.ts';
import { orderOfFront } from './front-order.ts';

/** The known metrics of an inspected design. */
export function knownMetrics({ outcome }: Inspection): MetricValues {
  if (!isInfeasible(outcome)) return outcome;
  const known = Object.entries(outcome.metrics ?? {}).filter((entry) => entry[1] !== undefined);
  return Object.fromEntries(known) as MetricValues;
}

export class DesignFacts {
  readonly #host: Host;
  readonly #session: StudySession;
  readonly detail = new Resource<TrialDetail>();
  readonly published = new Resource<EvaluatedDesign>();
  readonly baseline = new Resource<TrialDetail>();
  readonly front = new Resource<TrialColumns>();

  /** Numbers of the front, from one end of the first objective to the other. */
  readonly frontOrder = $derived.by(() => {
    const objective = this.#session.study?.objectives[0];
    const columns = this.front.value;
    if (columns === undefined || objective === undefined) return [];
    return orderOfFront(columns.numbers, columns.columns[objective.metric], objective.direction);
  });

  constructor(host: Host, session: StudySession) {
    this.#host = host;
    this.#session = session;
  }

  /**
   * What belongs to the study and not to one trial: asked again when trials may have come. The front comes with its
   * parameters only where a page shows where they lie.
   */
  loadStudy(withParameters: boolean): void {
    const { workspace, name, study } = this.#session;
    if (study === undefined) return;
    const names = [
      ...study.objectives.map(({ metric }) => metric),
      ...(withParameters ? study.dimensions.map(({ id }) => id) : []),
    ].slice(0, 200);
    void this.front.load(() =>
      this.#host.trialColumns(workspace, name, { names, frontOnly: true, limit: 20_000 }),
    );
  }

  /** The published configuration: the system's defaults. It stays away where they cannot be evaluated. */
  loadPublished(): void {
    const system = this.#session.study?.system;
    if (system !== undefined && this.published.value === undefined) {
      void this.published.load(() => this.#host.evaluate(system, {}));
    }
  }

  loadTrial(number: number | null): void {
    const { workspace, name } = this.#session;
    if (number === null) this.detail.clear();
    else void this.detail.load(() => this.#host.trialDetail(workspace, name, number));
  }

  loadBaseline(number: number | null): void {
    const { workspace, name } = this.#session;
    if (number === null) this.baseline.clear();
    else void this.baseline.load(() => this.#host.trialDetail(workspace, name, number));
  }
}
