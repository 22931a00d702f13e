import { describe, expect, it } from 'vitest';
import system from '../../engine/systems/sn40l/index.ts';
import { evaluateGrid, frontOf } from './grid.ts';

const GIB = 2 ** 30;

describe('study sn40l-experts-platforms', () => {
  it('is flat to the knee, rises, and ends where memory does', async () => {
    const evaluated = await evaluateGrid('sn40l-experts-platforms', system);
    const latency = (platform: string, experts: number): number | undefined =>
      evaluated.find(({ design }) => design.platform === platform && design.experts === experts)?.metrics
        .latency;
    for (const [platform, last, growth] of [
      ['dgx-a100', 148, 2.1],
      ['dgx-h100', 148, 1.7],
      ['sn40l', 978, 1.1],
    ] as const) {
      const knee = platform === 'sn40l' ? 39 : 46;
      const resident = latency(platform, 1)!;
      expect(latency(platform, knee)).toBe(resident);
      expect(latency(platform, knee + 1)).toBeGreaterThan(resident);
      expect(latency(platform, last)! / resident).toBeCloseTo(growth, 1);
      expect(latency(platform, last + 1)).toBeUndefined();
    }
    for (const { design, metrics } of evaluated) {
      const ours = latency('sn40l', design.experts as number)!;
      if (design.platform !== 'sn40l') expect(ours).toBeLessThan(metrics.latency!);
    }
  });
});

describe('studies sn40l-memory-tiers', () => {
  const explore = async (name: string) => {
    const evaluated = await evaluateGrid(name, system);
    const latency = (hbm: number, ddr: number): number =>
      evaluated.find(
        ({ design }) =>
          design.hbm_capacity === hbm * GIB && Math.abs((design.ddr_bandwidth as number) / ddr - 1) < 1e-9,
      )!.metrics.latency! * 1e3;
    const leastHbm = (ddr: number, bound: number): number =>
      [16, 24, 32, 48, 64, 96, 128, 192].find((hbm) => latency(hbm, ddr) <= bound)!;
    return { evaluated, latency, leastHbm };
  };

  it('favours bandwidth when experts are equally popular', async () => {
    const { latency, leastHbm, evaluated } = await explore('sn40l-memory-tiers-uniform');
    expect(latency(16, 40e9)).toBeCloseTo(193, -1);
    expect(latency(16, 40e9) - latency(16, 160e9)).toBeCloseTo(47, -1);
    expect(latency(16, 40e9) - latency(64, 40e9)).toBeCloseTo(13, -1);
    expect(leastHbm(40e9, 150)).toBe(192);
    expect(leastHbm(160e9, 150)).toBe(16);
    expect(frontOf(evaluated, ['latency', 'hbm_total', 'ddr_bandwidth_total'])).toHaveLength(104);
  });

  it('weighs both alike when requests are skewed', async () => {
    const { latency, leastHbm } = await explore('sn40l-memory-tiers-skewed');
    const ofBandwidth = latency(16, 40e9) - latency(16, 160e9);
    const ofCapacity = latency(16, 40e9) - latency(64, 40e9);
    expect(ofBandwidth / ofCapacity).toBeGreaterThan(1);
    expect(ofBandwidth / ofCapacity).toBeLessThan(1.5);
    expect(leastHbm(40e9, 150)).toBe(48);
  });
});

describe('study sn40l-fusion', () => {
  it('spends silicon on compute units, and on on-chip memory only where a socket is alone', async () => {
    const evaluated = await evaluateGrid('sn40l-fusion', system);
    expect(evaluated).toHaveLength(1176);
    const front = frontOf(evaluated, ['workload_time', 'area_mm2']);
    for (const { design } of front) {
      expect(design.launch).toBe('hardware');
      expect(design.fusion).not.toBe('none');
      expect(design.sram_capacity).toBeLessThanOrEqual((design.sockets === 1 ? 256 : 128) * 2 ** 20);
    }
    const published = (fusion: string, launch: string): number =>
      evaluated.find(
        ({ design }) =>
          design.sockets === 8 &&
          design.compute_units === 1040 &&
          design.sram_capacity === 520 * 2 ** 20 &&
          design.fusion === fusion &&
          design.launch === launch,
      )!.metrics.workload_time! * 1e3;
    expect(published('none', 'hardware')).toBeCloseTo(32.5, 1);
    expect(published('full', 'hardware')).toBeCloseTo(14.4, 1);
    expect(published('full', 'software') - published('full', 'hardware')).toBeCloseTo(1.3, 1);
  });
});
