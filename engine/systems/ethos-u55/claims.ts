// What the paper published, and what the model gives for it. Block numbers of the model were decoded from Fig. 9a to 9e,
// so claims on those panels are calibration; other figures, the text and Table IV are checks unless they are inputs.

import { combinationalShare, SOFT_ERRORS } from '../../components/soft-errors.ts';
import { MAC_COUNTS, type MacCount } from '../../components/protected-npu.ts';
import { femto, leastArea, metricsOf, protectAll, type EthosClaim } from './claim-support.ts';
import { figureNineClaims } from './claims-figure-9.ts';
import { figureClaims } from './claims-figures.ts';

const headlines: EthosClaim[] = [
  {
    id: 'selective-overhead',
    statement: 'Selective protection meets ASIL-D for 38 % more area.',
    source: 'abstract',
    kind: 'check',
    published: 38,
    unit: '%',
    tolerance: { relative: 0.1 },
    design: { mac: 32 },
    ours: (evaluate) => 100 * (leastArea(evaluate, { mac: 32 }, ({ margin }) => margin >= 1) - 1),
    note:
      'The abstract names no configuration or limit. By the decoded costs 32 MAC units need 30 % at 1.0e-16; 38 % is ' +
      'what 256 MAC units need at 1.3e-16.',
  },
  {
    id: 'mixed-overhead',
    statement:
      'Mixing techniques reaches the target for 53 % more area (32 MAC units, dashed line at 0.05e-15).',
    source: 'section V-B, Fig. 9f',
    kind: 'check',
    published: 53,
    unit: '%',
    tolerance: { relative: 0.1 },
    design: { mac: 32 },
    ours: (evaluate) => 100 * (leastArea(evaluate, { mac: 32 }, ({ sdc }) => sdc <= femto(0.05)) - 1),
    note:
      'The figure draws its line at 0.05e-15 although the text asks for 0.10e-15. Our cheapest point below the line ' +
      '(area 1.477) has 0.0494e-15; the paper seems to count it as on the line and takes the next one (1.527).',
  },
  {
    id: 'mixed-overhead-in-two-steps',
    statement: 'Mixing techniques reaches the target for 15 % and then another 30 % more area (same line).',
    source: 'section V-B, Fig. 9f',
    kind: 'check',
    published: 45,
    unit: '%',
    tolerance: { relative: 0.1 },
    design: { mac: 32 },
    ours: (evaluate) => 100 * (leastArea(evaluate, { mac: 32 }, ({ sdc }) => sdc <= femto(0.05)) - 1),
    note: 'The same section says 53 % for the same thing.',
  },
  {
    id: 'none-unprotected',
    statement: 'No configuration meets ASIL-D unprotected.',
    source: 'abstract',
    kind: 'check',
    published: 'none',
    tolerance: { absolute: 0 },
    design: {},
    ours: (evaluate) => {
      const meeting = MAC_COUNTS.filter((mac) => metricsOf(evaluate, { mac }).margin >= 1);
      return meeting.length === 0 ? 'none' : meeting.join(', ');
    },
  },
  {
    id: 'tspc-dice-15-percent',
    statement: 'About 15 % more area brings corruption to about 0.3e-15 (64 MAC units, all TSPC-DICE).',
    source: 'section V-B',
    kind: 'calibration',
    published: femto(0.3),
    tolerance: { relative: 0.1 },
    design: { mac: 64, ...protectAll('tspc-dice') },
    ours: 'sdc',
    note: 'At 12.4 % more area; the residual 0.25 was fitted to this point of Fig. 9e.',
  },
  {
    id: 'logic-share',
    statement:
      'Faults in logic add 5 to 6 % to the corruption of 32 MAC units; Eq. 17 with gates of two inputs agrees.',
    source: 'Fig. 9a, 9b and Eq. 17',
    kind: 'check',
    published: 5.8,
    unit: '%',
    tolerance: { relative: 0.1 },
    design: { mac: 32 },
    ours: () => 100 * combinationalShare(SOFT_ERRORS[16], 1e9, 2),
    note: 'The mean fan-in is not published; two is the smallest of a real gate with more than one input.',
  },
  {
    id: 'injections',
    statement: 'More than 2 million injections know corruption to 1 % with 99 % confidence.',
    source: 'section III-A',
    kind: 'calibration',
    published: 1,
    unit: '%',
    tolerance: { relative: 0.1 },
    design: { estimator: 'monte-carlo', samples: 333_333 },
    ours: (evaluate) => {
      const { sdc, sdc_half_width } = metricsOf(evaluate, { estimator: 'monte-carlo', samples: 333_333 });
      return (100 * sdc_half_width) / sdc;
    },
    note: 'The vulnerability of fault sites is not published; its default was chosen so that this holds.',
  },
];

const PRINTED_LIMIT: Readonly<Record<MacCount, number>> = { 32: 0.1, 64: 0.12, 128: 0.15, 256: 0.23 };

const limits = MAC_COUNTS.map((mac): EthosClaim => ({
  id: `limit-${mac}`,
  statement: `ASIL-D allows ${mac} MAC units a corruption of ${PRINTED_LIMIT[mac]}e-15 an inference.`,
  source: 'section III-B',
  kind: 'check',
  published: femto(PRINTED_LIMIT[mac]),
  tolerance: { relative: 0.1 },
  design: { mac },
  ours: 'sdc_limit',
  note: 'The paper rounds up to two digits.',
}));

export const claims: readonly EthosClaim[] = [...headlines, ...limits, ...figureNineClaims, ...figureClaims];
