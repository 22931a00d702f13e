// The pages of a study by name and by key.

import type { StudyTab } from './route.ts';

export const TAB_NAMES: Readonly<Record<StudyTab, string>> = {
  run: 'Run',
  explore: 'Explore',
  design: 'Design',
  compare: 'Compare',
  analysis: 'Analysis',
  report: 'Report',
};

/** The key after `g`. */
export const TAB_KEYS = {
  run: 'r',
  explore: 'e',
  design: 'd',
  compare: 'c',
  analysis: 'a',
  report: 'o',
} as const satisfies Readonly<Record<StudyTab, string>>;

/** The other keys, by place. */
export const TAB_DIGITS = ['1', '2', '3', '4', '5', '6'] as const;
