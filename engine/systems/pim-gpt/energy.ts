// Energy and area from datasheet currents and published unit figures, at 28 nm for logic.

import {
  macArea,
  macEnergy,
  operationArea,
  operationEnergy,
  type MacFormat,
} from '../../components/operations.ts';
import { DRAM_PROCESS_ENERGY } from '../../components/energy.ts';
import { sramArea } from '../../components/sram.ts';
import { GDDR6_X16 } from '../../simulation/dram-timing.ts';
import type { PimCounts } from '../../simulation/pim.ts';
import type { PimDesign } from './model.ts';
import type { TokenPlan } from './token.ts';
import { ADDERS, MULTIPLIERS } from './unit.ts';

/** Logic in a DRAM process takes 1.5 times the area (secondary notes on the paper). */
const DRAM_PROCESS_AREA = 1.5;
/** GDDR6 interface [known]. */
const BUS_JOULES_PER_BIT = 7.5e-12;

const LOGIC_NODE = 28;
const FORMATS = { 8: 'int8', 16: 'fp16', 32: 'fp32' } as const satisfies Record<
  PimDesign['format_bits'],
  MacFormat
>;

/** Joules by cause. */
export interface EnergyParts {
  readonly activate: number;
  readonly column: number;
  readonly mac: number;
  readonly bus: number;
  readonly refresh: number;
  readonly background: number;
  readonly unit: number;
}

/** Square millimetres of added logic; the DRAM itself is not counted. */
export interface AreaParts {
  readonly macs: number;
  readonly unitArithmetic: number;
  readonly unitSram: number;
}

/** Energy of tokens whose work `plan` sums up and whose commands one bank counted, over `seconds`. */
export function energyOf(
  design: PimDesign,
  counts: PimCounts,
  plan: Omit<TokenPlan, 'steps'>,
  seconds: number,
): EnergyParts {
  const { volts, currents, clockPeriod, activeMinimum, precharge, gapless, accessBytes, rowBytes } =
    GDDR6_X16;
  const banks = design.channels * design.banks;
  const activate =
    (currents.activatePrecharge * (activeMinimum + precharge) -
      currents.activeStandby * activeMinimum -
      currents.prechargedStandby * precharge) *
    clockPeriod *
    volts *
    (design.row_bytes / rowBytes);
  const perBit = (current: number): number =>
    ((current - currents.activeStandby) * volts * gapless * clockPeriod) / (8 * accessBytes);
  const macs = counts.macBursts * design.lanes * banks;
  return {
    activate: (counts.macRows * banks + plan.writtenRows) * activate,
    column:
      (macs * perBit(currents.read) + plan.writtenElements * perBit(currents.write)) * design.format_bits,
    mac: macs * macEnergy(FORMATS[design.format_bits], LOGIC_NODE) * DRAM_PROCESS_ENERGY,
    bus: plan.busElements * design.format_bits * BUS_JOULES_PER_BIT,
    refresh:
      (counts.refreshCycles / design.column_clock) *
      (currents.refresh - currents.activeStandby) *
      volts *
      design.channels,
    background: currents.activeStandby * volts * seconds * design.channels,
    unit:
      plan.unitWork.additions * operationEnergy('fp32-add', LOGIC_NODE) +
      plan.unitWork.multiplications * operationEnergy('fp32-multiply', LOGIC_NODE),
  };
}

/** Area of the logic a design adds: multiply-accumulate units in the DRAM and the unit beside it. */
export function areaOf(design: PimDesign): AreaParts {
  const mac = macArea(FORMATS[design.format_bits], LOGIC_NODE);
  return {
    macs: design.channels * design.banks * design.lanes * mac * DRAM_PROCESS_AREA,
    unitArithmetic:
      MULTIPLIERS * operationArea('fp16-multiply', LOGIC_NODE) +
      ADDERS * operationArea('fp32-add', LOGIC_NODE),
    unitSram: sramArea(design.unit_sram, LOGIC_NODE),
  };
}
