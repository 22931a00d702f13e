import { describe, expect, it } from 'vitest';
import {
  dieToDie,
  linkByName,
  LINKS,
  meanMeshHops,
  meshWireEnergy,
} from '../../../engine/components/interconnects.ts';
import { MEMORY_TECHNOLOGIES, memoryTechnology } from '../../../engine/components/memory-technologies.ts';

describe('memory technologies', () => {
  it('make up the bandwidth of published devices', () => {
    // RTX 2080 Ti: 352 bits at 14 Gb/s = 616 GB/s, that is 11 chips at 14/16 of ours.
    expect(11 * memoryTechnology('GDDR6, 32 bits at 16 Gb/s').bandwidth * (14 / 16)).toBeCloseTo(616e9, -6);
    expect(8 * memoryTechnology('LPDDR5-6400, 64 bits').bandwidth).toBeCloseTo(409.6e9, -6);
  });

  it('cost more energy per bit, and answer later, the farther they are', () => {
    const energy = (name: string): number => memoryTechnology(name).energyPerBit;
    const order = [
      'HBM2 stack',
      'LPDDR5-6400, 64 bits',
      'GDDR6, 32 bits at 16 Gb/s',
      'DDR5-4800 module',
      'NVMe, PCIe 4.0 x4',
    ];
    const energies = order.map(energy);
    expect(energies).toEqual([...energies].sort((a, b) => a - b));
    expect(memoryTechnology('CXL memory, 2.0 x16').latency).toBeGreaterThan(
      memoryTechnology('DDR5-4800 module').latency,
    );
  });

  it('have positive figures and a source each, under one name', () => {
    const names = MEMORY_TECHNOLOGIES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, bandwidth, capacity, latency, energyPerBit, source } of MEMORY_TECHNOLOGIES) {
      expect(Math.min(bandwidth, latency, energyPerBit, capacity[0]), name).toBeGreaterThan(0);
      expect(capacity[1], name).toBeGreaterThanOrEqual(capacity[0]);
      expect(source.length, name).toBeGreaterThan(10);
    }
    expect(() => memoryTechnology('MRAM')).toThrow('MRAM');
  });
});

describe('interconnects', () => {
  it('double from one generation to the next', () => {
    for (const [older, newer] of [
      ['PCIe 3.0 x16', 'PCIe 4.0 x16'],
      ['PCIe 4.0 x16', 'PCIe 5.0 x16'],
      ['InfiniBand EDR', 'InfiniBand HDR'],
      ['InfiniBand HDR', 'InfiniBand NDR'],
      ['NVLink 2 (V100)', 'NVLink 3 (A100)'],
    ] as const) {
      expect(linkByName(newer).bandwidth / linkByName(older).bandwidth).toBeCloseTo(2, 2);
    }
    expect(new Set(LINKS.map(({ name }) => name)).size).toBe(LINKS.length);
    expect(() => linkByName('token ring')).toThrow('token ring');
  });

  it('send over a few millimetres between dies, no farther than the package reaches', () => {
    expect(dieToDie('interposer', 8, 4)).toEqual({ latency: 4e-9, energy: 4e-12 });
    expect(dieToDie('substrate', 1, 20).latency).toBeCloseTo(12e-9, 18);
    expect(() => dieToDie('interposer', 1, 6)).toThrow('6 mm apart');
  });

  it('count the mean hops of small meshes', () => {
    // 2 x 2: of the three others two are one hop away and one is two. 1 x 3: distances 1,2,1,1,2,1.
    expect(meanMeshHops({ columns: 2, rows: 2, pitch: 1 })).toBeCloseTo(4 / 3, 12);
    expect(meanMeshHops({ columns: 3, rows: 1, pitch: 1 })).toBeCloseTo(8 / 6, 12);
    expect(meshWireEnergy({ columns: 2, rows: 2, pitch: 3 })).toBeCloseTo((4 / 3) * 3 * 0.15e-12, 24);
    expect(() => meanMeshHops({ columns: 1, rows: 1, pitch: 1 })).toThrow('one router');
  });
});
