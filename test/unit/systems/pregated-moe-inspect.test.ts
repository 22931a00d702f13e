import { describe, expect, it } from 'vitest';
import type { BreakdownNode } from '../../../engine/contract/system.ts';
import { inspectDesign } from '../../../engine/systems/pregated-moe/inspect.ts';
import { parameters } from '../../../engine/systems/pregated-moe/parameters.ts';
import { context, designOf, metricsOf } from './pregated-moe-support.ts';

function checkSums({ value, children }: BreakdownNode): void {
  if (children === undefined) return;
  expect(children.reduce((sum, child) => sum + child.value, 0)).toBeCloseTo(value, 12);
  children.forEach(checkSums);
}

describe.each(parameters.scheme.choices)('inspection of %s', (scheme) => {
  const design = { scheme, cache_share: 0.05 } as const;
  const inspection = inspectDesign(designOf(design), context);

  it('tells the outcome of the evaluation and where it comes from', () => {
    const metrics = metricsOf(design);
    expect(inspection.outcome).toEqual(metrics);
    for (const { quantity, root } of inspection.breakdowns) {
      checkSums(root);
      expect(root.value / metrics[quantity as 'token_time' | 'peak_memory' | 'energy']).toBeCloseTo(1, 9);
    }
  });

  it('shows two tokens of six blocks', () => {
    const compute = inspection.timeline!.filter(({ lane }) => lane === 'compute');
    expect(compute).toHaveLength(12);
    const copies = inspection.timeline!.filter(({ lane }) => lane === 'copy');
    if (scheme === 'gpu-only') expect(copies).toEqual([]);
    else expect(copies.length).toBeGreaterThanOrEqual(8);
  });
});

it('says how many experts hide behind a block and what the toy lost', () => {
  const { notes } = inspectDesign(designOf(), context);
  expect(notes[0]).toBe(
    'Copying an expert takes 0.590 ms, a block 1.22 ms: it hides 2.1 experts, and uses 1.73 on average.',
  );
  expect(notes.at(-1)).toMatch(
    /^The toy changes by 0\.\d points; the standard error of that is 0\.\d points\.$/,
  );
});

it('names what does not fit', () => {
  const { notes } = inspectDesign(designOf({ scheme: 'gpu-only', experts: 512 }), context);
  expect(notes[0]).toBe('out of GPU memory: 118 GB of 80.0 GB');
});
