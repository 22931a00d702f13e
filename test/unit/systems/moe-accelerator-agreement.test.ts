// Restricted to the situation of one of its parents, the joint model says what the parent says. The table in
// docs/moe-accelerator.md lists these tests with their numbers.

import { describe, expect, it } from 'vitest';
import { convolutionParameters, type Convolution } from '../../../engine/components/workloads/convolution.ts';
import { BLOCKS, NPU_BLOCK_SHARE } from '../../../engine/components/protected-npu.ts';
import { PROTECTIONS, type Protection } from '../../../engine/components/protection.ts';
import {
  attentionParameters,
  expertParameters,
} from '../../../engine/components/workloads/served-mixtures.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import { decodeStep, passSeconds, promptPass } from '../../../engine/simulation/mixture-pass.ts';
import { equalLayersTime } from '../../../engine/simulation/prefetch-pipeline.ts';
import { runProduct } from '../../../engine/simulation/systolic-array.ts';
import duplex from '../../../engine/systems/duplex/index.ts';
import ethos from '../../../engine/systems/ethos-u55/index.ts';
import { evaluateDesign as evaluateFlash } from '../../../engine/systems/llm-in-a-flash/model.ts';
import { flashOf } from '../../../engine/systems/llm-in-a-flash/hosts.ts';
import { MODEL_SIZES } from '../../../engine/systems/llm-in-a-flash/sizes.ts';
import {
  areasOf,
  LOGIC_BLOCKS,
  LOGIC_PARTS,
  protectionShare,
} from '../../../engine/systems/moe-accelerator/area.ts';
import { utilisation } from '../../../engine/systems/moe-accelerator/compute.ts';
import { memoriesOf } from '../../../engine/systems/moe-accelerator/memories.ts';
import type { AcceleratorDesign } from '../../../engine/systems/moe-accelerator/parameters.ts';
import { blockRates } from '../../../engine/systems/moe-accelerator/reliability.ts';
import { residencyOf } from '../../../engine/systems/moe-accelerator/residency.ts';
import { routingOf, stragglerOf, touchedExperts } from '../../../engine/systems/moe-accelerator/routing.ts';
import { shapeOf, weightBytes } from '../../../engine/systems/moe-accelerator/shape.ts';
import { decodeTime } from '../../../engine/systems/moe-accelerator/step.ts';
import { balanceOf } from '../../../engine/systems/pangu-moge/balance.ts';
import { layoutOf } from '../../../engine/systems/pangu-moge/layout.ts';
import { machineOf } from '../../../engine/systems/pangu-moge/machines.ts';
import { metricsOf as panguMetrics, serve } from '../../../engine/systems/pangu-moge/model.ts';
import { shapeOf as panguShape } from '../../../engine/systems/pangu-moge/shapes.ts';
import { evaluateDesign as evaluatePregated } from '../../../engine/systems/pregated-moe/model.ts';
import sn40l from '../../../engine/systems/sn40l/index.ts';
import { defaultDesign } from '../../../engine/systems/registry.ts';
import { designOf as flashDesign } from './llm-in-a-flash-support.ts';
import { context, designOf, metricsOf, planOf } from './moe-accelerator-support.ts';
import { designOf as panguDesign } from './pangu-moge-support.ts';
import { designOf as pregatedDesign } from './pregated-moe-support.ts';

/** One expert that every token uses. */
const SINGLE = { chances: Float64Array.of(1), devices: [Float64Array.of(1)] };

