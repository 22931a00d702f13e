import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROTECTIONS } from '../../../engine/components/protection.ts';
import { BLOCKS } from '../../../engine/components/protected-npu.ts';
import { anyDesign, evaluate, protect } from './ethos-u55-support.ts';

const settings = { seed: 1, numRuns: 300 };
const anyBlock = fc.constantFrom(...BLOCKS);

describe('laws of ethos-u55', () => {
  it('every metric of every design is a finite number, and none is negative', () => {
    fc.assert(
      fc.property(anyDesign, (design) => {
        for (const value of Object.values(evaluate(design))) {
          expect(Number.isFinite(value)).toBe(true);
          expect(value).toBeGreaterThanOrEqual(0);
        }
      }),
      settings,
    );
  });

  it('protecting one more block never raises corruption and always costs area', () => {
    fc.assert(
      fc.property(
        anyDesign,
        anyBlock,
        fc.constantFrom(...PROTECTIONS.slice(1)),
        (design, block, protection) => {
          const before = evaluate({ ...design, [`protection.${block}`]: 'none' });
          const after = evaluate({ ...design, [`protection.${block}`]: protection });
          expect(after.sdc).toBeLessThanOrEqual(before.sdc);
          expect(after.area).toBeGreaterThan(before.area);
        },
      ),
      settings,
    );
  });

  it('area is additive: what a protection adds does not depend on the other blocks', () => {
    fc.assert(
      fc.property(anyDesign, anyBlock, (design, block) => {
        const bare = { ...design, ...protect('000000') };
        const key = `protection.${block}` as const;
        const alone = evaluate({ ...bare, [key]: design[key] }).area - 1;
        const among = evaluate(design).area - evaluate({ ...design, [key]: 'none' }).area;
        expect(among).toBeCloseTo(alone, 12);
      }),
      settings,
    );
  });

  it('corruption is linear in the particle flux and in the inference time', () => {
    fc.assert(
      fc.property(anyDesign, (design) => {
        const base = evaluate({ ...design, relative_flux: 1, inference_time: 1e-3 });
        const more = evaluate({ ...design, relative_flux: 7, inference_time: 3e-3 });
        expect(Math.abs(more.sdc - 21 * base.sdc)).toBeLessThanOrEqual(1e-12 * more.sdc);
      }),
      settings,
    );
  });

  it('margin does not depend on the inference time, because limit and corruption grow together', () => {
    fc.assert(
      fc.property(anyDesign, (design) => {
        const short = evaluate({ ...design, inference_time: 1e-4 });
        const long = evaluate({ ...design, inference_time: 0.1 });
        expect(long.margin / short.margin).toBeCloseTo(1, 9);
        expect(long.fit).toBeCloseTo(short.fit, 9);
      }),
      settings,
    );
  });

  it('at a fixed inference time the clock cancels for flip-flops: fewer flips a cycle, more cycles', () => {
    fc.assert(
      fc.property(anyDesign, (design) => {
        const slow = evaluate({ ...design, logic_faults: false, clock: 250e6 });
        const fast = evaluate({ ...design, logic_faults: false, clock: 1e9 });
        expect(Math.abs(fast.sdc - slow.sdc)).toBeLessThanOrEqual(1e-12 * fast.sdc);
        expect(slow.flip_probability / fast.flip_probability).toBeCloseTo(4, 12);
      }),
      settings,
    );
  });

  it('the part of logic faults is proportional to the clock', () => {
    fc.assert(
      fc.property(anyDesign, (design) => {
        const logic = (clock: number) =>
          evaluate({ ...design, logic_faults: true, clock }).sdc -
          evaluate({ ...design, logic_faults: false, clock }).sdc;
        expect(Math.abs(logic(1e9) - 4 * logic(250e6))).toBeLessThanOrEqual(
          1e-12 * evaluate(design).sdc * 20,
        );
      }),
      settings,
    );
  });

  it('margin, rate and corruption tell the same story', () => {
    fc.assert(
      fc.property(anyDesign, (design) => {
        const { sdc, sdc_limit, margin, fit, area, area_in_mac32, area_mm2 } = evaluate(design);
        if (sdc * 1e9 > sdc_limit) expect(margin).toBe(sdc_limit / sdc);
        else expect(margin).toBe(1e9);
        expect(fit * design.inference_time).toBeCloseTo(sdc * 3.6e12, 9);
        expect(area_mm2 / area_in_mac32).toBeCloseTo(design.technology === 16 ? 0.1 : 0.031, 12);
        expect(area_in_mac32).toBeGreaterThanOrEqual(area);
      }),
      settings,
    );
  });

  it('parameters that are not active do not matter', () => {
    fc.assert(
      fc.property(anyDesign, (design) => {
        const published = { ...design, npu_share: 'published' as const };
        expect(evaluate({ ...published, npu_area_share: 0.9, samples: 100, vulnerability: 0.3 })).toEqual(
          evaluate({ ...published, npu_area_share: 0.01 }),
        );
      }),
      settings,
    );
  });
});
