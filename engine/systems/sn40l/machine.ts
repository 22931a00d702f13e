// The machine behind a design, as rates, capacities and fixed costs of one node.

import { DGX_A100, DGX_H100, IDLE_POWER_SHARE, SN40L_SOCKET } from '../../components/devices.ts';
import type { Server } from '../../components/devices.ts';
import {
  BF16_MULTIPLY_ACCUMULATE_5NM,
  BF16_7NM,
  FP32_7NM,
  multiplyAccumulateEnergy,
} from '../../components/energy.ts';
import { PCIE_4_X16, PCIE_5_X16 } from '../../components/links.ts';
import type { Link } from '../../components/links.ts';
import {
  DDR4,
  DDR5,
  DDR_COPY_EFFICIENCY,
  HBM2E,
  hbmInterfaceArea,
  SRAM_AREA_5NM,
} from '../../components/memory-tiers.ts';
import type { FusionLevel } from './fusion.ts';
import type { CompositionDesign } from './parameters.ts';

export type Platform = CompositionDesign['platform'];

/** One node. Rates are what kernels reach, not peaks. */
export interface Machine {
  readonly platform: Platform;
  readonly sockets: number;
  readonly fusion: FusionLevel;
  /** Floating-point operations per second. */
  readonly flopRate: number;
  /** Bytes per second between HBM and the chips. */
  readonly byteRate: number;
  /** Bytes of on-chip memory. */
  readonly sramCapacity: number;
  readonly computeUnits: number;
  /** Seconds to launch a kernel. */
  readonly launchTime: number;
  /** Bytes of HBM. */
  readonly hbmCapacity: number;
  /** Bytes of the memory where experts are parked. */
  readonly parkingCapacity: number;
  /** Where that is, for messages. */
  readonly parkingName: string;
  /** Bytes per second from there to HBM. */
  readonly copyRate: number;
  /** Peak bytes per second of HBM and of the parking memory, for what the node must be built with. */
  readonly hbmBandwidth: number;
  readonly parkingBandwidth: number;
  readonly area: number;
  readonly idlePower: number;
  /** Joules per bit of HBM and of a copy from the parking memory, and per multiply-accumulate. */
  readonly hbmEnergyPerBit: number;
  readonly copyEnergyPerBit: number;
  readonly multiplyAccumulateEnergy: number;
}

/** Share of the compute units that a fused decoder layer uses ("almost 90 %", VI-C). */
const COMPUTE_EFFICIENCY = 0.9;

/**
 * Seconds to launch a kernel (assumed; none is published and none is fitted): middles of 10-20 µs from the host and of
 * 1-2 µs on the chip, and 5 µs on a GPU. The README says what the published speed-ups would ask for.
 */
export const LAUNCH_TIME = { software: 15e-6, hardware: 1.5e-6, gpu: 5e-6 } as const;

/** GPU kernels: HBM "rarely above 50 %" (VI-B); matrix products at 50 % of peak, middle of 40-60 % [known]. */
const GPU_EFFICIENCY = 0.5;
/** On-chip memory of a GPU is cache: enough for the kernels of partial fusion. A100 40 MB, H100 50 MB of L2 [known]. */
const GPU_SRAM = { 'dgx-a100': 40e6, 'dgx-h100': 50e6 } as const;
const GPU_COMPUTE_UNITS = { 'dgx-a100': 108, 'dgx-h100': 132 } as const;

