// What is said about a design.

import type { Metrics } from '../../contract/system.ts';

const SHARES = 'Shares overlap where bus and banks work at the same time.';

export const metrics = {
  latency: {
    doc:
      'Mean time of a token over those generated, from an event-driven simulation of sample tokens (or from the closed ' +
      'form, if the fidelity says so). Row timing is a reconstruction of the paper or the AiM preset.',
    unit: 's/token',
    direction: 'minimize',
    role: 'latency',
    provenance: 'simulated',
    scale: 'log',
  },
  throughput: {
    doc: 'Tokens a second of one stream; there is no batching.',
    unit: 'token/s',
    direction: 'maximize',
    role: 'throughput',
    provenance: 'simulated',
    scale: 'log',
  },
  energy: {
    doc:
      'Mean energy of a token: row activations and column reads by GDDR6 datasheet currents, multiply-accumulates at ' +
      '28 nm in a DRAM process, bus, refresh, standby and the operations of the unit. No leakage or clock of the unit.',
    unit: 'J/token',
    direction: 'minimize',
    role: 'energy',
    provenance: 'analytical',
    scale: 'log',
  },
  area: {
    doc:
      'Logic added to the memory: multiply-accumulate units of all banks in a DRAM process, and arithmetic and SRAM of ' +
      'the unit beside it, from published unit areas at 28 nm. The DRAM itself is not counted.',
    unit: 'mm²',
    direction: 'minimize',
    role: 'area',
    provenance: 'analytical',
    scale: 'log',
  },
  closed_form_latency: {
    doc: 'Mean time of a token by the closed form: no bus, no unit, no refresh, perfectly even banks. A check on the simulator.',
    unit: 's/token',
    direction: 'minimize',
    role: 'latency',
    provenance: 'analytical',
    scale: 'log',
  },
  row_hit_rate: {
    doc: 'Share of multiply-accumulate commands that find their row open.',
    direction: 'maximize',
    role: 'other',
    provenance: 'simulated',
  },
  bank_utilisation: {
    doc: 'Share of command slots of all banks in which a multiply-accumulate is sent.',
    direction: 'maximize',
    role: 'other',
    provenance: 'simulated',
  },
  unit_share: {
    doc: `Share of time in which the unit beside the memory computes. ${SHARES}`,
    direction: 'minimize',
    role: 'other',
    provenance: 'simulated',
  },
  bus_share: {
    doc: `Share of time in which the bus moves operands and results. ${SHARES}`,
    direction: 'minimize',
    role: 'other',
    provenance: 'simulated',
  },
  logit_error: {
    doc:
      'Relative error of the logits of a random two-layer GPT of width 64, decoded for real in the format and with the ' +
      'approximations of the unit, against double precision. It ranks arithmetic; it is not the loss of quality of any of ' +
      'the eight models.',
    direction: 'minimize',
    role: 'accuracy',
    provenance: 'measured',
    scale: 'log',
  },
  memory: {
    doc: 'Bytes of weights and of the key-value cache after the last token.',
    unit: 'B',
    direction: 'minimize',
    role: 'capacity',
    provenance: 'analytical',
    scale: 'log',
  },
  gpu_speedup: {
    doc: 'Time of a token on an NVIDIA T4 over ours.',
    direction: 'maximize',
    role: 'other',
    provenance: 'assumed',
    assumption:
      'A T4 at full bandwidth, plus a launch for each of 24 kernels a layer; the paper does not say how its GPU ran.',
    scale: 'log',
  },
  cpu_speedup: {
    doc: 'Time of a token on a server CPU over ours.',
    direction: 'maximize',
    role: 'other',
    provenance: 'assumed',
    assumption: 'A CPU that streams FP32 weights at the full 128 GB/s of six memory channels.',
    scale: 'log',
  },
  gpu_energy_gain: {
    doc: 'Energy of a token on an NVIDIA T4 over ours.',
    direction: 'maximize',
    role: 'other',
    provenance: 'assumed',
    assumption: 'The T4 draws its full 70 W all the time.',
    scale: 'log',
  },
  cpu_energy_gain: {
    doc: 'Energy of a token on a server CPU over ours.',
    direction: 'maximize',
    role: 'other',
    provenance: 'assumed',
    assumption: 'The CPU draws its full 150 W all the time.',
    scale: 'log',
  },
} as const satisfies Metrics;
