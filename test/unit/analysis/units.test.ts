import { expect, test } from 'vitest';
import { fanovaImportance, permutationImportance } from '../../../engine/analysis/importance.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import { Space } from '../../../engine/space/space.ts';

const number = { kind: 'float', minimum: 0, maximum: 1, scale: 'linear', default: 0.5, doc: 'x' } as const;

test.each([fanovaImportance, permutationImportance])(
  'importance does not depend on the unit of the metric: %o',
  (analyse) => {
    const space = new Space({
      dimensions: ['a', 'b'].map(
        (id) => ({ id, kind: 'float', minimum: 0, maximum: 1, scale: 'linear' }) as const,
      ),
      fixed: {},
      parameters: { a: number, b: number },
      constraints: [],
    });
    const stream = new RandomStream(1, 'test');
    const codes = Float64Array.from({ length: 600 }, () => stream.uniform());
    const values = Float64Array.from({ length: 300 }, (_, row) => 3 * codes[2 * row]! + codes[2 * row + 1]!);
    const plain = analyse(space, codes, values, 1);
    const tiny = analyse(
      space,
      codes,
      values.map((value) => value * 2 ** -60),
      1,
    );
    expect(plain.parameters[0]!.share).toBeGreaterThan(0.7);
    expect(tiny.modelFit).toBeGreaterThan(0.8);
    tiny.parameters.forEach(({ share }, index) =>
      expect(share).toBeCloseTo(plain.parameters[index]!.share, 6),
    );
  },
);
