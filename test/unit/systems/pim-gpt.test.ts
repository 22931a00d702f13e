import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { isInfeasible, type BreakdownNode, type EvaluationContext } from '../../../engine/contract/system.ts';
import { closedFormLatency } from '../../../engine/systems/pim-gpt/closed-form.ts';
import { inspectDesign } from '../../../engine/systems/pim-gpt/inspect.ts';
import { layoutOf, scoreProduct, weightProduct } from '../../../engine/systems/pim-gpt/mapping.ts';
import {
  decode,
  evaluateDesign,
  plannedArrayCycles,
  samplePositions,
  type PimDesign,
  type PimMetrics,
} from '../../../engine/systems/pim-gpt/model.ts';
import { layerWeights, SHAPES } from '../../../engine/systems/pim-gpt/models.ts';
import { parameters } from '../../../engine/systems/pim-gpt/parameters.ts';
import { unitCycles } from '../../../engine/systems/pim-gpt/unit.ts';

const defaults = Object.fromEntries(
  Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as PimDesign;

function feasible(design: PimDesign): PimMetrics {
  const outcome = evaluateDesign(design);
  if (isInfeasible(outcome)) throw new Error(outcome.infeasible);
  return outcome;
}

const designs: fc.Arbitrary<PimDesign> = fc.record({
  model: fc.constantFrom('gpt2-small', 'gpt3-small', 'gpt2-medium'),
  tokens: fc.integer({ min: 1, max: 1024 }),
  channels: fc.constantFrom(4, 8, 16, 32),
  banks: fc.constantFrom(...parameters.banks.choices),
  lanes: fc.constantFrom(...parameters.lanes.choices),
  column_clock: fc.constantFrom(0.5e9, 1e9, 1.6e9, 2e9),
  timing: fc.constantFrom(...parameters.timing.choices),
  row_bytes: fc.constantFrom(...parameters.row_bytes.choices),
  format_bits: fc.constantFrom(8, 16),
  refresh: fc.boolean(),
  page_policy: fc.constantFrom(...parameters.page_policy.choices),
  row_packing: fc.boolean(),
  head_concatenation: fc.boolean(),
  channel_bandwidth: fc.double({ min: 8e9, max: 64e9, noNaN: true }),
  unit_clock: fc.double({ min: 1e8, max: 1e9, noNaN: true }),
  unit_sram: fc.constantFrom(131072, 262144),
  taylor_terms: fc.integer({ min: 2, max: 12 }),
  newton_steps: fc.integer({ min: 1, max: 4 }),
  output_projection: fc.boolean(),
  baseline_launch: fc.constant(7.5e-6),
  fidelity: fc.constant('event-driven' as const),
  simulated_tokens: fc.constantFrom(1, 2),
});

const property = (check: (design: PimDesign) => void, runs = 60): void =>
  fc.assert(fc.property(designs, check), { seed: 13, numRuns: runs });

describe('the closed form', () => {
  // Worked out in the sheet for tRCD = tRP = 12 ns at position 512, in milliseconds.
  it.each([
    ['gpt2-small', 0.063],
    ['gpt2-medium', 0.22],
    ['gpt2-large', 0.507],
    ['gpt2-xl', 1.043],
    ['gpt3-small', 0.063],
    ['gpt3-medium', 0.22],
    ['gpt3-large', 0.482],
    ['gpt3-xl', 0.845],
  ] as const)('gives %s %f ms a token', (model, milliseconds) => {
    expect(closedFormLatency({ ...defaults, model }, 512) * 1e3).toBeCloseTo(milliseconds, 3);
  });

  it('stretches reads by 1.375, and by 1.69 with the AiM timing', () => {
    const macs = layerWeights(SHAPES['gpt2-small']);
    const ideal = macs / (8 * 16 * 16 * 1e9);
    expect(closedFormLatency(defaults, 0) / ideal).toBeCloseTo(1.375, 10);
    expect(closedFormLatency({ ...defaults, timing: 'aim' }, 0) / ideal).toBeCloseTo(1.6875, 10);
  });

  it('agrees with the simulator where its assumptions hold: even banks, instant bus and unit, no refresh', () => {
    // Widths of GPT3-XL fill 128 banks and whole rows exactly; without attention only weights are left.
    const design: PimDesign = { ...defaults, model: 'gpt3-xl', refresh: false };
    const layout = layoutOf(design);
    const { layers, width } = SHAPES['gpt3-xl'];
    const products = [
      weightProduct(3 * width, width, layout, design),
      weightProduct(width, width, layout, design),
      weightProduct(4 * width, width, layout, design),
      weightProduct(width, 4 * width, layout, design),
    ].flat();
    const cycles = products.reduce((sum, { rows, bursts }) => sum + rows * 24 + bursts, 0) * layers;
    expect(cycles * 1e-9).toBeCloseTo(closedFormLatency(design, 0), 12);
  });

  it('is a lower bound of the simulator', () => {
    property((design) => {
      const outcome = evaluateDesign({ ...design, head_concatenation: true });
      if (isInfeasible(outcome)) return;
      // The closed form takes precharge as free of the time from the last command, and rows as full.
      expect(outcome.latency).toBeGreaterThan(outcome.closed_form_latency * 0.999);
    });
  });
});

describe('the mapping', () => {
  it('has the row-hit rate of full rows: 63 of 64 commands', () => {
    const design: PimDesign = { ...defaults, model: 'gpt2-medium' };
    const [segment] = weightProduct(4096, 1024, layoutOf(design), design);
    expect(segment!.bursts).toBe(32 * 64);
    expect(1 - segment!.rows / segment!.bursts).toBeCloseTo(1 - 1 / 64, 12);
  });

  it('maps every weight once, with banks that differ by at most one output', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8192 }), fc.integer({ min: 1, max: 8192 }), (outputs, inner) => {
        const layout = layoutOf(defaults);
        const segments = weightProduct(outputs, inner, layout, defaults);
        const perBank = Math.ceil(outputs / layout.banks);
        const held = segments.reduce((sum, { bursts }) => sum + bursts * layout.lanes, 0);
        expect(held * layout.banks).toBeGreaterThanOrEqual(outputs * inner);
        expect(held).toBeLessThan(perBank * (inner + segments.length * layout.lanes));
        expect((perBank - 1) * layout.banks).toBeLessThan(outputs);
      }),
      { seed: 2 },
    );
  });

  it('opens fewer rows packed than apart, and with heads side by side', () => {
    const rows = (change: Partial<PimDesign>): number => {
      const design = { ...defaults, ...change };
      return scoreProduct(1000, 12, 64, layoutOf(design), design).reduce(
        (sum, segment) => sum + segment.rows,
        0,
      );
    };
    expect(rows({})).toBeLessThan(rows({ head_concatenation: false }));
    expect(rows({})).toBeLessThan(rows({ row_packing: false }));
    expect(rows({ page_policy: 'closed' })).toBe(rows({ row_packing: false }));
  });
});

