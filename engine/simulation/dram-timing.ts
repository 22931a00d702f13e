// Timing and current figures of DRAM devices, in clock cycles and amperes.

/**
 * One channel's organisation, command distances in cycles of `clockPeriod` seconds, and supply currents in
 * amperes.
 */
export interface DramDevice {
  readonly name: string;
  readonly source: string;
  readonly clockPeriod: number;
  readonly bankGroups: number;
  readonly banksPerGroup: number;
  /** Devices side by side that make up the channel's width; currents are of one. */
  readonly devices: number;
  /** Bytes of the whole channel that one activation opens. */
  readonly rowBytes: number;
  /** Bytes of the whole channel that one column command moves. */
  readonly accessBytes: number;
  /** tCL, tCWL: column command to first data. */
  readonly readLatency: number;
  readonly writeLatency: number;
  /** tBL: cycles that one access holds the data bus. */
  readonly burst: number;
  /** tRCDRD, tRCDWR. */
  readonly activateToRead: number;
  readonly activateToWrite: number;
  /** tRP. */
  readonly precharge: number;
  /** tRAS. */
  readonly activeMinimum: number;
  /** tRTP, and tWR counted from the end of write data. */
  readonly readToPrecharge: number;
  readonly writeRecovery: number;
  /** tCCD_S and tCCD_L. */
  readonly columnOtherGroup: number;
  readonly columnSameGroup: number;
  /** tRRD_S and tRRD_L. */
  readonly activateOtherGroup: number;
  readonly activateSameGroup: number;
  /** tFAW: window that holds at most four activations. */
  readonly fourActivates: number;
  /** tWTR_S and tWTR_L, from the end of write data to a read. */
  readonly writeToReadOtherGroup: number;
  readonly writeToReadSameGroup: number;
  /** tRFC and tREFI. */
  readonly refreshCycle: number;
  readonly refreshInterval: number;
  readonly volts: number;
  /**
   * Cycles from one column command to the next at which read and write currents are specified: gapless data.
   */
  readonly gapless: number;
  readonly currents: {
    /** IDD0, IDD2N, IDD3N, IDD4R, IDD4W, IDD5AB. */
    readonly activatePrecharge: number;
    readonly prechargedStandby: number;
    readonly activeStandby: number;
    readonly read: number;
    readonly write: number;
    readonly refresh: number;
  };
}

export const DDR4_3200: DramDevice = {
  name: 'DDR4-3200, eight 8 Gb x8 devices',
  source: 'configuration DDR4_8Gb_x8_3200 of the open DRAM simulator DRAMsim3',
  clockPeriod: 0.63e-9,
  bankGroups: 4,
  banksPerGroup: 4,
  devices: 8,
  rowBytes: 8192,
  accessBytes: 64,
  readLatency: 22,
  writeLatency: 16,
  burst: 4,
  activateToRead: 22,
  activateToWrite: 22,
  precharge: 22,
  activeMinimum: 52,
  readToPrecharge: 12,
  writeRecovery: 24,
  columnOtherGroup: 4,
  columnSameGroup: 8,
  activateOtherGroup: 4,
  activateSameGroup: 8,
  fourActivates: 34,
  writeToReadOtherGroup: 4,
  writeToReadSameGroup: 12,
  refreshCycle: 560,
  refreshInterval: 12480,
  volts: 1.2,
  gapless: 4,
  currents: {
    activatePrecharge: 0.057,
    prechargedStandby: 0.037,
    activeStandby: 0.052,
    read: 0.168,
    write: 0.15,
    refresh: 0.25,
  },
};

export const HBM2_CHANNEL: DramDevice = {
  name: 'HBM2, one 128-bit channel of an 8 Gb die',
  source: 'configuration HBM2_8Gb_x128 of the open DRAM simulator DRAMsim3',
  clockPeriod: 1e-9,
  bankGroups: 4,
  banksPerGroup: 4,
  devices: 1,
  rowBytes: 1024,
  accessBytes: 64,
  readLatency: 14,
  writeLatency: 4,
  burst: 2,
  activateToRead: 14,
  activateToWrite: 14,
  precharge: 14,
  activeMinimum: 34,
  readToPrecharge: 6,
  writeRecovery: 16,
  // The source gives 1 and 2; a burst of 4 at double data rate holds the bus for 2 cycles, which is what
  // binds.
  columnOtherGroup: 1,
  columnSameGroup: 2,
  activateOtherGroup: 4,
  activateSameGroup: 6,
  fourActivates: 30,
  writeToReadOtherGroup: 6,
  writeToReadSameGroup: 8,
  refreshCycle: 260,
  refreshInterval: 3900,
  volts: 1.2,
  gapless: 2,
  currents: {
    activatePrecharge: 0.065,
    prechargedStandby: 0.04,
    activeStandby: 0.055,
    read: 0.39,
    write: 0.5,
    refresh: 0.25,
  },
};

export const GDDR6_X16: DramDevice = {
  name: 'GDDR6, one 16-bit channel',
  source:
    'timing: preset GDDR6_2000_1350mV_quad of the open AiM simulator; currents: configuration GDDR6_8Gb_x16 of DRAMsim3',
  clockPeriod: 0.57e-9,
  bankGroups: 4,
  banksPerGroup: 4,
  devices: 1,
  rowBytes: 2048,
  accessBytes: 32,
  readLatency: 24,
  writeLatency: 6,
  burst: 4,
  activateToRead: 26,
  activateToWrite: 16,
  precharge: 26,
  activeMinimum: 53,
  readToPrecharge: 4,
  writeRecovery: 26,
  columnOtherGroup: 4,
  columnSameGroup: 6,
  activateOtherGroup: 7,
  activateSameGroup: 7,
  fourActivates: 28,
  writeToReadOtherGroup: 9,
  writeToReadSameGroup: 11,
  refreshCycle: 210,
  refreshInterval: 3333,
  volts: 1.35,
  // 32 B at 14 Gb/s on 16 pins take 1.14 ns; the timing preset spaces commands twice as far.
  gapless: 2,
  currents: {
    activatePrecharge: 0.071,
    prechargedStandby: 0.06,
    activeStandby: 0.061,
    read: 0.248,
    write: 0.231,
    refresh: 0.286,
  },
};

export const DRAM_DEVICES: readonly DramDevice[] = [DDR4_3200, HBM2_CHANNEL, GDDR6_X16];

/** Bytes per second while the data bus never idles. */
export function peakBandwidth(device: DramDevice): number {
  return device.accessBytes / (Math.max(device.burst, device.columnOtherGroup) * device.clockPeriod);
}
