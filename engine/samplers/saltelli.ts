// Groups of designs for first-order and total Sobol' indices.

import { ParetoscopeError } from '../contract/errors.ts';
import { saltelliGroup } from '../analysis/sensitivity.ts';
import { defineSampler } from './define.ts';
import { GroupedDesign } from './grouped-design.ts';
import { SOBOL_DIMENSIONS } from './joe-kuo.ts';
import { SobolSequence } from './sobol-sequence.ts';

export const saltelli = defineSampler({
  type: 'saltelli',
  groupBeyondParameters: saltelliGroup(0),
  title: "Sobol' indices (Saltelli)",
  doc:
    'Designs for variance-based sensitivity, read by `paretoscope sensitivity`: with k parameters, groups of k + 2. ' +
    'For a budget of some hundred groups; takes no objective into account. Up to 80 parameters.',
  paper: {
    title: 'Variance based sensitivity analysis of model output (Saltelli et al.)',
    year: 2010,
    venue: 'Computer Physics Communications 181',
  },
  options: {},
  create: ({ space, seed }) => {
    const { width } = space;
    if (2 * width > SOBOL_DIMENSIONS) {
      throw new ParetoscopeError(
        'study-invalid',
        `the saltelli sampler takes up to ${SOBOL_DIMENSIONS / 2} parameters`,
        { hint: `the study varies ${width}; screen them with the morris sampler first` },
      );
    }
    // The left half of a point of the sequence is A, the right half B.
    const sequence = new SobolSequence(2 * width, seed);
    return new GroupedDesign(space, saltelliGroup(width), (_, attempt, codes) => {
      for (let place = 0; place <= width + 1; place++) {
        const offset = place * width;
        for (let index = 0; index < width; index++) {
          const isFromB = place === width + 1 || place === index + 1;
          const unit = sequence.at(attempt, isFromB ? width + index : index);
          codes[offset + index] = space.fromUnit(index, unit);
        }
        space.deactivate(codes, offset);
      }
    });
  },
});
