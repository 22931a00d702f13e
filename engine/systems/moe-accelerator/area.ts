// Silicon of one accelerator by block, with what protecting it adds. Arrays are counted from multipliers and registers;
// the other blocks of logic are as large beside them as in the Ethos-U55 with 256 multipliers (Fig. 9, decoded), and grow
// with what they serve.

import { addedArea, type MemoryProcessorRates } from '../../components/memory-processors.ts';
import { hbmInterfaceArea } from '../../components/memory-tiers.ts';
import { macArea, registerArea } from '../../components/operations.ts';
import { BLOCKS, NPU_BLOCK_SHARE, PROTECTION_AREA, type Block } from '../../components/protected-npu.ts';
import type { Protection } from '../../components/protection.ts';
import { parityCode, secDedCode, type StorageCode } from '../../components/redundancy.ts';
import { cellArea } from '../../components/logic-density.ts';
import { sramArea } from '../../components/sram.ts';
import type { Memories } from './memories.ts';
import type { AcceleratorDesign } from './parameters.ts';
import type { WordCode } from './use-parameters.ts';

/** Multipliers of the configuration of the Ethos-U55 whose proportions are taken, and the columns of its square array. */
const REFERENCE_MACS = 256;
const REFERENCE_COLUMNS = 16;

/** Blocks of logic, and the blocks of the Ethos-U55 they stand for. */
export const LOGIC_BLOCKS = ['array', 'control', 'decoder', 'dma', 'output'] as const;
export type LogicBlock = (typeof LOGIC_BLOCKS)[number];

export const LOGIC_PARTS: Readonly<Record<LogicBlock, readonly Block[]>> = {
  array: ['mac'],
  control: ['reg', 'tsu'],
  decoder: ['wd'],
  dma: ['dma'],
  output: ['ao'],
};

/** Words that codes protect: 64 bits, as usual for memories. */
const WORD_BITS = 64;
const CODES: Readonly<Record<WordCode, StorageCode | undefined>> = {
  none: undefined,
  parity: parityCode(WORD_BITS),
  'sec-ded': secDedCode(WORD_BITS),
};

/** Factor on bits that are stored or moved under a code. */
export function codeFactor(code: WordCode): number {
  return 1 + (CODES[code]?.checkBits ?? 0) / WORD_BITS;
}

/** Transistors of a two-input XOR gate in static CMOS (textbook). */
const XOR_TRANSISTORS = 8;

/** Encoder and syndrome of one 64-bit port, mm². */
function codecArea(code: WordCode, node: 16 | 7): number {
  const gates = CODES[code];
  return gates === undefined
    ? 0
    : cellArea(XOR_TRANSISTORS * (gates.encoderGates + gates.syndromeGates), node) / LAYOUT_EFFICIENCY;
}

/** Whole chips reach half to two thirds of the density of their cells (logic-density.ts); the middle. */
const LAYOUT_EFFICIENCY = 7 / 12;

/** Bits of an array element: an 8-bit weight and input, a 32-bit sum. */
const ELEMENT_BITS = 48;

/** Area of a DDR or NVMe interface, mm²: that of an HBM interface without its bandwidth (assumption: no source). */
const CHANNEL_AREA = 6;

export const NEAR_MEMORY_RATES: MemoryProcessorRates = { bandwidthMultiplier: 4, operationsPerByte: 8 };

/** How many times the block of the reference a design has. */
export function blockScale(design: AcceleratorDesign, memories: Memories, block: LogicBlock): number {
  const { arrays, array_rows: rows, array_columns: columns, vector_lanes: lanes } = design;
  switch (block) {
    case 'array':
      return (arrays * rows * columns) / REFERENCE_MACS;
    case 'control':
      return arrays;
    case 'decoder':
      return (arrays * columns) / REFERENCE_COLUMNS;
    case 'dma':
      return channelsOf(memories);
    case 'output':
      return lanes / REFERENCE_COLUMNS;
  }
}

/** Memory channels of an accelerator. */
export function channelsOf({ hbm, dram, flash }: Memories): number {
  return hbm.channels + dram.channels + flash.channels;
}

/** Area of one block of logic of the reference, in areas of its array. */
function relativeSize(block: LogicBlock): number {
  return (
    LOGIC_PARTS[block].reduce((sum, part) => sum + NPU_BLOCK_SHARE[REFERENCE_MACS][part], 0) /
    NPU_BLOCK_SHARE[REFERENCE_MACS].mac
  );
}

/** Area that protecting a block adds, over the block's own. */
export function protectionShare(block: LogicBlock, protection: Protection, node: 16 | 7): number {
  const parts = LOGIC_PARTS[block];
  const costs = PROTECTION_AREA[node][REFERENCE_MACS];
  const added = parts.reduce((sum, part) => sum + costs[BLOCKS.indexOf(part)]![protection], 0);
  return added / parts.reduce((sum, part) => sum + NPU_BLOCK_SHARE[REFERENCE_MACS][part], 0);
}

export interface BlockArea {
  readonly block: string;
  /** mm². */
  readonly own: number;
  readonly protection: number;
}

export interface Areas {
  readonly blocks: readonly BlockArea[];
  /** The accelerator's die. */
  readonly die: number;
  /** Silicon in the memory stacks. */
  readonly memoryProcessors: number;
}

const MIB = 2 ** 20;

/** The silicon of one accelerator. */
export function areasOf(design: AcceleratorDesign, memories: Memories): Areas {
  const { node } = design;
  const elements = design.arrays * design.array_rows * design.array_columns;
  const element = (macArea('int8', node) + ELEMENT_BITS * registerArea(node)) / LAYOUT_EFFICIENCY;
  const reference = REFERENCE_MACS * element;
  const blocks: BlockArea[] = LOGIC_BLOCKS.map((block) => {
    const own =
      block === 'array'
        ? elements * element
        : reference * relativeSize(block) * blockScale(design, memories, block);
    return { block, own, protection: own * protectionShare(block, design[`protection.${block}`], node) };
  });
  const lanes = (design.vector_lanes * (macArea('fp32', node) + 96 * registerArea(node))) / LAYOUT_EFFICIENCY;
  const buffers =
    sramArea(Math.min(design.sram_capacity, MIB), node) * Math.max(1, design.sram_capacity / MIB);
  const bufferCode = design['protection.buffers'];
  const interfaceCode = design['protection.interfaces'];
  const banks = design.sram_capacity / MIB;
  const channels = channelsOf(memories);
  blocks.push(
    { block: 'vector lanes', own: lanes, protection: 0 },
    {
      block: 'buffers',
      own: buffers,
      protection: buffers * (codeFactor(bufferCode) - 1) + banks * codecArea(bufferCode, node),
    },
    {
      block: 'memory interfaces',
      own:
        hbmInterfaceArea(memories.hbm.peakBandwidth) +
        CHANNEL_AREA * ((memories.dram.channels > 0 ? 1 : 0) + (memories.flash.channels > 0 ? 1 : 0)) +
        (memories.dram.peakBandwidth * 8) / 1070e9,
      protection: 16 * channels * codecArea(interfaceCode, node),
    },
  );
  return {
    blocks,
    die: blocks.reduce((sum, { own, protection }) => sum + own + protection, 0),
    memoryProcessors: design.hbm_stacks * addedArea(design.near_memory, NEAR_MEMORY_RATES).total,
  };
}
