// Published task scores, against the recorded toy: only how small changes are can be compared.

import { metricsOf, type PregatedClaim } from './claim-support.ts';

/** Changes of scores that Table II gives scatter this much over models and tasks (standard deviation: 1.0). */
const ONE_POINT = { absolute: 1 } as const;
const NOTE =
  'The toy is another task and a far smaller network; one point is the scatter of Table II. Signs are not resolved.';

/** Published minus baseline: EM and F1 of SQuAD, Base-8, by gate distance. */
const FIGURE_13 = {
  R20: ['exact matches', [0.8, 0.4, -0.1]],
  R21: ['F1', [0.2, 0.1, -0.2]],
} as const;

/** Xsum R1, Web QA EM, SQuAD EM or F1 of Base-8, Base-128 and Large-128: pre-gated minus baseline. */
const TABLE_2 = [0.1, 2.2, 0.8, -0.1, -1.6, 0.5, -0.1, -0.5, 0.1];

export const qualityClaims: readonly PregatedClaim[] = [
  {
    id: 'R17-R19',
    statement: 'Over three models and three tasks, pre-gating changes scores by 0.16 points on average.',
    source: 'Table II',
    kind: 'check',
    published: TABLE_2.reduce((sum, change) => sum + change, 0) / TABLE_2.length,
    unit: 'points',
    tolerance: ONE_POINT,
    design: {},
    ours: (evaluate) => 100 * metricsOf(evaluate, {}).toy_accuracy_change,
    note: NOTE,
  },
  ...Object.entries(FIGURE_13).flatMap(([id, [score, changes]]) =>
    changes.map((change, index): PregatedClaim => {
      const design = { gate_distance: index + 1 };
      return {
        id: `${id}-${index + 1}`,
        statement: `A gate ${index + 1} ahead changes ${score} of SQuAD by ${change} points (Base-8).`,
        source: 'Fig. 13, plot reading in study notes',
        kind: 'check',
        published: change,
        unit: 'points',
        tolerance: ONE_POINT,
        design,
        ours: (evaluate) => 100 * metricsOf(evaluate, design).toy_accuracy_change,
        note: NOTE,
      };
    }),
  ),
];
