// Builder of importance bars: parameters by share, and what only their combinations explain, on one scale.

import type { ImportanceAnswer } from '../../../engine/contract/host.ts';

export interface ImportanceRow {
  /** Absent for what only combinations explain. */
  readonly id?: string;
  readonly share: number;
  readonly low?: number;
  readonly high?: number;
  /** Multiplies shares so that the longest bar or interval fills the width. */
  readonly scale: number;
}

/** The largest first, combinations last. */
export function importanceRows({
  parameters,
  interactions,
}: Pick<ImportanceAnswer, 'parameters' | 'interactions'> & Partial<ImportanceAnswer>): ImportanceRow[] {
  const longest = Math.max(interactions, ...parameters.map(({ share, high }) => Math.max(share, high)));
  const scale = longest > 0 ? 1 / longest : 1;
  return [
    ...[...parameters]
      .sort((a, b) => b.share - a.share)
      .map(({ id, share, low, high }) => ({
        id,
        share: Math.max(0, share),
        low: Math.max(0, low),
        high: Math.max(0, high),
        scale,
      })),
    ...(interactions > 0 ? [{ share: interactions, scale }] : []),
  ];
}
