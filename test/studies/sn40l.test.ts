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
  /** Cheapest pairs of HBM (GiB) and DDR bandwidth (GB/s) a socket that answer within 150 ms. */
  const tradeOff = async (name: string): Promise<number[][]> => {
    const evaluated = await evaluateGrid(name, system);
    expect(evaluated).toHaveLength(104);
    const inTime = evaluated.filter(({ metrics }) => metrics.latency! <= 0.15);
    return frontOf(inTime, ['hbm_total', 'ddr_bandwidth_total']).map(({ design }) => [
      (design.hbm_capacity as number) / GIB,
      Math.round((design.ddr_bandwidth as number) / 1e9),
    ]);
  };

  it('need bandwidth when experts are equally popular', async () => {
    expect(await tradeOff('sn40l-memory-tiers-uniform')).toEqual([
      [16, 160],
      [48, 113],
      [128, 80],
      [192, 28],
    ]);
  });

  it('let HBM stand in for bandwidth when requests are skewed', async () => {
    expect(await tradeOff('sn40l-memory-tiers-skewed')).toEqual([
      [16, 80],
      [24, 57],
      [48, 40],
      [96, 20],
      [128, 14],
      [192, 5],
    ]);
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
