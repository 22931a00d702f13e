// Row timing of the two presets, in cycles of the column clock.

import type { PimTiming } from '../../simulation/pim.ts';
import type { PimDesign } from './model.ts';

/** Seconds. */
interface RowTimes {
  readonly activateToMac: number;
  readonly activateToWrite: number;
  readonly precharge: number;
  readonly activeMinimum: number;
  /** 0: one command, which is what the closed form of the sheet takes. */
  readonly readToPrecharge: number;
  readonly writeRecovery: number;
  readonly refreshCycle: number;
  readonly refreshInterval: number;
}

const PRESETS: Readonly<Record<PimDesign['timing'], RowTimes>> = {
  // Recalled from the paper, unverified; tRCD for writes as for reads, tRAS from the AiM preset.
  reconstructed: {
    activateToMac: 12e-9,
    activateToWrite: 12e-9,
    precharge: 12e-9,
    activeMinimum: 27e-9,
    readToPrecharge: 0,
    writeRecovery: 12e-9,
    refreshCycle: 455e-9,
    refreshInterval: 6825e-9,
  },
  // Preset GDDR6_AiM_timing of the open AiM simulator, 0.5 ns cycles.
  aim: {
    activateToMac: 28e-9,
    activateToWrite: 14e-9,
    precharge: 16e-9,
    activeMinimum: 27e-9,
    readToPrecharge: 6e-9,
    writeRecovery: 16.5e-9,
    refreshCycle: 105e-9,
    refreshInterval: 1666.5e-9,
  },
};

/** Whole cycles that cover `seconds`; a hair of slack keeps exact multiples exact. */
export function cyclesFor(seconds: number, clock: number): number {
  return Math.ceil(seconds * clock - 1e-6);
}

export function rowTimes(design: PimDesign): RowTimes {
  return PRESETS[design.timing];
}

/** Timing of a design's banks. */
export function timingOf(design: PimDesign): PimTiming {
  const times = PRESETS[design.timing];
  const cycles = (seconds: number): number => cyclesFor(seconds, design.column_clock);
  return {
    activateToMac: cycles(times.activateToMac),
    activateToWrite: cycles(times.activateToWrite),
    precharge: cycles(times.precharge),
    activeMinimum: cycles(times.activeMinimum),
    readToPrecharge: Math.max(1, cycles(times.readToPrecharge)),
    writeRecovery: cycles(times.writeRecovery),
    columnInterval: 1,
    refreshCycle: cycles(times.refreshCycle),
    refreshInterval: cycles(times.refreshInterval),
  };
}
