// A made-up training run: error falls with the steps towards a floor that the design decides. Cost is known before the
// first step, and so is the floor that no number of steps gets below. Not a model of anything.

import type { EvaluationContext } from '../../contract/system.ts';
import { float, integer } from '../../space/parameters.ts';
import { defineSystem } from '../define.ts';

interface CurveDesign {
  readonly size: number;
  readonly rate: number;
  readonly waste: number;
  readonly steps: number;
}

/** What the error tends to. */
export function floorOf({ size, rate }: Pick<CurveDesign, 'size' | 'rate'>): number {
  return 0.05 + 0.4 * (1 - size) ** 2 + 0.3 * (rate - 0.6) ** 2;
}

/** Error after some steps; falls with every step. */
export function errorAt(design: Pick<CurveDesign, 'size' | 'rate'>, step: number): number {
  const floor = floorOf(design);
  return floor + (1 - floor) * Math.exp(-(0.02 + 0.3 * design.rate) * step);
}

function evaluate(design: CurveDesign, context: EvaluationContext) {
  const cost = design.size + 0.5 * design.waste;
  context.settled({ cost }, { error: floorOf(design) });
  for (let step = 1; step < design.steps; step++) context.report(step, { error: errorAt(design, step) });
  return { error: errorAt(design, design.steps), cost };
}

export const learningCurve = defineSystem({
  id: 'learning-curve',
  version: 1,
  title: 'Learning curve',
  summary: 'Test function with an error that falls step by step and a cost known at once.',
  parameters: {
    size: float({ doc: 'Larger costs more and lowers the floor.', minimum: 0.1, maximum: 1, default: 0.5 }),
    rate: float({
      doc: 'How fast the error falls; best floor at 0.6.',
      minimum: 0,
      maximum: 1,
      default: 0.5,
    }),
    waste: float({ doc: 'Costs, and is good for nothing.', minimum: 0, maximum: 1, default: 0 }),
    steps: integer({ doc: 'Steps of the training.', minimum: 1, maximum: 243, default: 27 }),
  },
  metrics: {
    error: {
      doc: 'Error after the last step.',
      direction: 'minimize',
      role: 'accuracy',
      provenance: 'analytical',
    },
    cost: { doc: 'Size and waste.', direction: 'minimize', role: 'cost', provenance: 'analytical' },
  },
  defaultObjectives: ['error', 'cost'],
  limits: ['A mathematical function for testing pruners; it models nothing.'],
  hidden: true,
  evaluate,
});
