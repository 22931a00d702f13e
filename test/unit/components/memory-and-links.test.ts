import { describe, expect, it } from 'vitest';
import { A100_80, DGX_A100, DGX_H100, H100_SXM, SN40L_SOCKET } from '../../../engine/components/devices.ts';
import {
  BF16_7NM,
  FP16_45NM,
  FP16_7NM,
  FP32_45NM,
  FP32_7NM,
  INT8_45NM,
  INT8_7NM,
  movementEnergy,
  multiplyAccumulateEnergy,
} from '../../../engine/components/energy.ts';
import {
  INFINIBAND_NDR,
  linkTime,
  NVLINK_3,
  NVLINK_4,
  PCIE_4_X16,
  PCIE_5_X16,
} from '../../../engine/components/links.ts';
import {
  DDR5,
  HBM2E,
  HBM3,
  hbmInterfaceArea,
  LPDDR5,
  SRAM_ENERGY_PER_BIT_5NM,
  transferTime,
} from '../../../engine/components/memory-tiers.ts';

describe('memory tiers', () => {
  it('makes up a device’s bandwidth from five stacks', () => {
    expect(5 * HBM2E.bandwidth).toBeCloseTo(A100_80.memoryBandwidth, -10);
    expect(5 * HBM3.bandwidth).toBe(H100_SXM.memoryBandwidth);
  });

  it('costs more energy per bit the farther the memory is', () => {
    const order = [SRAM_ENERGY_PER_BIT_5NM, HBM2E.energyPerBit, LPDDR5.energyPerBit, DDR5.energyPerBit];
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('moves an expert in 13.48 ms at 1 TB/s, and in twice that at half the efficiency', () => {
    expect(transferTime(13.48e9, 1e12)).toBeCloseTo(13.48e-3, 12);
    expect(transferTime(13.48e9, 1e12, 0.5)).toBeCloseTo(26.96e-3, 12);
  });

  it('gives the published SN40L bandwidth an interface of 19.5 mm²', () => {
    expect(hbmInterfaceArea(1.8e12)).toBeCloseTo(6 + 14400 / 1070, 10);
  });
});

describe('links', () => {
  it('adds latency to transfer', () => {
    expect(linkTime(PCIE_4_X16, 31.5e9)).toBeCloseTo(1 + 0.75e-6, 12);
    expect(linkTime(NVLINK_4, 0)).toBe(1.5e-6);
  });

  it('falls off from the package to the rack', () => {
    const bandwidths = [NVLINK_4, NVLINK_3, PCIE_5_X16, INFINIBAND_NDR].map((link) => link.bandwidth);
    expect(bandwidths).toEqual([...bandwidths].sort((one, other) => other - one));
  });

  it('doubles from one generation to the next', () => {
    expect(PCIE_5_X16.bandwidth).toBe(2 * PCIE_4_X16.bandwidth);
  });
});

describe('energy', () => {
  it('makes multiply-accumulates from multiplies and wider additions', () => {
    expect(multiplyAccumulateEnergy(FP16_45NM, FP32_45NM)).toBeCloseTo(2.0e-12, 18);
    expect(multiplyAccumulateEnergy(FP32_45NM, FP32_45NM)).toBeCloseTo(4.6e-12, 18);
    expect(multiplyAccumulateEnergy(BF16_7NM, FP32_7NM)).toBeCloseTo(0.59e-12, 18);
  });

  it.each([
    ['45 nm', INT8_45NM, FP16_45NM, FP32_45NM],
    ['7 nm', INT8_7NM, FP16_7NM, FP32_7NM],
  ])('orders number formats by energy at %s', (_, int8, fp16, fp32) => {
    const energies = [int8, fp16, fp32].map((format) => multiplyAccumulateEnergy(format, format));
    expect(energies).toEqual([...energies].sort((one, other) => one - other));
  });

  it('moves a gigabyte over HBM for 31.2 mJ', () => {
    expect(movementEnergy(1e9, HBM2E.energyPerBit)).toBeCloseTo(31.2e-3, 12);
  });
});

describe('machines', () => {
  it('has the published host links, one for a whole server', () => {
    expect(DGX_A100.hostBandwidth).toBe(32e9);
    expect(DGX_H100.hostBandwidth).toBe(64e9);
  });

  it('has half a MiB of memory for each memory unit of an SN40L socket', () => {
    expect(SN40L_SOCKET.sramCapacity / SN40L_SOCKET.memoryUnits).toBe(2 ** 19);
  });
});
