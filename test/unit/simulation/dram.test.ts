import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DramChannel } from '../../../engine/simulation/dram.ts';
import {
  DDR4_3200,
  DRAM_DEVICES,
  peakBandwidth,
  type DramDevice,
} from '../../../engine/simulation/dram-timing.ts';

const quiet = { policy: 'open', refresh: false } as const;

describe('DramChannel on DDR4-3200, against schedules worked out by hand', () => {
  it('reads one row in a closed bank: activate, tRCD, tCL, burst', () => {
    const channel = new DramChannel(DDR4_3200, quiet);
    expect(channel.access(0, 5, false)).toEqual({ issued: 22, finished: 22 + 22 + 4, rowHit: false });
  });

  it('spaces row hits in one bank group by tCCD_L', () => {
    const channel = new DramChannel(DDR4_3200, quiet);
    const issued = [0, 1, 2, 3].map(() => channel.access(0, 5, false).issued);
    expect(issued).toEqual([22, 30, 38, 46]);
    expect(channel.counts).toMatchObject({ reads: 4, activates: 1, rowHits: 3, finished: 46 + 26 });
  });

  it('alternates bank groups by tCCD_S, activating the second tRRD_S after the first', () => {
    const channel = new DramChannel(DDR4_3200, quiet);
    // Bank 4 is in group 1: activated at 4, read from 26 = 4 + tRCD, which is also tCCD_S after the first
    // read.
    const issued = [0, 4, 0, 4].map((bank) => channel.access(bank, 1, false).issued);
    expect(issued).toEqual([22, 26, 30, 34]);
  });

  it('waits tRAS and tRP on a row conflict', () => {
    const channel = new DramChannel(DDR4_3200, quiet);
    channel.access(0, 1, false);
    // The precharge may come at max(22 + tRTP 12, tRAS 52) = 52, the activation at 74, the read at 96.
    expect(channel.access(0, 2, false)).toEqual({ issued: 96, finished: 96 + 26, rowHit: false });
  });

  it('waits for the write to recover before a conflicting row opens', () => {
    const channel = new DramChannel(DDR4_3200, quiet);
    channel.access(0, 1, true);
    // Write at 22, data to 22 + 16 + 4 = 42, precharge at 42 + tWR 24 = 66, activation at 88, read at 110.
    expect(channel.access(0, 2, false).issued).toBe(110);
  });

  it('turns the bus from write to read after tWTR', () => {
    const channel = new DramChannel(DDR4_3200, quiet);
    channel.access(0, 1, true);
    expect(channel.access(0, 1, false).issued).toBe(42 + 12);
    const other = new DramChannel(DDR4_3200, quiet);
    other.access(0, 1, true);
    expect(other.access(4, 1, false).issued).toBe(42 + 4);
  });

  it('lets at most four activations into a tFAW window', () => {
    const channel = new DramChannel(DDR4_3200, quiet);
    // Groups in turn: activations at 0, 4, 8, 12, then the fifth at 34 instead of 16.
    const issued = [0, 4, 8, 12, 1].map((bank) => channel.access(bank, 1, false).issued);
    expect(issued).toEqual([22, 26, 30, 34, 34 + 22]);
  });

  it('precharges by itself under a closed policy', () => {
    const channel = new DramChannel(DDR4_3200, { policy: 'closed', refresh: false });
    channel.access(0, 1, false);
    // Closed at 52, ready at 74: the second access to the same row opens it again.
    expect(channel.access(0, 1, false)).toEqual({ issued: 96, finished: 122, rowHit: false });
  });

  it('refreshes after tREFI, with all rows closed', () => {
    const channel = new DramChannel(DDR4_3200, { policy: 'open', refresh: true });
    channel.access(0, 1, false);
    const after = channel.access(0, 1, false, 12480);
    // Precharged long ago by the refresh at 12480 + tRP; busy until then + tRFC; then activate and read.
    expect(after).toEqual({ issued: 12480 + 560 + 22, finished: 12480 + 560 + 22 + 26, rowHit: false });
    expect(channel.counts.refreshes).toBe(1);
  });

  it('adds up energy by current', () => {
    const channel = new DramChannel(DDR4_3200, quiet);
    channel.access(0, 1, false);
    const scale = 1.2 * 0.63e-9 * 8;
    const energy = channel.energy();
    expect(energy.activate).toBeCloseTo((0.057 * 74 - 0.052 * 52 - 0.037 * 22) * scale, 18);
    expect(energy.column).toBeCloseTo((0.168 - 0.052) * 4 * scale, 18);
    expect(energy.background).toBeCloseTo(0.052 * 48 * scale, 18);
    expect(energy.refresh).toBe(0);
  });

  it('refuses a bank that is not there', () => {
    expect(() => new DramChannel(DDR4_3200).access(16, 0, false)).toThrow('no bank 16');
  });
});

/** Bytes per second of streaming whole rows, bank groups in turn. */
function streamed(device: DramDevice, refresh: boolean): number {
  const channel = new DramChannel(device, { policy: 'open', refresh });
  const accesses = device.rowBytes / device.accessBytes;
  let served = 0;
  for (let row = 0; row < 40; row++) {
    for (let bank = 0; bank < device.banksPerGroup; bank++) {
      for (let access = 0; access < accesses; access++) {
        for (let group = 0; group < device.bankGroups; group++) {
          channel.access(group * device.banksPerGroup + bank, row, false);
          served++;
        }
      }
    }
  }
  return (served * device.accessBytes) / (channel.counts.finished * device.clockPeriod);
}

describe('DramChannel', () => {
  it.each(DRAM_DEVICES)('streams near the peak of $name, and refresh takes its share', (device) => {
    const peak = peakBandwidth(device);
    const smooth = streamed(device, false);
    expect(smooth).toBeLessThanOrEqual(peak);
    expect(smooth).toBeGreaterThan(0.9 * peak);
    const share = device.refreshCycle / device.refreshInterval;
    expect(streamed(device, true)).toBeLessThan(smooth);
    expect(streamed(device, true)).toBeGreaterThan(smooth * (1 - 2 * share));
  });

  it('never lets two accesses share the data bus, whatever comes', () => {
    const request = fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 3 }), fc.boolean());
    fc.assert(
      fc.property(
        fc.array(request, { minLength: 2, maxLength: 100 }),
        fc.constantFrom(...DRAM_DEVICES),
        fc.constantFrom('open' as const, 'closed' as const),
        (requests, device, policy) => {
          const channel = new DramChannel(device, { policy, refresh: true });
          let before = 0;
          for (const [bank, row, write] of requests) {
            const { finished } = channel.access(bank, row, write);
            expect(finished - device.burst).toBeGreaterThanOrEqual(before);
            before = finished;
          }
          const { reads, writes, activates, rowHits } = channel.counts;
          expect(reads + writes).toBe(requests.length);
          expect(activates + rowHits).toBe(requests.length);
        },
      ),
      { seed: 9 },
    );
  });
});
