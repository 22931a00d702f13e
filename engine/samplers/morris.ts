// Trajectories of designs for elementary effects.

import { RandomStream } from '../contract/random.ts';
import { ordinal } from '../space/parameters.ts';
import { morrisGroup, morrisOrder, morrisStep } from '../analysis/sensitivity.ts';
import { defineSampler } from './define.ts';
import { GroupedDesign } from './grouped-design.ts';

export const morris = defineSampler({
  type: 'morris',
  groupBeyondParameters: morrisGroup(0),
  title: 'Morris screening',
  doc:
    'Trajectories that move one parameter at a time, read by `paretoscope sensitivity`: with k parameters, k + 1 designs ' +
    'each. Ten to thirty trajectories tell which of many parameters matter at all; takes no objective into account.',
  paper: {
    title: 'Factorial sampling plans for preliminary computational experiments (Morris)',
    year: 1991,
    venue: 'Technometrics 33(2)',
  },
  options: {
    levels: ordinal([4, 6, 8, 10], { doc: 'Levels of the grid that trajectories walk on.', default: 4 }),
  },
  create: ({ space, seed, options }) => {
    const { width } = space;
    const { levels } = options;
    const step = morrisStep(levels);
    const stream = new RandomStream(seed, 'sampler.morris');
    const unit = new Float64Array(width);
    const direction = new Float64Array(width);
    return new GroupedDesign(space, morrisGroup(width), (group, attempt, codes) => {
      stream.restart(attempt);
      for (let index = 0; index < width; index++) {
        // The lower half of the levels goes up, the upper half down.
        const level = stream.below(levels);
        unit[index] = level / (levels - 1);
        direction[index] = level < levels / 2 ? 1 : -1;
      }
      const order = morrisOrder(width, seed, group);
      for (let place = 0; place <= width; place++) {
        if (place > 0) {
          const moved = order[place - 1]!;
          unit[moved] = Math.min(1, Math.max(0, unit[moved]! + direction[moved]! * step));
        }
        const offset = place * width;
        for (let index = 0; index < width; index++) {
          codes[offset + index] = space.fromUnit(index, unit[index]!);
        }
        space.deactivate(codes, offset);
      }
    });
  },
});