function gpuServer(platform: 'dgx-a100' | 'dgx-h100', server: Server, link: Link): Machine {
  const { device, devices } = server;
  const host = platform === 'dgx-a100' ? DDR4 : DDR5;
  return {
    platform,
    sockets: devices,
    fusion: 'partial',
    flopRate: devices * device.peakFlops * GPU_EFFICIENCY,
    byteRate: devices * device.memoryBandwidth * GPU_EFFICIENCY,
    sramCapacity: devices * GPU_SRAM[platform],
    computeUnits: GPU_COMPUTE_UNITS[platform],
    launchTime: LAUNCH_TIME.gpu,
    hbmCapacity: devices * device.memoryCapacity,
    parkingCapacity: server.hostCapacity,
    parkingName: 'host memory',
    copyRate: server.hostBandwidth,
    hbmBandwidth: devices * device.memoryBandwidth,
    parkingBandwidth: server.hostBandwidth,
    area: devices * device.area,
    idlePower: devices * device.thermalDesignPower * IDLE_POWER_SHARE,
    hbmEnergyPerBit: device.memory.energyPerBit,
    copyEnergyPerBit: host.energyPerBit + link.energyPerBit + device.memory.energyPerBit,
    multiplyAccumulateEnergy: multiplyAccumulateEnergy(BF16_7NM, FP32_7NM),
  };
}

const SERVERS = {
  'dgx-a100': gpuServer('dgx-a100', DGX_A100, PCIE_4_X16),
  'dgx-h100': gpuServer('dgx-h100', DGX_H100, PCIE_5_X16),
} as const;

const MIB = 2 ** 20;
const DEFAULT_SRAM_AREA = (SN40L_SOCKET.sramCapacity / MIB) * SRAM_AREA_5NM;
/** Half of what SRAM and HBM interfaces leave of 1300 mm² is network, I/O and control (assumed), half compute units. */
const DEFAULT_LOGIC_AREA =
  SN40L_SOCKET.area - DEFAULT_SRAM_AREA - hbmInterfaceArea(SN40L_SOCKET.hbmBandwidth);
const FIXED_AREA = DEFAULT_LOGIC_AREA / 2;
const COMPUTE_UNIT_AREA = DEFAULT_LOGIC_AREA / 2 / SN40L_SOCKET.computeUnits;

/** The parts of a socket's silicon, mm². Adds up to two dies of 650 mm² at the published configuration. */
export function socketArea(design: CompositionDesign): {
  readonly sram: number;
  readonly hbmInterface: number;
  readonly computeUnits: number;
  readonly fixed: number;
} {
  return {
    sram: (design.sram_capacity / MIB) * SRAM_AREA_5NM,
    hbmInterface: hbmInterfaceArea(design.hbm_bandwidth),
    computeUnits: design.compute_units * COMPUTE_UNIT_AREA,
    fixed: FIXED_AREA,
  };
}

/** The machine of a design; the baselines ignore every knob of the SN40L. */
export function machineOf(design: CompositionDesign): Machine {
  if (design.platform !== 'sn40l') return SERVERS[design.platform];
  const { sockets } = design;
  const area = socketArea(design);
  return {
    platform: 'sn40l',
    sockets,
    fusion: design.fusion,
    flopRate:
      (sockets * SN40L_SOCKET.peakFlops * design.compute_units * COMPUTE_EFFICIENCY) /
      SN40L_SOCKET.computeUnits,
    byteRate: sockets * design.hbm_bandwidth * design.hbm_efficiency,
    sramCapacity: sockets * design.sram_capacity,
    computeUnits: design.compute_units,
    launchTime: LAUNCH_TIME[design.launch],
    hbmCapacity: sockets * design.hbm_capacity,
    parkingCapacity: sockets * design.ddr_capacity,
    parkingName: 'DDR',
    copyRate: sockets * design.ddr_bandwidth * DDR_COPY_EFFICIENCY,
    hbmBandwidth: sockets * design.hbm_bandwidth,
    parkingBandwidth: sockets * design.ddr_bandwidth,
    area: sockets * (area.sram + area.hbmInterface + area.computeUnits + area.fixed),
    idlePower: sockets * SN40L_SOCKET.averagePower * IDLE_POWER_SHARE,
    hbmEnergyPerBit: HBM2E.energyPerBit,
    copyEnergyPerBit: DDR5.energyPerBit + HBM2E.energyPerBit,
    multiplyAccumulateEnergy: BF16_MULTIPLY_ACCUMULATE_5NM,
  };
}