describe('pim-gpt', () => {
  it('counts the bank cycles that its plan adds up to', () => {
    property((design) => {
      const position = samplePositions(design)[0]!;
      const { counts } = decode(design, [position]);
      const writes = decodeWrites(design, position);
      expect(counts.arrayCycles).toBe(plannedArrayCycles(design, position) + writes);
    });
  });

  it('is never faster than its internal bandwidth', () => {
    property((design) => {
      const outcome = evaluateDesign(design);
      if (isInfeasible(outcome)) return;
      const bytes = (layerWeights(SHAPES[design.model]) * design.format_bits) / 8;
      const bandwidth =
        design.channels * design.banks * ((design.lanes * design.format_bits) / 8) * design.column_clock;
      expect(outcome.latency).toBeGreaterThan(bytes / bandwidth);
      expect(outcome.bank_utilisation).toBeLessThan(1);
    });
  });

  it('is never slower with more lanes, and never faster with more tokens, without refresh', () => {
    property((design) => {
      const still = { ...design, refresh: false, simulated_tokens: 1 as const };
      const now = evaluateDesign(still);
      if (isInfeasible(now)) return;
      if (still.lanes < 64) {
        expect(
          feasible({ ...still, lanes: (still.lanes * 2) as PimDesign['lanes'] }).latency,
        ).toBeLessThanOrEqual(now.latency);
      }
      const later = evaluateDesign({ ...still, tokens: still.tokens + 200 });
      if (!isInfeasible(later)) expect(later.latency).toBeGreaterThanOrEqual(now.latency);
    });
  });

  it('gains about two from twice the channels on a large model, less on a small one', () => {
    const gain = (model: PimDesign['model']): number =>
      feasible({ ...defaults, model }).latency / feasible({ ...defaults, model, channels: 16 }).latency;
    expect(gain('gpt2-xl')).toBeGreaterThan(1.7);
    expect(gain('gpt2-xl')).toBeLessThan(2);
    expect(gain('gpt2-small')).toBeLessThan(gain('gpt2-xl'));
  });

  it('says what does not fit and by how much', () => {
    const memory = evaluateDesign({ ...defaults, model: 'gpt2-xl', channels: 4 });
    // 2 B of 1,474,560,000 weights and 2 x 48 x 1600 x 1024 cached elements: 3.264 GB against 2.147 GB.
    expect(memory).toMatchObject({
      infeasible: 'weights and cache take 3.26 GB, 1.12 GB more than 4 channels hold',
      metrics: { memory: 2 * (1474560000 + 2 * 48 * 1600 * 1024) },
    });
    const unit = evaluateDesign({ ...defaults, tokens: 8192 });
    expect(isInfeasible(unit) && unit.infeasible).toContain('65536 B more');
  });

  it('reports the closed form before it simulates, and stops when told', () => {
    const reports: [number, Readonly<Record<string, number>>][] = [];
    const controller = new AbortController();
    const context: EvaluationContext = {
      seed: 1,
      stream: (name) => new RandomStream(1, name),
      signal: controller.signal,
      report: (step, values) => reports.push([step, values]),
      settled: () => {},
    };
    const outcome = evaluateDesign(defaults, context) as PimMetrics;
    expect(reports).toEqual([
      [
        0,
        {
          latency: outcome.closed_form_latency,
          closed_form_latency: outcome.closed_form_latency,
          area: outcome.area,
        },
      ],
    ]);
    controller.abort(new Error('enough'));
    expect(() => evaluateDesign(defaults, context)).toThrow('enough');
  });

  it('simulates the middles of equal stretches', () => {
    expect(samplePositions({ ...defaults, tokens: 1024, simulated_tokens: 4 })).toEqual([129, 385, 641, 897]);
    expect(samplePositions({ ...defaults, tokens: 1, simulated_tokens: 4 })).toEqual([1]);
    const coarse = feasible({ ...defaults, refresh: false, simulated_tokens: 8 }).latency;
    const fine = feasible({ ...defaults, refresh: false, simulated_tokens: 256 }).latency;
    expect(Math.abs(coarse / fine - 1)).toBeLessThan(0.005);
  });

  it('explains time, energy and area by parts that add up', () => {
    const addsUp = (node: BreakdownNode): void => {
      expect(node.value).toBeGreaterThanOrEqual(0);
      if (node.children === undefined) return;
      const sum = node.children.reduce((value, child) => value + child.value, 0);
      expect(Math.abs(sum - node.value)).toBeLessThanOrEqual(1e-9 * node.value);
      node.children.forEach(addsUp);
    };
    property((design) => {
      const outcome = evaluateDesign(design);
      if (isInfeasible(outcome)) return;
      const inspection = inspectDesign(design);
      expect(inspection.outcome).toEqual(outcome);
      for (const { quantity, root } of inspection.breakdowns) {
        const metric = outcome[quantity as keyof PimMetrics];
        expect(Math.abs(root.value / metric - 1)).toBeLessThan(1e-9);
        addsUp(root);
      }
      for (const span of inspection.timeline!) expect(span.end).toBeGreaterThanOrEqual(span.start);
    }, 15);
  });
});

/**
 * Bank cycles of the key-value writes of a token: 13 commands' worth of opening, recovery and closing a row.
 */
function decodeWrites(design: PimDesign, position: number): number {
  const { counts } = decode(design, [position]);
  const cycles = (seconds: number): number => Math.ceil(seconds * design.column_clock - 1e-6);
  const row =
    design.timing === 'aim'
      ? cycles(14e-9) + cycles(16.5e-9) + cycles(16e-9)
      : cycles(12e-9) + cycles(12e-9) + cycles(12e-9);
  return counts.writeRows * row + (counts.writeBursts - counts.writeRows);
}

describe('the unit', () => {
  it('runs adders and multipliers side by side', () => {
    expect(unitCycles({ additions: 128, multiplications: 257 })).toBe(2);
    expect(unitCycles({ additions: 1280, multiplications: 1 })).toBe(10);
  });
});
