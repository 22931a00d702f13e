// The quality of a gate that looks ahead: recorded trainings of the toy, or a training now.

import type { EvaluationContext } from '../../contract/system.ts';
import { spread } from '../../learning/spread.ts';
import type { PregatedMetrics } from './metrics.ts';
import type { PregatedDesign } from './parameters.ts';
import { RECORDED } from './recorded-quality.ts';
import { trainToy, type FineTuningSteps, type ToyQuality } from './toy.ts';

type Quality = Pick<PregatedMetrics, 'toy_accuracy' | 'toy_accuracy_change' | 'gate_agreement'>;

/** Conventional gates, trained for as long as the longest fine-tuning. */
const CONVENTIONAL: Quality = {
  toy_accuracy: recordedQuality(1, 400).baseline,
  toy_accuracy_change: 0,
  gate_agreement: 1,
};

/** Mean over the recorded seeds, and the standard error of the change from baseline to accuracy. */
export interface MeanQuality extends ToyQuality {
  readonly changeError: number;
}

/** The recorded quality of a gate that looks `distance` blocks ahead after so many steps of fine-tuning. */
export function recordedQuality(distance: number, steps: FineTuningSteps): MeanQuality {
  const toys = RECORDED[steps][distance - 1]!;
  return {
    accuracy: spread(toys.map(({ accuracy }) => accuracy)).mean,
    baseline: spread(toys.map(({ baseline }) => baseline)).mean,
    agreement: spread(toys.map(({ agreement }) => agreement)).mean,
    changeError: spread(toys.map(({ accuracy, baseline }) => accuracy - baseline)).error,
  };
}

/**
 * Quality of a design. Schemes that do not look ahead have conventional gates. `train` false takes the recorded values
 * also where the design asks for a training, which a design that does not fit is not worth.
 */
export function qualityOf(
  design: PregatedDesign,
  context: Pick<EvaluationContext, 'seed' | 'signal' | 'report'>,
  train: boolean,
): Quality {
  const { gate_distance: distance, fine_tuning_steps: steps } = design;
  if (design.scheme !== 'pre-gated') return CONVENTIONAL;
  const { accuracy, baseline, agreement } =
    train && design.quality === 'trained'
      ? trainToy(distance, steps, context.seed, context)
      : recordedQuality(distance, steps);
  return {
    toy_accuracy: accuracy,
    toy_accuracy_change: accuracy - baseline,
    gate_agreement: agreement,
  };
}
