// What can be designed of the machine: compute, memory tiers, what lives where. Defaults resemble a server of four 7 nm
// accelerators of 512 TOP/s and 64 GB each.

import { EVICTION_ESTIMATES } from '../../simulation/cache-estimates.ts';
import { boolean, categorical, float, integer, ordinal } from '../../space/parameters.ts';

const MIB = 2 ** 20;
const AWAY = { expert_home: ['dram', 'flash'] } as const;
const IN_FLASH = { expert_home: ['flash'] } as const;

export const machineParameters = {
  devices: ordinal([1, 2, 4, 8], {
    default: 4,
    doc: 'Accelerators that share attention heads and experts.',
    source: 'arXiv 2505.21411, Table 6: four cards',
  }),
  node: ordinal([16, 7], {
    default: 7,
    unit: 'nm',
    doc: 'Process of the accelerator; soft errors, prices and energies are known for these two.',
    source: 'arXiv 2404.09317, Table II',
  }),
  clock: float({
    minimum: 250e6,
    maximum: 1.5e9,
    scale: 'log',
    default: 1e9,
    unit: 'Hz',
    doc: 'Clock of arrays and vector lanes; supply voltage stays nominal.',
    source: 'arXiv 2404.09317: 1 GHz',
  }),
  array_rows: ordinal([16, 32, 64, 128, 256], {
    default: 128,
    doc: 'Rows of a systolic array of 8-bit multipliers.',
    source: 'TPUv4i (Jouppi et al., ISCA 2021): 128 x 128',
  }),
  array_columns: ordinal([16, 32, 64, 128, 256], {
    default: 128,
    doc: 'Columns of a systolic array.',
    source: 'TPUv4i (Jouppi et al., ISCA 2021): 128 x 128',
  }),
  arrays: ordinal([1, 2, 4, 8, 16, 32, 64, 128, 256], {
    default: 16,
    doc: 'Arrays of an accelerator.',
    source: 'gives 524 TOP/s at 1 GHz; Ascend: 512',
  }),
  vector_lanes: ordinal([128, 256, 512, 1024, 2048, 4096], {
    default: 2048,
    doc: 'Lanes of 32 bits for softmax, activations and norms.',
    source: 'assumption',
  }),
  sram_capacity: ordinal([8 * MIB, 16 * MIB, 32 * MIB, 64 * MIB, 128 * MIB, 256 * MIB, 512 * MIB], {
    default: 128 * MIB,
    unit: 'B',
    doc: 'On-chip memory: holds activations on their way, and weights in what is left.',
    source: 'TPUv4i: 128 MiB of common memory (Jouppi et al., ISCA 2021)',
  }),
  hbm_generation: categorical(['hbm2e', 'hbm3', 'hbm3e'], {
    default: 'hbm2e',
    doc: 'Generation of the high-bandwidth memory.',
    choiceDocs: {
      hbm2e: '16 GB at 408 GB/s a stack',
      hbm3: '24 GB at 670 GB/s a stack',
      hbm3e: '36 GB at 1.2 TB/s a stack',
    },
    source: 'shared constants 5',
  }),
  hbm_stacks: integer({
    minimum: 1,
    maximum: 8,
    default: 4,
    doc: 'Stacks of an accelerator; each adds bandwidth, capacity, interface area and cost.',
    source: 'gives 64 GB at 1.63 TB/s; Ascend 910B: 64 GB at 1.6 TB/s [known]',
  }),
  near_memory: categorical(['none', 'logic-die', 'bank'], {
    default: 'none',
    doc: 'Processors at the memory for experts with few tokens and for attention over caches.',
    choiceDocs: {
      none: 'none',
      'logic-die': 'on the logic die of each stack: four times the bandwidth, 8 operations a byte',
      bank: 'at each bank: 16 times the bandwidth, 1 operation a byte',
    },
    source: 'arXiv 2409.01141, IV and VI',
  }),
  dram_kind: categorical(['none', 'lpddr5x', 'ddr5'], {
    default: 'none',
    doc: 'Second memory tier of an accelerator.',
    choiceDocs: {
      none: 'none',
      lpddr5x: '24 GB at 68 GB/s a channel of 64 bits',
      ddr5: '128 GB at 38 GB/s a module',
    },
    source: 'shared constants 5',
  }),
  dram_channels: integer({
    minimum: 1,
    maximum: 16,
    default: 8,
    doc: 'Channels of the second tier.',
    activeWhen: { dram_kind: ['lpddr5x', 'ddr5'] },
    source: 'assumption',
  }),
  flash_drives: integer({
    minimum: 0,
    maximum: 4,
    default: 0,
    doc: 'NVMe drives of an accelerator: 13 GB/s and 4 TB each.',
    source: 'shared constants 5: PCIe 5.0 x4',
  }),
  expert_home: categorical(['hbm', 'dram', 'flash'], {
    default: 'hbm',
    doc: 'Where routed experts live; what is used is copied to HBM.',
    choiceDocs: {
      hbm: 'all of them in HBM',
      dram: 'in the second tier (as in arXiv 2405.07518)',
      flash: 'in flash (as in arXiv 2312.11514)',
    },
    source: 'assumption',
  }),
  cache_share: float({
    minimum: 0,
    maximum: 1,
    default: 0.25,
    doc: 'Share of the routed experts of a layer that HBM caches.',
    activeWhen: AWAY,
    source: 'arXiv 2308.12066, Fig. 15: 0 to 0.2',
  }),
  eviction: categorical(EVICTION_ESTIMATES, {
    default: 'lru',
    doc: 'Which expert leaves the cache.',
    activeWhen: AWAY,
    source: 'arXiv 2405.07518: LRU',
  }),
  pre_gating: boolean({
    default: true,
    doc: 'Each layer chooses the experts of the next, so that copies run behind computing. Accuracy does not see it.',
    activeWhen: AWAY,
    source: 'arXiv 2308.12066',
  }),
  flash_window: integer({
    minimum: 0,
    maximum: 16,
    default: 5,
    unit: 'token',
    doc: 'Inner channels of the last so many steps stay in HBM, and only new ones are read from flash.',
    activeWhen: IN_FLASH,
    source: 'arXiv 2312.11514: 5',
  }),
  flash_bundling: boolean({
    default: true,
    doc: 'All weights of an inner channel are stored together and read at once.',
    activeWhen: IN_FLASH,
    source: 'arXiv 2312.11514, section 3.2',
  }),
  power_limit: float({
    minimum: 20,
    maximum: 2000,
    scale: 'log',
    default: 400,
    unit: 'W',
    doc: 'Most power that one accelerator with its memories may draw.',
    source: 'A100: 400 W',
  }),
};
