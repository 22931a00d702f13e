// Claims on Fig. 2, 4 and 7: totals of the NPU, rates of blocks, areas of blocks.

import { BLOCK_TITLES, BLOCKS, MAC_COUNTS, type Block } from '../../components/protected-npu.ts';
import {
  addedArea,
  blockContribution,
  femto,
  flopsOnly,
  point,
  type EthosClaim,
  type EthosEvaluate,
  type PartialDesign,
} from './claim-support.ts';
import { BLOCK_RATE, NETWORKS, NPU_TOTAL, type Network } from './workloads.ts';

const figureTwo = NETWORKS.flatMap((network) =>
  MAC_COUNTS.flatMap((mac): EthosClaim[] => {
    const published = femto(NPU_TOTAL[network][mac]);
    const design: PartialDesign = { mac, network, ...flopsOnly };
    return [
      {
        ...point(
          `total-${network}-${mac}`,
          'Fig. 2',
          `Unprotected, ${network}, ${mac} MAC units`,
          published,
          'sdc',
          { ...design, data_set: 'figure-2' },
        ),
        note: 'The data set figure-2 is scaled to this total.',
      },
      {
        id: `predicted-total-${network}-${mac}`,
        statement: `Unprotected, ${network}, ${mac} MAC units, predicted from Fig. 9 and Fig. 4.`,
        source: 'Fig. 2',
        kind: 'check',
        published,
        tolerance: { relative: 0.1 },
        design,
        ours: 'sdc',
        note:
          network === 'wav2letter'
            ? 'The paper disagrees with itself: Fig. 2 and Fig. 9 show the same quantity.'
            : 'Rates of blocks are published for 32 MAC units; elsewhere this also carries the gap of Fig. 2 and 9.',
      },
    ];
  }),
);

/** The rate of a block in Fig. 4 is its contribution over its share of flip-flops, up to one scale for all blocks. */
function blockRate(evaluate: EthosEvaluate, network: Network, block: Block): number {
  const rateOver = (design: PartialDesign, one: Block) =>
    blockContribution(evaluate, design, one) / addedArea(evaluate, {}, one, 'quatro');
  let rates = 0;
  let contributions = 0;
  for (const one of BLOCKS) {
    const flops = addedArea(evaluate, {}, one, 'quatro');
    rates += BLOCK_RATE.wav2letter[one] * flops;
    contributions += blockContribution(evaluate, flopsOnly, one);
  }
  return (rateOver({ network, ...flopsOnly }, block) * rates) / contributions;
}

const figureFour = NETWORKS.flatMap((network) =>
  BLOCKS.map((block): EthosClaim => ({
    id: `rate-${network}-${block}`,
    statement: `Corruption rate of the ${BLOCK_TITLES[block]}, ${network}, 32 MAC units, in 1e-15.`,
    source: 'Fig. 4',
    kind: network === 'wav2letter' ? 'check' : 'calibration',
    published: BLOCK_RATE[network][block],
    tolerance: { relative: 0.1 },
    design: { network, ...flopsOnly },
    ours: (evaluate) => blockRate(evaluate, network, block),
    note:
      network === 'wav2letter'
        ? 'From Fig. 9: contribution over hardening area; one scale is fitted over all six blocks.'
        : 'The ratio to Wav2Letter is an input of the model.',
  })),
);

/** Areas of duplicated blocks over that of DMA, 32 MAC units. */
const AREA_OVER_DMA: readonly (readonly [Block, number])[] = [
  ['ao', 0.24],
  ['mac', 0.33],
  ['reg', 0.11],
  ['tsu', 0.25],
  ['wd', 0.36],
];

const figureSeven = AREA_OVER_DMA.map(([block, published]): EthosClaim => ({
  id: `area-${block}`,
  statement: `Area of the ${BLOCK_TITLES[block]} over that of the DMA controller, 32 MAC units.`,
  source: 'Fig. 7',
  kind: 'check',
  published,
  tolerance: { relative: 0.1 },
  design: { mac: 32, [`protection.${block}`]: 'dmr' },
  ours: (evaluate) => addedArea(evaluate, {}, block, 'dmr') / addedArea(evaluate, {}, 'dma', 'dmr'),
  note: 'Ours is what duplication adds in Fig. 9a, with its comparators and routing; Fig. 7 is the bare block.',
}));

export const figureClaims: readonly EthosClaim[] = [...figureTwo, ...figureFour, ...figureSeven];
