import { describe, expect, it } from 'vitest';
import {
  ARITHMETIC_NODES,
  MAC_FORMATS,
  macArea,
  macEnergy,
  OPERATION_NAMES,
  operationArea,
  operationEnergy,
  registerArea,
  registerEnergy,
} from '../../../engine/components/operations.ts';
import { SRAM_ENERGY_POINTS, sramArea, sramEnergy } from '../../../engine/components/sram.ts';

describe('operations', () => {
  it('has the published energies at the anchor nodes', () => {
    expect(operationEnergy('int8-add', 45)).toBe(0.03e-12);
    expect(operationEnergy('fp32-multiply', 45)).toBe(3.7e-12);
    expect(operationEnergy('int32-multiply', 7)).toBe(1.48e-12);
    expect(operationEnergy('bf16-multiply', 7)).toBe(0.21e-12);
  });

  it('gives every operation an energy at one anchor at least', () => {
    for (const name of OPERATION_NAMES) {
      const known = ([45, 7] as const).filter((node) => {
        try {
          return operationEnergy(name, node) > 0;
        } catch {
          return false;
        }
      });
      expect(known.length, name).toBeGreaterThan(0);
    }
  });

  it('adds a narrow product and a wide sum into a multiply-accumulate', () => {
    expect(macEnergy('int8', 45)).toBeCloseTo(0.3e-12, 24);
    expect(macEnergy('fp16', 45)).toBeCloseTo(2.0e-12, 24);
    expect(macEnergy('fp32', 45)).toBeCloseTo(4.6e-12, 24);
    expect(macArea('int8', 45)).toBeCloseTo(419e-6, 12);
    expect(macArea('fp16', 45)).toBeCloseTo(5824e-6, 12);
    expect(macArea('fp32', 45)).toBeCloseTo(11884e-6, 12);
  });

  it('costs more for wider formats and less at smaller nodes', () => {
    for (const [index, node] of ARITHMETIC_NODES.entries()) {
      for (const [at, format] of MAC_FORMATS.entries()) {
        if (at > 0) {
          expect(macEnergy(format, node)).toBeGreaterThan(macEnergy(MAC_FORMATS[at - 1]!, node));
          expect(macArea(format, node)).toBeGreaterThan(macArea(MAC_FORMATS[at - 1]!, node));
        }
        if (index > 0) {
          expect(macEnergy(format, node)).toBeLessThan(macEnergy(format, ARITHMETIC_NODES[index - 1]!));
          expect(macArea(format, node)).toBeLessThan(macArea(format, ARITHMETIC_NODES[index - 1]!));
        }
      }
      expect(registerEnergy(node)).toBeGreaterThan(0);
      expect(registerArea(node)).toBeGreaterThan(0);
    }
  });

  it('refuses nodes and operations that no source covers', () => {
    expect(() => operationEnergy('int8-add', 65 as 45)).toThrow('65 nm');
    expect(() => operationEnergy('bf16-add', 16)).toThrow('bf16-add');
    expect(() => operationEnergy('int16-add', 7)).toThrow('int16-add');
    expect(() => operationArea('bf16-add', 7)).toThrow('bf16-add');
    expect(() => sramEnergy(1024, 8, 65 as 45)).toThrow('65 nm');
  });
});

describe('SRAM', () => {
  it('is within five per cent of every published read energy', () => {
    for (const [node, bytes, joules] of SRAM_ENERGY_POINTS) {
      expect(Math.abs(sramEnergy(bytes, 64, node) / joules - 1)).toBeLessThan(0.05);
    }
  });

  it('has the area of its bit cells at 70 % efficiency', () => {
    // 8 x 2^20 cells of 0.027 um2 / 0.7 = 0.3236 mm2 a MiB at 7 nm; a public model has 0.287.
    expect(sramArea(2 ** 20, 7)).toBeCloseTo(0.3236, 4);
    expect(sramArea(2 ** 20, 16)).toBeCloseTo(0.8868, 4);
  });

  it('grows with capacity, width and ports and shrinks with the node', () => {
    expect(sramEnergy(65536, 64, 16)).toBeGreaterThan(sramEnergy(32768, 64, 16));
    expect(sramEnergy(65536, 64, 16)).toBeLessThan(sramEnergy(65536, 128, 16));
    expect(sramArea(65536, 16, 2)).toBeGreaterThan(sramArea(65536, 16, 1));
    ARITHMETIC_NODES.slice(1).forEach((node, index) => {
      const larger = ARITHMETIC_NODES[index]!;
      expect(sramArea(65536, node)).toBeLessThan(sramArea(65536, larger));
      expect(sramEnergy(65536, 64, node)).toBeLessThan(sramEnergy(65536, 64, larger));
    });
  });

  it('refuses an empty memory', () => {
    expect(() => sramEnergy(0, 8, 16)).toThrow('0 bytes');
    expect(() => sramArea(-1, 16)).toThrow('-1 bytes');
  });
});
