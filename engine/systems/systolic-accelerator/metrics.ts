// What is said about a design.

import type { Metrics } from '../../contract/system.ts';

export const metrics = {
  latency: {
    doc:
      'Time of one pass over the workload, layer after layer: array cycles, stalls for DRAM, and the first load and last ' +
      'store of each layer. Array cycles equal SCALE-Sim; stalls are our own fold model. Pooling, normalisation, ' +
      'softmax and other non-matrix work is not counted.',
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'analytical',
    scale: 'log',
  },
  energy: {
    doc:
      'Multiply-accumulates, register hops, SRAM and DRAM accesses of one pass, at published energies per operation ' +
      '(Horowitz 2014 at 45 nm, Jouppi 2021 at 7 nm, interpolated between). No leakage, no clock tree, no control.',
    unit: 'J',
    direction: 'minimize',
    role: 'energy',
    provenance: 'analytical',
    scale: 'log',
  },
  area: {
    doc:
      'Multiply-accumulate units, their registers and the three SRAM macros, from published unit areas moved by node. ' +
      'No control, no interconnect, no memory interface.',
    unit: 'mm²',
    direction: 'minimize',
    role: 'area',
    provenance: 'analytical',
    scale: 'log',
  },
  utilisation: {
    doc: 'Useful multiply-accumulates over those the array could have done in the whole latency.',
    direction: 'maximize',
    role: 'other',
    provenance: 'analytical',
  },
  array_utilisation: {
    doc: 'Useful multiply-accumulates over those the array could have done in its own cycles, as if memory never stalled.',
    direction: 'maximize',
    role: 'other',
    provenance: 'analytical',
  },
  mapping_efficiency: {
    doc: 'Share of processing elements that hold useful work, over all folds.',
    direction: 'maximize',
    role: 'other',
    provenance: 'analytical',
  },
  array_cycles: {
    doc: 'Cycles of the array alone. SCALE-Sim reports one less: the index of the last cycle.',
    unit: 'cycle',
    direction: 'minimize',
    role: 'latency',
    provenance: 'analytical',
    scale: 'log',
  },
  stall_cycles: {
    doc: 'Cycles the array waits for memory, exposed first loads and last stores included.',
    unit: 'cycle',
    direction: 'minimize',
    role: 'latency',
    provenance: 'analytical',
  },
  sram_accesses: {
    doc: 'Elements read from and written to the three SRAMs on the array side.',
    direction: 'minimize',
    role: 'other',
    provenance: 'analytical',
    scale: 'log',
  },
  dram_traffic: {
    doc: 'Bytes moved between DRAM and the SRAMs, in the better of two fold orders a layer.',
    unit: 'B',
    direction: 'minimize',
    role: 'other',
    provenance: 'analytical',
    scale: 'log',
  },
  throughput: {
    doc: 'Useful operations a second; a multiply-accumulate counts as two.',
    unit: 'OP/s',
    direction: 'maximize',
    role: 'throughput',
    provenance: 'analytical',
    scale: 'log',
  },
  energy_delay: {
    doc: 'Energy times latency.',
    unit: 'J s',
    direction: 'minimize',
    role: 'other',
    provenance: 'analytical',
    scale: 'log',
  },
  power: {
    doc: 'Energy over latency: mean dynamic power, DRAM included.',
    unit: 'W',
    direction: 'minimize',
    role: 'power',
    provenance: 'analytical',
    scale: 'log',
  },
} as const satisfies Metrics;
