// What the net runs on: two graphics processors as published, or an accelerator built from the design's own choices.

import { IDLE_POWER_SHARE } from '../../components/devices.ts';
import { memoryTechnology } from '../../components/memory-technologies.ts';
import { FORMAT_BYTES, macArea, macEnergy } from '../../components/operations.ts';
import { sramArea, sramEnergy } from '../../components/sram.ts';
import { LPDDR5 } from '../../components/memory-tiers.ts';
import type { GroupDesign } from './parameters.ts';

/** A device as the layer model sees it. Energies in joules, rates per second. */
export interface Device {
  /** Multiply-accumulates per second if every unit works. */
  readonly peak: number;
  /** Bytes per second that layers reach. */
  readonly bandwidth: number;
  readonly bytesPerElement: number;
  readonly macEnergy: number;
  readonly memoryEnergyPerByte: number;
  /** Energy of passing a byte through the on-chip buffer; 0 where it is part of the others. */
  readonly bufferEnergyPerByte: number;
  /** Watts drawn whether or not anything runs. */
  readonly idlePower: number;
  /** Seconds that a layer costs before it starts. */
  readonly launch: number;
  /** Bytes of on-chip buffer that can keep a picture's channels between layers. */
  readonly buffer: number;
  readonly area: number;
  /** Share of the peak that a convolution of `taps` taps from `size` channels to `outputs` reaches. */
  readonly utilisation: (taps: number, size: number, outputs: number, grouped: boolean) => number;
}

interface GraphicsProcessor {
  readonly flops: number;
  readonly bandwidth: number;
  readonly power: number;
  readonly area: number;
  readonly memoryEnergyPerBit: number;
}

/** Share of peak memory bandwidth that a layer reaches (study notes, section 4) [assumed]. */
const BANDWIDTH_SHARE = 0.75;

const GRAPHICS: Readonly<Record<'p100' | 'p4000', GraphicsProcessor>> = {
  // PCIe board: 9.3 TFLOPS, 732 GB/s, 250 W [known]; die of shared constants 7.
  p100: {
    flops: 9.3e12,
    bandwidth: 732e9,
    power: 250,
    area: 610,
    memoryEnergyPerBit: memoryTechnology('HBM2 stack').energyPerBit,
  },
  // 5.3 TFLOPS, 243 GB/s, 105 W, GP104 die of 314 mm² [known]. No source gives GDDR5's energy: GDDR6's is used.
  p4000: {
    flops: 5.3e12,
    bandwidth: 243e9,
    power: 105,
    area: 314,
    memoryEnergyPerBit: memoryTechnology('GDDR6, 32 bits at 16 Gb/s').energyPerBit,
  },
};

/** Node of the accelerator's arithmetic and SRAM. */
const ACCELERATOR_NODE = 16;
const ACCELERATOR_CLOCK = 1e9;

/**
 * The device of a design. A graphics processor's thermal design power is split into idle power, memory at full
 * bandwidth, and what is left for multiply-accumulates at peak: so a layer that keeps everything busy draws all of it.
 */
export function deviceOf(design: GroupDesign): Device {
  if (design.device === 'accelerator') return accelerator(design);
  const { flops, bandwidth, power, area, memoryEnergyPerBit } = GRAPHICS[design.device];
  const peak = flops / 2;
  const idlePower = IDLE_POWER_SHARE * power;
  const memoryEnergyPerByte = 8 * memoryEnergyPerBit;
  const { peak_share: share, group_ramp: ramp } = design;
  return {
    peak,
    bandwidth: BANDWIDTH_SHARE * bandwidth,
    bytesPerElement: 4,
    macEnergy: (power - idlePower - memoryEnergyPerByte * bandwidth) / peak,
    memoryEnergyPerByte,
    bufferEnergyPerByte: 0,
    idlePower,
    launch: design.launch_time,
    buffer: 0,
    area,
    utilisation: (_taps, size, _outputs, grouped) => (grouped ? (share * size) / (size + ramp) : share),
  };
}

function accelerator({ array_side: side, buffer, precision }: GroupDesign): Device {
  return {
    peak: side * side * ACCELERATOR_CLOCK,
    bandwidth: LPDDR5.bandwidth,
    bytesPerElement: FORMAT_BYTES[precision],
    macEnergy: macEnergy(precision, ACCELERATOR_NODE),
    memoryEnergyPerByte: 8 * LPDDR5.energyPerBit,
    bufferEnergyPerByte: sramEnergy(buffer, 8, ACCELERATOR_NODE),
    idlePower: 0,
    launch: 0,
    buffer,
    area: side * side * macArea(precision, ACCELERATOR_NODE) + sramArea(buffer, ACCELERATOR_NODE),
    // Products of one group fill the array's rows, its output channels the columns; the last fold is partly empty.
    utilisation: (taps, size, outputs) => filled(taps * size, side) * filled(outputs, side),
  };
}

/** Share of an array side that `length` fills, over its folds. */
function filled(length: number, side: number): number {
  return length / (Math.ceil(length / side) * side);
}
