// The front of a study as it grows: the plot of its first two objectives, asked for again as trials come.

import type { SystemDescription, TrialColumns } from '../../../engine/contract/host.ts';
import type { WireError } from '../../../engine/contract/errors.ts';
import type { Study } from '../../../engine/contract/study.ts';
import type { Host } from '../../host/host.ts';
import { toWireError } from '../../host/wire-error.ts';
import { nextTask } from '../../app/next-task.ts';
import type { ScaleKind } from '../../charts/axes/axis.ts';
import { suggestedScale } from '../../charts/axes/axis.ts';
import type { ScatterAxisChoice } from '../../charts/scatter/coordinator.ts';
import { buildPoints, NO_POINTS, numericColumn } from '../../charts/scatter/points.ts';
import { sentenceCase } from '../../formatting/quantity.ts';
import { labelOf } from '../../formatting/study-words.ts';

/** Points beside the front that are enough to show where the search is. */
const MOST_POINTS = 2000;

export class LiveFront {
  readonly #host: Host;
  readonly #workspace: string;
  columns = $state.raw<TrialColumns | undefined>();
  error = $state.raw<WireError | undefined>();

  constructor(host: Host, workspace: string) {
    this.#host = host;
    this.#workspace = workspace;
  }

  /** Asks for the front and a thin cloud of other trials. Never rejects. */
  async load(study: Study): Promise<void> {
    const wanted = [...plottedIds(study), ...study.constraints.map((constraint) => constraint.metric)];
    const names = wanted.filter((name, place) => wanted.indexOf(name) === place);
    try {
      const columns = await this.#host.trialColumns(this.#workspace, study.name, {
        names,
        limit: MOST_POINTS,
      });
      await nextTask();
      this.columns = columns;
      this.error = undefined;
    } catch (error) {
      this.error = toWireError(error);
    }
  }

  /** Axes and points of what is loaded. */
  plot(study: Study, system: SystemDescription) {
    const [xId, yId] = plottedIds(study);
    const { columns } = this;
    const scaleOf = (id: string): ScaleKind => {
      const declared = system.metrics[id]?.scale;
      if (declared !== undefined) return declared;
      return columns === undefined ? 'linear' : suggestedScale(numericColumn(columns, id, study.dimensions));
    };
    const x = axis(xId, scaleOf(xId), study, system);
    const y = axis(yId, scaleOf(yId), study, system);
    const points =
      columns === undefined
        ? NO_POINTS
        : buildPoints(columns, {
            x: xId,
            y: yId,
            xScale: x.scale,
            yScale: y.scale,
            constraints: study.constraints,
            dimensions: study.dimensions,
          });
    return { x, y, points, joined: study.objectives.length === 2 };
  }
}

/** The first two objectives; with one objective, a parameter that varies or another metric against it. */
function plottedIds(study: Study): readonly [string, string] {
  const [first, second] = study.objectives.map((objective) => objective.metric);
  if (first !== undefined && second !== undefined) return [first, second];
  const varying = study.dimensions.find((dimension) => dimension.kind !== 'choice') ?? study.dimensions[0];
  return [varying?.id ?? first ?? '', first ?? ''];
}

function axis(id: string, scale: ScaleKind, study: Study, system: SystemDescription): ScatterAxisChoice {
  const metric = system.metrics[id];
  const item = metric ?? system.parameters[id];
  const direction =
    study.objectives.find((objective) => objective.metric === id)?.direction ?? metric?.direction;
  return {
    id,
    scale,
    label: sentenceCase(labelOf(id, item)),
    bounds: study.constraints.filter((constraint) => constraint.metric === id).map(({ bound }) => bound),
    ...(item?.unit === undefined ? {} : { unit: item.unit }),
    ...(direction === undefined ? {} : { direction }),
  };
}
