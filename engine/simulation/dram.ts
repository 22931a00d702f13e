// One DRAM channel: bank state machines under timing constraints, requests served in order, each as early as
// the device allows. Commands of later requests may go before column commands of earlier ones, as a
// controller with look-ahead sends them; the command bus itself is never the limit.

import { ParetoscopeError } from '../contract/errors.ts';
import type { DramDevice } from './dram-timing.ts';

/** `open` leaves a row open for the next request, `closed` precharges after each one. */
export type PagePolicy = 'open' | 'closed';

export interface DramOptions {
  readonly policy: PagePolicy;
  readonly refresh: boolean;
}

/** What one request met, in cycles. */
export interface Served {
  /** Cycle of the column command. */
  readonly issued: number;
  /** First cycle after the last of its data. */
  readonly finished: number;
  readonly rowHit: boolean;
}

/** Commands sent so far, and the cycle by which all data has moved. */
export interface DramCounts {
  readonly reads: number;
  readonly writes: number;
  readonly activates: number;
  readonly rowHits: number;
  readonly refreshes: number;
  readonly finished: number;
}

/** Joules by cause. */
export interface DramEnergy {
  readonly activate: number;
  readonly column: number;
  readonly refresh: number;
  readonly background: number;
}

const FAR_PAST = -1e9;

/** A channel that serves requests one by one. */
export class DramChannel {
  readonly device: DramDevice;
  readonly #options: DramOptions;
  readonly #banks: number;
  readonly #openRow: Int32Array;
  /** Earliest cycle of the next activation and precharge of each bank, and cycle of the last activation. */
  readonly #activateFrom: Float64Array;
  readonly #prechargeFrom: Float64Array;
  readonly #activatedAt: Float64Array;
  /** Last four activations, oldest first at `#recentAt`. */
  readonly #recent = new Float64Array(4).fill(FAR_PAST);
  #recentAt = 0;
  #lastActivate = FAR_PAST;
  #lastActivateGroup = -1;
  #lastColumn = FAR_PAST;
  #lastColumnGroup = -1;
  #busFreeFrom = 0;
  #writeEnd = FAR_PAST;
  #writeGroup = -1;
  #nextRefresh: number;
  #reads = 0;
  #writes = 0;
  #activates = 0;
  #rowHits = 0;
  #refreshes = 0;
  #finished = 0;

  constructor(device: DramDevice, options: DramOptions = { policy: 'open', refresh: true }) {
    this.device = device;
    this.#options = options;
    this.#banks = device.bankGroups * device.banksPerGroup;
    this.#openRow = new Int32Array(this.#banks).fill(-1);
    this.#activateFrom = new Float64Array(this.#banks);
    this.#prechargeFrom = new Float64Array(this.#banks);
    this.#activatedAt = new Float64Array(this.#banks).fill(FAR_PAST);
    this.#nextRefresh = device.refreshInterval;
  }

  get counts(): DramCounts {
    return {
      reads: this.#reads,
      writes: this.#writes,
      activates: this.#activates,
      rowHits: this.#rowHits,
      refreshes: this.#refreshes,
      finished: this.#finished,
    };
  }

