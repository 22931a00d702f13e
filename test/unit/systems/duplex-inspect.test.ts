import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BreakdownNode } from '../../../engine/contract/system.ts';
import { inspectDesign } from '../../../engine/systems/duplex/inspect.ts';
import { evaluateDesign } from '../../../engine/systems/duplex/model.ts';
import { designOf, designs } from './duplex-support.ts';

function expectSums(node: BreakdownNode): void {
  if (node.children === undefined) return;
  expect(node.value).toBe(node.children.reduce((total, child) => total + child.value, 0));
  node.children.forEach(expectSums);
}

describe('inspectDesign', () => {
  it('breaks metrics down into parts that add up to them', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const { breakdowns } = inspectDesign(design, 1);
        const { metrics } = evaluateDesign(design, 1);
        for (const { quantity, root } of breakdowns) {
          expectSums(root);
          if (!(quantity in metrics)) continue;
          const metric = metrics[quantity as keyof typeof metrics]!;
          expect(Math.abs(root.value - metric), quantity).toBeLessThanOrEqual(1e-12 * metric);
        }
      }),
      { seed: 26, numRuns: 4 },
    );
  });

  it('accounts for all the time of a machine that is always full', () => {
    const { breakdowns, outcome } = inspectDesign(designOf(), 1);
    const time = breakdowns.find(({ quantity }) => quantity === 'machine time for a token')!.root.value;
    expect('infeasible' in outcome ? 0 : time * outcome.throughput).toBeCloseTo(1, 9);
  });

  it('draws both processors at work at once, and none doing two things', () => {
    const { timeline } = inspectDesign(designOf(), 1);
    const lane = (name: string) => timeline!.filter((span) => span.lane === name);
    for (const name of ['xPU', 'memory processor', 'links']) {
      const spans = lane(name);
      for (let index = 1; index < spans.length; index++) {
        expect(spans[index]!.start).toBeGreaterThanOrEqual(spans[index - 1]!.end - 1e-15);
      }
    }
    const experts = timeline!.filter(({ label }) => label === 'experts');
    expect(experts[0]!.start).toBe(experts[1]!.start);
  });

  it('says when requests come faster than they are served', () => {
    const { notes, series } = inspectDesign(
      designOf({ arrivals: 'poisson', arrival_rate: 32, input_tokens: 4096 }),
      1,
    );
    expect(notes.some((note) => note.startsWith('Requests arrive faster'))).toBe(true);
    expect(series!.map(({ title }) => title)).toContain('Time to the first token over arrivals');
  });

  it('says first why a design cannot run', () => {
    const { notes, breakdowns } = inspectDesign(designOf({ model: 'grok1' }), 1);
    expect(notes[0]).toMatch(/^out of memory/);
    expect(breakdowns.map(({ quantity }) => quantity)).toEqual(['added_area', 'memory']);
  });
});
