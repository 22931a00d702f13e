import { describe, expect, it } from 'vitest';
import { catalogueDevice, DEVICES, peakOperations } from '../../../engine/components/device-catalogue.ts';

describe('device catalogue', () => {
  // Ridge points in dense FP16 operations per byte, worked out in the constants sheet.
  it.each([
    ['P100 SXM2', 29],
    ['V100 SXM2', 139],
    ['A100-40 SXM4', 201],
    ['A100-80 SXM4', 153],
    ['H100 SXM5', 295],
    ['RTX 4090', 164],
    ['RTX 3090', 76],
    ['RTX 2080 Ti', 88],
    ['Atlas 300I Duo (2 x Ascend 310P)', 343],
    ['WSE-3', 6],
  ])('%s has its ridge at %i operations a byte', (name, ridge) => {
    const device = catalogueDevice(name);
    expect(Math.round(peakOperations(device, 'fp16') / device.memoryBandwidth)).toBe(ridge);
  });

  it('never has a slower peak in a narrower format, but for the V100, whose tensor cores know no int8', () => {
    const slower = DEVICES.filter(({ peaks }) => {
      const widths = [peaks.fp32, peaks.fp16, peaks.int8].filter((peak) => peak !== undefined);
      return widths.some((peak, index) => index > 0 && peak < widths[index - 1]!);
    });
    expect(slower.map(({ name }) => name)).toEqual(['V100 SXM2']);
  });

  it('says what is missing instead of guessing', () => {
    expect(() => catalogueDevice('B200')).toThrow('B200');
    expect(() => peakOperations(catalogueDevice('A100-80 SXM4'), 'fp8')).toThrow('fp8 peak of A100-80');
  });
});
