// Low-discrepancy designs from the scrambled Sobol sequence.

import { ParetoscopeError } from '../contract/errors.ts';
import { boolean } from '../space/parameters.ts';
import { defineSampler } from './define.ts';
import { SOBOL_DIMENSIONS } from './joe-kuo.ts';
import { SequenceSampler } from './sequence-sampler.ts';
import { SobolSequence } from './sobol-sequence.ts';

export const sobol = defineSampler({
  type: 'sobol',
  title: 'Sobol',
  doc:
    'Quasi-random designs that cover the space more evenly than random ones; best at budgets that are powers of two. ' +
    'For mapping a space, for sensitivity analysis and for fitting surrogates. Up to 160 parameters.',
  paper: {
    title: 'Constructing Sobol sequences with better two-dimensional projections (Joe and Kuo)',
    year: 2008,
    venue: 'SIAM Journal on Scientific Computing 30(5)',
  },
  options: {
    scramble: boolean({
      doc: 'Owen-scramble the sequence by the seed; off gives the plain sequence, the same for every seed.',
      default: true,
    }),
  },
  create: ({ space, seed, options }) => {
    if (space.width > SOBOL_DIMENSIONS) {
      throw new ParetoscopeError(
        'study-invalid',
        `the sobol sampler takes up to ${SOBOL_DIMENSIONS} parameters`,
        {
          hint: `the study varies ${space.width}; use random or latin-hypercube`,
        },
      );
    }
    const sequence = new SobolSequence(space.width, options.scramble ? seed : undefined);
    return new SequenceSampler(space, 'Sobol points', (member, dimension) => sequence.at(member, dimension));
  },
});
