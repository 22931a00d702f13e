// Keeps what evaluations report and stops none of them.

import { definePruner } from './define.ts';

const recording = definePruner({
  type: 'none',
  title: 'None',
  doc: 'Keeps the intermediate values of every trial and stops nothing: to look at curves before choosing a pruner.',
  options: {},
  create: () => ({ observe: () => {}, tables: () => [], judge: () => undefined }),
});

/** Without options: nothing is staged, and rounds do not matter. */
export const none = {
  ...recording,
  options: {},
  create: (context: Parameters<typeof recording.create>[0]) =>
    recording.create({ ...context, options: { staged: false } }),
};