  /**
   * Serves a read or write of one access in a row, not before cycle `from`. Banks are numbered group by
   * group. Throws `usage` for a bank that is not there.
   */
  access(bank: number, row: number, write: boolean, from = 0): Served {
    if (!(Number.isInteger(bank) && bank >= 0 && bank < this.#banks)) {
      throw new ParetoscopeError('usage', `the channel has no bank ${bank}`, {
        hint: `its banks are 0 to ${this.#banks - 1}`,
      });
    }
    const { device } = this;
    const group = Math.floor(bank / device.banksPerGroup);
    if (this.#options.refresh) {
      while (Math.max(from, this.#lastColumn) >= this.#nextRefresh) this.#refreshAll();
    }
    const rowHit = this.#openRow[bank] === row;
    if (!rowHit) this.#open(bank, group, row, from);
    else this.#rowHits++;

    const latency = write ? device.writeLatency : device.readLatency;
    const activateToColumn = write ? device.activateToWrite : device.activateToRead;
    let issued = Math.max(from, this.#activatedAt[bank]! + activateToColumn, this.#busFreeFrom - latency);
    issued = Math.max(
      issued,
      this.#lastColumn + (group === this.#lastColumnGroup ? device.columnSameGroup : device.columnOtherGroup),
    );
    if (!write) {
      const turnaround =
        group === this.#writeGroup ? device.writeToReadSameGroup : device.writeToReadOtherGroup;
      issued = Math.max(issued, this.#writeEnd + turnaround);
    }
    const dataEnd = issued + latency + device.burst;
    this.#lastColumn = issued;
    this.#lastColumnGroup = group;
    this.#busFreeFrom = dataEnd;
    this.#finished = Math.max(this.#finished, dataEnd);
    if (write) {
      this.#writes++;
      this.#writeEnd = dataEnd;
      this.#writeGroup = group;
      this.#prechargeFrom[bank] = Math.max(this.#prechargeFrom[bank]!, dataEnd + device.writeRecovery);
    } else {
      this.#reads++;
      this.#prechargeFrom[bank] = Math.max(this.#prechargeFrom[bank]!, issued + device.readToPrecharge);
    }
    if (this.#options.policy === 'closed') this.#close(bank);
    return { issued, finished: dataEnd, rowHit };
  }

  /**
   * Energy so far, by the currents of the device: activation above standby, columns above standby, refresh,
   * standby.
   */
  energy(): DramEnergy {
    const { device } = this;
    const { currents } = device;
    const scale = device.volts * device.clockPeriod * device.devices;
    const rowCycle = device.activeMinimum + device.precharge;
    const activate =
      currents.activatePrecharge * rowCycle -
      currents.activeStandby * device.activeMinimum -
      currents.prechargedStandby * device.precharge;
    return {
      activate: this.#activates * activate * scale,
      column:
        (this.#reads * (currents.read - currents.activeStandby) +
          this.#writes * (currents.write - currents.activeStandby)) *
        device.gapless *
        scale,
      refresh: this.#refreshes * (currents.refresh - currents.activeStandby) * device.refreshCycle * scale,
      background: currents.activeStandby * this.#finished * scale,
    };
  }

  #close(bank: number): void {
    this.#openRow[bank] = -1;
    this.#activateFrom[bank] = Math.max(
      this.#activateFrom[bank]!,
      this.#prechargeFrom[bank]! + this.device.precharge,
    );
  }

  #open(bank: number, group: number, row: number, from: number): void {
    const { device } = this;
    if (this.#openRow[bank]! >= 0) {
      this.#prechargeFrom[bank] = Math.max(this.#prechargeFrom[bank]!, from);
      this.#close(bank);
    }
    const apart = group === this.#lastActivateGroup ? device.activateSameGroup : device.activateOtherGroup;
    const cycle = Math.max(
      from,
      this.#activateFrom[bank]!,
      this.#lastActivate + apart,
      this.#recent[this.#recentAt]! + device.fourActivates,
    );
    this.#recent[this.#recentAt] = cycle;
    this.#recentAt = (this.#recentAt + 1) & 3;
    this.#lastActivate = cycle;
    this.#lastActivateGroup = group;
    this.#activatedAt[bank] = cycle;
    this.#prechargeFrom[bank] = cycle + device.activeMinimum;
    this.#openRow[bank] = row;
    this.#activates++;
  }

  /** All banks precharge, then the channel is busy for a refresh cycle. */
  #refreshAll(): void {
    const { device } = this;
    let start = this.#nextRefresh;
    for (let bank = 0; bank < this.#banks; bank++) {
      if (this.#openRow[bank]! >= 0) this.#close(bank);
      start = Math.max(start, this.#activateFrom[bank]!);
    }
    this.#activateFrom.fill(start + device.refreshCycle);
    this.#nextRefresh += device.refreshInterval;
    this.#refreshes++;
    this.#finished = Math.max(this.#finished, start + device.refreshCycle);
  }
}