describe('moe-accelerator agrees with its parents', () => {
  it('sn40l: copying an expert out of DRAM takes the switching time', () => {
    const parent = sn40l.evaluate(defaultDesign(sn40l), context) as Record<string, number>;
    const design = designOf({ expert_home: 'dram', dram_kind: 'ddr5', devices: 1, cache_share: 0 });
    const memories = memoriesOf(design);
    const node = { ...memories, dram: { ...memories.dram, peakBandwidth: 8 * 200e9 } };
    const shape = { ...shapeOf(design), experts: 1 };
    const bytes = { ...weightBytes(shape, 8), expert: 13.48e9 };
    const { copyTime } = residencyOf(design, shape, SINGLE, node, bytes, 1, 1);
    expect(copyTime).toBeCloseTo(13.48e-3, 9);
    expect(copyTime).toBeCloseTo(parent.switch_time!, 12);
  });

  it('ethos-u55: protecting a machine of its proportions takes its area and leaves its corruption', () => {
    const stream = new RandomStream(1, 'agreement');
    for (let draw = 0; draw < 40; draw++) {
      const pick = (): Protection => PROTECTIONS[stream.uint32() % PROTECTIONS.length]!;
      const choices = Object.fromEntries(LOGIC_BLOCKS.map((block) => [block, pick()])) as Record<
        (typeof LOGIC_BLOCKS)[number],
        Protection
      >;
      for (const technology of [16, 7] as const) {
        const parent = ethos.evaluate(
          {
            ...defaultDesign(ethos),
            technology,
            mac: 256,
            clock: 1e9,
            ...Object.fromEntries(
              LOGIC_BLOCKS.flatMap((block) =>
                LOGIC_PARTS[block].map((part) => [`protection.${part}`, choices[block]]),
              ),
            ),
          },
          context,
        ) as Record<string, number>;
        const added = LOGIC_BLOCKS.reduce(
          (sum, block) =>
            sum +
            protectionShare(block, choices[block], technology) *
              LOGIC_PARTS[block].reduce((share, part) => share + NPU_BLOCK_SHARE[256][part], 0),
          0,
        );
        expect(1 + added).toBeCloseTo(parent.area!, 12);
        // One array of 16 x 16, one memory channel, 16 lanes: every block once.
        const design = {
          ...designOf({ node: technology, arrays: 1, array_rows: 16, array_columns: 16, clock: 1e9 }),
          vector_lanes: 16,
          ...Object.fromEntries(LOGIC_BLOCKS.map((block) => [`protection.${block}`, choices[block]])),
        } as unknown as AcceleratorDesign;
        const channel = { ...memoriesOf(design), hbm: { ...memoriesOf(design).hbm, channels: 1 } };
        const logic = blockRates(design, channel).slice(0, LOGIC_BLOCKS.length);
        expect(logic.reduce((sum, { silent }) => sum + silent, 0)).toBeCloseTo(parent.fit!, 9);
      }
    }
    expect(BLOCKS).toHaveLength(LOGIC_BLOCKS.flatMap((block) => LOGIC_PARTS[block]).length);
  });

  it('pangu-moge: its shape on its machine takes its time for a token and a prompt', () => {
    for (const batch of [1, 456]) {
      const parent = panguDesign({ batch });
      const served = serve(parent, 1);
      const shape = shapeOf(designOf());
      expect(shape).toEqual({ ...panguShape(parent), density: 1 });
      const layout = layoutOf(parent, shape, machineOf(parent));
      const balance = balanceOf(parent, 1);
      const metrics = panguMetrics(parent, served);
      const step = decodeStep(layout, batch, 1, parent.context, balance.at(batch));
      expect(passSeconds(step)).toBe(metrics.decode_latency);
      const prompt = promptPass(
        layout,
        parent.prompts,
        parent.context,
        balance.at(parent.prompts * parent.context),
      );
      expect(passSeconds(prompt)).toBe(metrics.prefill_latency);
    }
  });

  it('pangu-moge: routing in closed form is the executed router', () => {
    for (const groups of [1, 2, 4, 8] as const) {
      for (const batch of [1, 16, 64, 256]) {
        const design = designOf({ expert_groups: groups, devices: 8 });
        const routing = routingOf(design);
        const parent = balanceOf(
          panguDesign({ groups, cards: 8, attention_parallel: 8, expert_parallel: 8 }),
          1,
        );
        const load = parent.at(batch);
        // Few tokens are no normal distribution.
        const ratio = stragglerOf(design, routing, batch) / load.straggler;
        expect(Math.abs(ratio - 1)).toBeLessThan(batch === 1 ? 0.1 : 0.04);
        // The executed count is that of the device with the most, the closed form a mean over equal devices.
        expect(touchedExperts(routing, batch)).toBeLessThanOrEqual(load.touched * 1.01);
        expect(touchedExperts(routing, batch) * 8).toBeCloseTo(load.distinct, -0.5);
      }
    }
  });

  it('pregated-moe: copies are hidden or wait by its closed form, and its schemes differ by its ratio', () => {
    const seconds = (
      scheme: 'on-demand' | 'pre-gated',
    ): { time: number; compute: number; copy: number; blocks: number } => {
      const { block, synchronisation, expertCopyTime, metrics, migration } = evaluatePregated(
        pregatedDesign({ scheme, forced_experts: 2 }),
        context,
      );
      return {
        time: metrics.token_time,
        compute: block.total + synchronisation,
        copy: 2 * expertCopyTime,
        blocks: migration.blocks,
      };
    };
    const [waits, ahead] = [seconds('on-demand'), seconds('pre-gated')];
    expect(equalLayersTime(waits.blocks, waits.compute, waits.copy, 0)).toBeCloseTo(waits.time, 12);
    expect(equalLayersTime(ahead.blocks, ahead.compute, ahead.copy, 1)).toBeCloseTo(ahead.time, 12);
    // The joint model from its own times of computing and copying, as the parent's closed form has them.
    const away = { expert_home: 'dram', dram_kind: 'ddr5', batch: 1, cache_share: 0.25 } as const;
    for (const [preGating, lead] of [
      [false, 0],
      [true, 1],
    ] as const) {
      const design = designOf({ ...away, pre_gating: preGating });
      const step = decodeTime(planOf(design), 1, 2048);
      const compute = (step.total - step.exposedCopies) / design.layers;
      expect(equalLayersTime(design.layers, compute, step.residency.copyTime, lead)).toBeCloseTo(
        step.total,
        12,
      );
    }
  });

  it('llm-in-a-flash: a dense model with all weights in flash reads and waits as much', () => {
    for (const window of [1, 5, 10]) {
      for (const bundling of ['row-column', 'none'] as const) {
        const parent = flashDesign({
          model: 'llama-2-7b',
          over_prediction: 3,
          reuse_exponent: 0.544,
          window,
          bundling,
          dram_share: 0.9,
        });
        const { metrics } = evaluateFlash(parent, 1);
        const sizes = MODEL_SIZES['llama-2-7b'];
        const design = {
          ...designOf({
            expert_home: 'flash',
            flash_drives: 1,
            devices: 1,
            flash_window: window,
            flash_bundling: bundling === 'row-column',
            weight_bits: 16,
          }),
          activation_sparsity: sizes.sparsity,
          width: 4096,
          projection_group: 4096,
          layers: sizes.layers,
          expert_width: sizes.neurons,
        } as unknown as AcceleratorDesign;
        const shape = { ...shapeOf(design), experts: 1, active: 1 };
        const memories = { ...memoriesOf(design), drive: flashOf(parent) };
        const bytes = weightBytes(shape, 8 * parent.weight_bytes);
        expect(parent.weight_bytes).toBe(2);
        const residency = residencyOf(design, shape, SINGLE, memories, bytes, 1, 1);
        expect(sizes.layers * residency.copyBytes).toBeCloseTo(metrics.flash_bytes, -2);
        expect(sizes.layers * residency.copyTime).toBeCloseTo(metrics.io_time, 9);
      }
    }
  });

  it('duplex: processors on the logic die add its area and save its share of memory energy', () => {
    const parent = duplex.evaluate(defaultDesign(duplex), context) as Record<string, number>;
    const design = designOf({ near_memory: 'logic-die' });
    const { memoryProcessors } = areasOf(design, memoriesOf(design));
    const { stacks } = defaultDesign(duplex) as { stacks: number };
    expect(memoryProcessors / design.hbm_stacks).toBeCloseTo(
      parent.added_area! / parent.devices! / stacks,
      9,
    );
    const plain = metricsOf();
    const near = metricsOf({ near_memory: 'logic-die' });
    expect(near.throughput / plain.throughput).toBeGreaterThan(1);
    expect(near.throughput / plain.throughput).toBeLessThan(4);
    expect(1 - near.energy / plain.energy).toBeLessThan(0.48);
  });

  it('e2gc: projections in groups have the weights of a grouped 1 x 1 convolution', () => {
    for (const group of [640, 1280, 2560, 5120] as const) {
      const design = designOf({ projection_group: group });
      const shape = shapeOf(design);
      const layer = (inputs: number, outputs: number): Convolution => ({
        name: 'projection',
        inputHeight: 1,
        inputWidth: 1,
        inputChannels: inputs,
        outputChannels: outputs,
        kernelHeight: 1,
        kernelWidth: 1,
        stride: 1,
        padding: 0,
        groups: shape.width / group,
        bias: false,
        normalised: false,
      });
      const count = (inputs: number, outputs: number): number =>
        convolutionParameters(layer(inputs, outputs));
      const queries = shape.queryHeads * 128;
      const keys = shape.keyValueHeads * 128;
      expect(attentionParameters(shape)).toBe(
        count(shape.width, queries) + 2 * count(shape.width, keys) + count(queries, shape.width),
      );
      expect(expertParameters(shape)).toBe(
        2 * count(shape.width, shape.expertWidth) + count(shape.expertWidth, shape.width),
      );
    }
  });

  it('systolic-accelerator: one product on one array takes the cycles of its best dataflow', () => {
    const design = designOf({ arrays: 1, array_rows: 128, array_columns: 128 });
    const array = { rows: 128, columns: 128 };
    for (const product of [
      { rows: 1, inner: 5120, columns: 1344 },
      { rows: 64, inner: 1280, columns: 640 },
      { rows: 2048, inner: 4096, columns: 4096 },
    ]) {
      const best = Math.max(
        ...(['output-stationary', 'weight-stationary', 'input-stationary'] as const).map(
          (dataflow) => runProduct(array, dataflow, product).utilisation,
        ),
      );
      expect(utilisation(design, { ...product, count: 1 })).toBe(best);
    }
  });
});
