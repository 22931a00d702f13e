// Numbers of a report as words.

import { expect, it } from 'vitest';
import { percent } from '../../../../engine/report/wording.ts';

it('writes shares', () => {
  expect([0, 0.0004, 0.0123, 0.5, 1].map(percent)).toEqual(['0.0 %', '< 0.1 %', '1.2 %', '50 %', '100 %']);
});
