// Energy and area from datasheet currents and published unit figures, at 28 nm for logic.

import { betweenAnchors } from '../../components/operations.ts';
import { GDDR6_X16 } from '../../simulation/dram-timing.ts';
import type { PimCounts } from '../../simulation/pim.ts';
import type { PimDesign } from './model.ts';
import type { TokenPlan } from './token.ts';
import { ADDERS, MULTIPLIERS } from './unit.ts';

/** Logic in a DRAM process takes 1.5 to 2 times the energy of a logic process; the middle [known]. */
const DRAM_PROCESS_ENERGY = 1.75;
/** And 1.5 times the area (secondary notes on the paper). */
const DRAM_PROCESS_AREA = 1.5;
/** GDDR6 interface [known]. */
const BUS_JOULES_PER_BIT = 7.5e-12;

const LOGIC_NODE = 28;
/** Area factor from 45 nm to 28 nm, a third of the way from 32 to 20 nm left (Stillmaker and Baas, interpolated). */
const AREA_45_TO_28 = 0.377;
/** SRAM at 28 nm, mm² per MiB: 0.127 um2 cells at 70 % efficiency. */
const SRAM_AREA_PER_MIB = 1.52;

/** Joules (45 nm, 7 nm) and mm² (45 nm) of a multiplier and an adder: Horowitz 2014, Jouppi 2021. */
const MULTIPLY = {
  8: { at45: 0.2e-12, at7: 0.07e-12, area: 282e-6 },
  16: { at45: 1.1e-12, at7: 0.34e-12, area: 1640e-6 },
  32: { at45: 3.7e-12, at7: 1.31e-12, area: 7700e-6 },
} as const;
const ADD = {
  8: { at45: 0.1e-12, at7: 0.03e-12, area: 137e-6 },
  16: { at45: 0.9e-12, at7: 0.38e-12, area: 4184e-6 },
  32: { at45: 0.9e-12, at7: 0.38e-12, area: 4184e-6 },
} as const;

const at28 = ({ at45, at7 }: { readonly at45: number; readonly at7: number }): number =>
  betweenAnchors(at45, at7, LOGIC_NODE);

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
    mac: macs * (at28(MULTIPLY[design.format_bits]) + at28(ADD[design.format_bits])) * DRAM_PROCESS_ENERGY,
    bus: plan.busElements * design.format_bits * BUS_JOULES_PER_BIT,
    refresh:
      (counts.refreshCycles / design.column_clock) *
      (currents.refresh - currents.activeStandby) *
      volts *
      design.channels,
    background: currents.activeStandby * volts * seconds * design.channels,
    unit: plan.unitWork.additions * at28(ADD[32]) + plan.unitWork.multiplications * at28(MULTIPLY[32]),
  };
}

/** Area of the logic a design adds: multiply-accumulate units in the DRAM and the unit beside it. */
export function areaOf(design: PimDesign): AreaParts {
  const mac = MULTIPLY[design.format_bits].area + ADD[design.format_bits].area;
  return {
    macs: design.channels * design.banks * design.lanes * mac * AREA_45_TO_28 * DRAM_PROCESS_AREA,
    unitArithmetic: (MULTIPLIERS * MULTIPLY[16].area + ADDERS * ADD[32].area) * AREA_45_TO_28,
    unitSram: (design.unit_sram / 2 ** 20) * SRAM_AREA_PER_MIB,
  };
}
