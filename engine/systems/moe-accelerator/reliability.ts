// Failures by soft errors: silent corruptions, and errors that are noticed but not corrected.

import { BLOCK_DATA, flopCorruptionScale, logicCorruptionScale } from '../../components/protected-npu.ts';
import { QUATRO_RESIDUAL, residual, type Protection } from '../../components/protection.ts';
import { doubleUpsetRate } from '../../components/redundancy.ts';
import { failureRate, flipProbability, SOFT_ERRORS } from '../../components/soft-errors.ts';
import { blockScale, channelsOf, codeFactor, LOGIC_BLOCKS, LOGIC_PARTS, type LogicBlock } from './area.ts';
import type { Memories } from './memories.ts';
import type { AcceleratorDesign } from './parameters.ts';

/** Inference behind the published contributions: the rate of failures does not depend on it. */
const INFERENCE_TIME = 3e-4;
const QUATRO = { flop: QUATRO_RESIDUAL, logic: QUATRO_RESIDUAL };
/** Seconds between two reads of a word, after which it is written back corrected (assumption). */
const SCRUB_INTERVAL = 1;
const WORD_BITS = 64;

export interface BlockRate {
  readonly block: string;
  /** FIT of one accelerator. */
  readonly silent: number;
  /** Noticed and not corrected. */
  readonly noticed: number;
}

/** FIT of blocks of the Ethos-U55 with 256 multipliers under a protection, at a node and clock. */
function referenceRate(block: LogicBlock, protection: Protection, node: 16 | 7, clock: number): number {
  const left = residual(protection, QUATRO);
  const flopScale = flopCorruptionScale(node, clock, INFERENCE_TIME, 1);
  const logicScale = logicCorruptionScale(node, clock, flopScale);
  let corruption = 0;
  for (const part of LOGIC_PARTS[block]) {
    const { flop, flopAndLogic } = BLOCK_DATA[256][part];
    corruption += 1e-15 * (flop * flopScale * left.flop + (flopAndLogic - flop) * logicScale * left.logic);
  }
  return failureRate(corruption, INFERENCE_TIME);
}

/** Failure rates of one accelerator, block by block. */
export function blockRates(design: AcceleratorDesign, memories: Memories): readonly BlockRate[] {
  const { node, clock } = design;
  const { flopFitPerMebibyte } = SOFT_ERRORS[node];
  const rates: BlockRate[] = LOGIC_BLOCKS.map((block) => {
    const protection = design[`protection.${block}`];
    const scale = blockScale(design, memories, block);
    const unprotected = scale * referenceRate(block, 'none', node, clock);
    return {
      block,
      silent: scale * referenceRate(block, protection, node, clock),
      noticed: protection === 'dmr' ? unprotected : 0,
    };
  });
  // Every upset of an occupied word is taken to corrupt the result: an upper bound.
  const mebibytes = design.sram_capacity / 2 ** 20;
  const stored = mebibytes * flopFitPerMebibyte;
  const words = (design.sram_capacity * 8) / WORD_BITS;
  const perBitAndSecond = flipProbability(flopFitPerMebibyte, 1);
  const code = design['protection.buffers'];
  const double = failureRate(
    doubleUpsetRate(words, WORD_BITS * codeFactor('sec-ded'), perBitAndSecond, SCRUB_INTERVAL),
    1,
  );
  rates.push({
    block: 'buffers',
    silent: code === 'none' ? stored : 0,
    noticed: code === 'parity' ? stored * codeFactor('parity') : code === 'sec-ded' ? double : 0,
  });
  // An interface is taken to hold as many flip-flops as a DMA controller of the paper.
  const moved = channelsOf(memories) * referenceRate('dma', 'none', node, clock);
  const interfaceCode = design['protection.interfaces'];
  rates.push({
    block: 'memory interfaces',
    silent: interfaceCode === 'none' ? moved : 0,
    noticed: interfaceCode === 'parity' ? moved : 0,
  });
  return rates;
}

/** FIT that a target allows one accelerator. */
export const TARGET_FIT: Readonly<Record<AcceleratorDesign['safety_target'], number>> = {
  none: Infinity,
  'asil-b': 100,
  'asil-d': 10,
};

/**
 * Share of wrong bits that is left of `share` wrong bits in words of 64 and 8 check bits: those in words with two or
 * more. Parity notices them and corrects none.
 */
export function uncorrectedShare(share: number, code: AcceleratorDesign['protection.interfaces']): number {
  if (code !== 'sec-ded') return share;
  const others = WORD_BITS * codeFactor('sec-ded') - 1;
  return share * (1 - (1 - share) ** others);
}
