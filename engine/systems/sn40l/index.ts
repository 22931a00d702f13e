// The SambaNova SN40L node serving a composition of experts, against DGX A100 and DGX H100.

import { defineSystem } from '../define.ts';
import { claims } from './claims.ts';
import { inspectDesign } from './inspect.ts';
import { metrics } from './metrics.ts';
import { evaluateDesign, outcomeOf } from './model.ts';
import { parameters } from './parameters.ts';

export default defineSystem({
  id: 'sn40l',
  version: 1,
  title: 'SN40L: composition of experts on three memory tiers',
  summary: 'How many expert models one node serves, how fast, and which memory to buy: SRAM, HBM or DDR.',
  paper: {
    title: 'SambaNova SN40L: Scaling the AI Memory Wall with Dataflow and Composition of Experts',
    year: 2024,
    arxiv: '2405.07518',
    venue: 'MICRO 2024',
  },
  parameters,
  metrics,
  defaultObjectives: ['latency', 'experts_per_node'],
  limits: [
    'Absolute latencies rest on a fit to published ratios; the paper gives no absolute times for Table V.',
    'Baseline runs are the paper’s estimates for DGX servers, not measurements.',
    'Launch times are assumed; only ratios that depend on them are published.',
    'The prompt length behind Table V is unknown; 1024 tokens are assumed.',
    'Requests are independent with Zipf popularity; locality in time, which would raise hit rates, is not modelled.',
    'Accuracy of the experts and of the router is not modelled: the paper reports none.',
  ],
  evaluate: (design, context) => outcomeOf(evaluateDesign(design, context.seed)),
  inspect: (design, context) => inspectDesign(design, context.seed),
  claims,
});
