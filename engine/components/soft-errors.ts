// Soft errors: how often particle strikes flip stored bits, and how a failure rate turns into a probability per run
// and back. Source unless named otherwise: "U55-RES" (arXiv 2404.09317, ISPASS 2024).

/** One FIT is one failure in 1e9 hours; this many seconds. */
export const SECONDS_PER_FIT = 3.6e12;
const BITS_PER_MEBIBYTE = 2 ** 20 * 8;

/** Raw soft-error data of a technology at sea level (Table II). */
export interface SoftErrorTechnology {
  /** Raw upsets of unhardened flip-flops, in FIT per 2^20 bytes. */
  readonly flopFitPerMebibyte: number;
  /** Combinational upsets of one gate as a share of a latch's upset rate at 1 GHz ("FOM"). */
  readonly combinationalMerit: number;
}

export const SOFT_ERRORS: Readonly<Record<16 | 7, SoftErrorTechnology>> = {
  16: { flopFitPerMebibyte: 50, combinationalMerit: 0.005 },
  7: { flopFitPerMebibyte: 10, combinationalMerit: 0.0005 },
};

/** Probability that one bit flips within one cycle (Eq. 2). `clock` in Hz. */
export function flipProbability(flopFitPerMebibyte: number, clock: number): number {
  return flopFitPerMebibyte / (BITS_PER_MEBIBYTE * SECONDS_PER_FIT * clock);
}

/** Failure rate in FIT of a machine that runs without pause and fails with `probability` in each run of `runTime` s. */
export function failureRate(probability: number, runTime: number): number {
  return (probability / runTime) * SECONDS_PER_FIT;
}

/**
 * Largest failure probability of one run of `runTime` seconds that keeps a part within its share of a chip's failure
 * rate: the part gets `areaShare` of `chipFit` (section III-B).
 */
export function failureLimit(chipFit: number, areaShare: number, runTime: number): number {
  return ((chipFit * areaShare) / SECONDS_PER_FIT) * runTime;
}

/**
 * Upper bound of the upset rate of the logic in front of a flip-flop, as a share of the flip-flop's own rate (Eq. 17
 * with latch duty 1; a latch counts half a flip-flop). `fanIn` is the mean gate fan-in, not 1; `depth` the mean number
 * of gates between two flip-flops (3.5 in the paper). Linear in the clock (Hz), because a pulse is caught once a cycle.
 */
export function combinationalShare(
  technology: SoftErrorTechnology,
  clock: number,
  fanIn: number,
  depth = 3.5,
): number {
  const gates = (fanIn ** (depth + 1) - 1) / (fanIn - 1);
  return 0.5 * technology.combinationalMerit * (clock / 1e9) * gates;
}
