// Flash storage read in many small pieces: throughput by chunk size and reads in flight.

/** A flash device as its host reads it. */
export interface FlashDevice {
  /** Bytes per second of one long linear read. */
  readonly sequentialBandwidth: number;
  /** Seconds from asking for a chunk to its first byte. */
  readonly firstByteLatency: number;
  /** Reads that wait for their first byte at the same time, at most; more threads do not help. */
  readonly parallelReads: number;
  /**
   * Share of the shorter of waiting and transferring that hides behind the longer one: 0, they add up; 1, the device
   * is either short of operations or short of bandwidth.
   */
  readonly overlap: number;
}

/**
 * Seconds that each of many scattered reads of `chunkBytes` takes on average with `threads` reads in flight: the first
 * byte's latency shared by the reads in flight, then the transfer. With overlap 0 it is the inverse of the throughput
 * chunk / (latency / threads + chunk / bandwidth) of LLM in a flash (arXiv 2312.11514), section 2.2.
 */
export function scatteredReadTime(flash: FlashDevice, chunkBytes: number, threads: number): number {
  const waiting = flash.firstByteLatency / Math.min(threads, flash.parallelReads);
  const transfer = chunkBytes / flash.sequentialBandwidth;
  return waiting + transfer - flash.overlap * Math.min(waiting, transfer);
}

/** Bytes per second of scattered reads. */
export function scatteredThroughput(flash: FlashDevice, chunkBytes: number, threads: number): number {
  return chunkBytes / scatteredReadTime(flash, chunkBytes, threads);
}

/** Joules to read a byte of an NVMe drive, controller included: 5-8 W at about 6 GB/s [known]. */
export const FLASH_ENERGY_PER_BYTE = 1e-9;
