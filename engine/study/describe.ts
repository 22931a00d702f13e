// A study in words, for terminals and reports.

import { formatNumber, formatQuantity } from '../contract/quantity.ts';
import type { Dimension, Study } from '../contract/study.ts';
import type { Parameters, System } from '../contract/system.ts';
import type { Space } from '../space/space.ts';
import { MOST_TRIALS } from '../contract/study.ts';
import { showConstraint } from './targets.ts';

/** One paragraph: what varies, over how many designs, what matters, how and how long it is explored. */
export function describeStudy(
  study: Study,
  system: Pick<System, 'title' | 'parameters' | 'metrics'>,
  space: Space,
): string {
  const varying = study.dimensions.map((dimension) => describeDimension(dimension, system.parameters));
  const objectives = study.objectives.map(({ metric, direction }) => `${direction} ${metric}`);
  const constraints = [
    ...study.constraints.map((one) => showConstraint(one, system.metrics[one.metric]?.unit)),
    ...(study.designConstraints ?? []),
  ];
  const size = Number.isFinite(space.size) ? `${showCount(space.size)} designs` : 'a continuous space';
  const trials = study.budget.trials >= MOST_TRIALS ? undefined : `${study.budget.trials} trials`;
  const time =
    study.budget.timeSeconds === undefined ? undefined : formatQuantity(study.budget.timeSeconds, 's');
  const { plateau } = study.budget;
  const standstill =
    plateau &&
    `until ${plateau.trials} trials improve it by less than ${formatNumber(plateau.improvement * 100)} %`;
  const until = [trials, time, standstill].filter((part) => part !== undefined).join(' or ');
  return [
    `Study "${study.name}" of ${system.title} (${study.system}, version ${study.systemVersion})`,
    varying.length === 0 ? ' looks at one design' : ` varies ${varying.join('; ')}: ${size}`,
    `. It aims to ${objectives.join(' and ')}`,
    constraints.length === 0 ? '' : ` subject to ${constraints.join(' and ')}`,
    `, with sampler ${study.sampler.type}${pruning(study)}${until === '' ? '' : ` for ${until}`}, seed ${study.seed}.`,
  ].join('');
}

function pruning({ pruner, order, fidelity }: Study): string {
  if (fidelity !== undefined)
    return ` on a ladder of ${fidelity.parameter} ${fidelity.levels.join(', ')}, one of ${fidelity.factor} going on`;
  if (pruner === undefined) return '';
  return ` and pruner ${pruner.type}${order === undefined ? '' : ` (${order})`}`;
}

function showCount(count: number): string {
  return Number.isSafeInteger(count) ? String(count) : `about ${formatNumber(count)}`;
}

const MOST_CHOICES_SHOWN = 8;

function describeDimension(dimension: Dimension, parameters: Parameters): string {
  const unit = parameters[dimension.id]?.unit;
  const bounds = describeBounds(dimension);
  if (dimension.kind === 'choice') {
    const shown = dimension.choices
      .slice(0, MOST_CHOICES_SHOWN)
      .map((choice) => (typeof choice === 'number' ? formatQuantity(choice, unit) : String(choice)));
    const more = dimension.choices.length - shown.length;
    return `${dimension.id} in ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}${bounds}`;
  }
  const step = dimension.kind === 'integer' && dimension.step !== 1 ? ` in steps of ${dimension.step}` : '';
  const scale = dimension.scale === 'log' ? ' (log)' : '';
  return `${dimension.id} from ${formatQuantity(dimension.minimum, unit)} to ${formatQuantity(dimension.maximum, unit)}${step}${scale}${bounds}`;
}

function describeBounds({ bounds }: Dimension): string {
  const ends = [
    ...(bounds?.minimum === undefined ? [] : [`at least ${bounds.minimum}`]),
    ...(bounds?.maximum === undefined ? [] : [`at most ${bounds.maximum}`]),
  ];
  return ends.length === 0 ? '' : ` and ${ends.join(', ')}`;
}
