// Accelerators with their dense peaks by number format, memory, power and silicon. Tags as in the shared
// constants sheet, section 7: letters name the page a value was read from, [known] is general knowledge, good
// to about 10 %, "weak" less. A value no source gives is absent, never guessed.

import { ParetoscopeError } from '../contract/errors.ts';

export const PEAK_FORMATS = ['fp32', 'fp16', 'fp8', 'int8'] as const;
export type PeakFormat = (typeof PEAK_FORMATS)[number];

/**
 * One device. Peaks are dense operations per second; sparse ones are twice that where the device has them.
 */
export interface CatalogueDevice {
  readonly name: string;
  readonly peaks: Readonly<Partial<Record<PeakFormat, number>>>;
  readonly memory: string;
  /** Bytes, and bytes per second. */
  readonly memoryCapacity?: number;
  readonly memoryBandwidth: number;
  /** Watts. */
  readonly power?: number;
  /** Square millimetres of the processor's silicon. */
  readonly area?: number;
  readonly node: string;
  readonly transistors?: number;
  readonly source: string;
}

export const DEVICES: readonly CatalogueDevice[] = [
  {
    name: 'P100 SXM2',
    peaks: { fp32: 10.6e12, fp16: 21.2e12 },
    memory: 'HBM2',
    memoryCapacity: 16e9,
    memoryBandwidth: 720e9,
    power: 300,
    area: 610,
    node: '16FF',
    transistors: 15.3e9,
    source: '[HH][ET]',
  },
  {
    name: 'V100 SXM2',
    peaks: { fp32: 15.7e12, fp16: 125e12, int8: 62e12 },
    memory: 'HBM2',
    memoryCapacity: 32e9,
    memoryBandwidth: 900e9,
    power: 300,
    area: 815,
    node: '12FFN',
    transistors: 21.1e9,
    source: '[SY][TR][TH]; peaks [known]',
  },
  {
    name: 'A100-40 SXM4',
    peaks: { fp32: 19.5e12, fp16: 312e12, int8: 624e12 },
    memory: 'HBM2, 5 stacks',
    memoryCapacity: 40e9,
    memoryBandwidth: 1555e9,
    power: 400,
    area: 826,
    node: 'N7',
    transistors: 54.2e9,
    source: '[GK-A][SY]',
  },
  {
    name: 'A100-80 SXM4',
    peaks: { fp32: 19.5e12, fp16: 312e12, int8: 624e12 },
    memory: 'HBM2e, 5 stacks',
    memoryCapacity: 80e9,
    memoryBandwidth: 2039e9,
    power: 400,
    area: 826,
    node: 'N7',
    transistors: 54.2e9,
    source: '[GK-A]',
  },
  {
    name: 'H100 SXM5',
    peaks: { fp32: 66.9e12, fp16: 989.4e12, fp8: 1978.9e12, int8: 1978.9e12 },
    memory: 'HBM3, 5 stacks',
    memoryCapacity: 80e9,
    memoryBandwidth: 3350e9,
    power: 700,
    area: 814,
    node: '4N',
    transistors: 80e9,
    source: '[GK-H][EX]',
  },
  {
    name: 'H800 SXM',
    peaks: { fp32: 66.9e12, fp16: 989e12, fp8: 1979e12, int8: 1979e12 },
    memory: 'HBM3',
    memoryCapacity: 80e9,
    memoryBandwidth: 3350e9,
    power: 700,
    area: 814,
    node: '4N',
    transistors: 80e9,
    source: '[known]; links at 400 GB/s in all',
  },
  {
    name: 'RTX 4090',
    peaks: { fp32: 82.6e12, fp16: 165e12, fp8: 330e12, int8: 661e12 },
    memory: 'GDDR6X',
    memoryCapacity: 24e9,
    memoryBandwidth: 1008e9,
    power: 450,
    area: 608,
    node: '4N',
    transistors: 76.3e9,
    source: '[KG][PM][CG]; fp16 and fp8 with 32-bit sums [known]',
  },
  {
    name: 'RTX 3090',
    peaks: { fp32: 35.6e12, fp16: 71e12, int8: 284e12 },
    memory: 'GDDR6X',
    memoryCapacity: 24e9,
    memoryBandwidth: 936e9,
    power: 350,
    area: 628,
    node: 'Samsung 8N',
    transistors: 28.3e9,
    source: '[CG][KG]; fp16 with 32-bit sums [known]',
  },
  {
    name: 'RTX 2080 Ti',
    peaks: { fp32: 13.4e12, fp16: 54e12, int8: 215e12 },
    memory: 'GDDR6',
    memoryCapacity: 11e9,
    memoryBandwidth: 616e9,
    power: 250,
    area: 754,
    node: '12FFN',
    transistors: 18.6e9,
    source: '[known]',
  },
  {
    name: 'Atlas 300I Duo (2 x Ascend 310P)',
    peaks: { fp16: 140e12, int8: 280e12 },
    memory: 'LPDDR4X',
    memoryCapacity: 96e9,
    memoryBandwidth: 408e9,
    power: 150,
    node: 'not found',
    source: '[AV]; fp16 [known]',
  },
  {
    name: 'Ascend 910B3',
    peaks: { fp16: 313e12, int8: 640e12 },
    memory: 'HBM2e',
    memoryCapacity: 64e9,
    memoryBandwidth: 1600e9,
    power: 400,
    area: 665,
    node: '7 nm class',
    source: '[known] and [BO]; weak: three secondary sources contradict each other',
  },
  {
    name: 'Snapdragon 8 Gen 2 NPU',
    peaks: { int8: 30e12 },
    memory: 'LPDDR5X-8400',
    memoryCapacity: 16e9,
    memoryBandwidth: 67.2e9,
    power: 6.5,
    area: 118,
    node: 'N4',
    source:
      '[known], weak: the vendor publishes no peak; middle of 26 to 34; power and area of the whole chip',
  },
  {
    name: 'Snapdragon 8 Gen 3 NPU',
    peaks: { fp16: 20e12, int8: 45e12 },
    memory: 'LPDDR5X-9600',
    memoryCapacity: 24e9,
    memoryBandwidth: 76.8e9,
    power: 6.5,
    area: 137,
    node: 'N4P',
    source: '[RL]; fp16, power and area [known], weak, of the whole chip',
  },
  {
    name: 'Apple M1 Max',
    peaks: { fp32: 10.4e12 },
    memory: 'LPDDR5-6400',
    memoryCapacity: 64e9,
    memoryBandwidth: 400e9,
    power: 75,
    area: 432,
    node: 'N5',
    transistors: 57e9,
    source: '[DN][NB]; power and area [known]',
  },
  {
    name: 'WSE-2',
    peaks: { fp16: 7.5e15 },
    memory: 'SRAM',
    memoryCapacity: 40e9,
    memoryBandwidth: 20e15,
    power: 15000,
    area: 46225,
    node: '7 nm',
    transistors: 2.6e12,
    source: '[AW]; peak and power [known]',
  },
  {
    name: 'WSE-3',
    peaks: { fp16: 125e15 },
    memory: 'SRAM',
    memoryCapacity: 44e9,
    memoryBandwidth: 21e15,
    power: 23000,
    area: 46225,
    node: '5 nm',
    transistors: 4e12,
    source: '[TW][AA][YO]; 125 PFLOPS is sparse FP16 by one source, FP8 by another; power is of the system',
  },
  {
    name: 'SN40L',
    peaks: { fp16: 638e12 },
    memory: 'HBM',
    memoryCapacity: 64 * 2 ** 30,
    memoryBandwidth: 1.8e12,
    node: 'N5',
    transistors: 102e9,
    source: 'SN40L paper I-III; transistors [known]',
  },
];

/** A device by name; throws `not-found` naming those there are. */
export function catalogueDevice(name: string): CatalogueDevice {
  const device = DEVICES.find((item) => item.name === name);
  if (device === undefined) {
    throw new ParetoscopeError('not-found', `the catalogue has no device "${name}"`, {
      hint: `it has ${DEVICES.map((item) => item.name).join(', ')}`,
    });
  }
  return device;
}

/**
 * Peak operations per second in a format; throws `design-invalid` naming the formats the device is known for.
 */
export function peakOperations(device: CatalogueDevice, format: PeakFormat): number {
  const peak = device.peaks[format];
  if (peak === undefined) {
    throw new ParetoscopeError('design-invalid', `no source gives the ${format} peak of ${device.name}`, {
      hint: `it is known for ${Object.keys(device.peaks).join(', ')}`,
    });
  }
  return peak;
}
