// E2GC: a constant group size instead of a constant number of groups.

import { NARROWEST } from '../../components/workloads/grouped-nets.ts';
import { defineSystem } from '../define.ts';
import { claims } from './claims.ts';
import { inspectDesign } from './inspect.ts';
import { FIDELITY, measureAccuracy, UNMEASURED } from './measured.ts';
import { metrics } from './metrics.ts';
import { modelled } from './model.ts';
import { parameters } from './parameters.ts';

export default defineSystem({
  id: 'e2gc',
  version: 1,
  title: 'E2GC group convolution',
  summary:
    'How to group the convolutions of MobileNet-V1 and ResNeXt-50: constant group size against constant number of groups.',
  paper: {
    title: 'E2GC: Energy-efficient Group Convolution in Deep Neural Networks',
    year: 2020,
    arxiv: '2006.15100',
    venue: 'VLSID 2020',
  },
  references: [
    'A. Howard et al., "MobileNets", arXiv 1704.04861',
    'S. Xie et al., "Aggregated residual transformations for deep neural networks", CVPR 2017',
    'Data reuse weighted by kind of data: arXiv 2008.02565',
    'M. Horowitz, "Computing\'s energy problem", ISSCC 2014',
  ],
  parameters,
  constraints: [
    {
      id: 'group-size-divides-channels',
      message:
        'the group size must divide the channels of every grouped layer (32 x width in MobileNet-V1, 128 x width in ResNeXt-50)',
      uses: ['network', 'policy', 'group_size', 'width'],
      holds: ({ network, policy, group_size: size, width }) =>
        policy !== 'fixed-group-size' || (NARROWEST[network] * width) % size === 0,
    },
    {
      id: 'groups-divide-channels',
      message:
        'the number of groups must divide the channels of every grouped layer (32 x width in MobileNet-V1, 128 x width in ResNeXt-50)',
      uses: ['network', 'policy', 'groups', 'width'],
      holds: ({ network, policy, groups, width }) =>
        policy !== 'fixed-groups' || (NARROWEST[network] * width) % groups === 0,
    },
  ],
  metrics,
  defaultObjectives: ['energy', 'latency', 'weights'],
  limits: [
    'Accuracy is that of a small network on generated pictures; no accuracy of MobileNet-V1 or ResNeXt-50 is predicted.',
    'How well library kernels of a graphics processor run small groups is an assumption (group_ramp), and it decides the size of the published gain.',
    'Layers are not fused; activations, normalisation, pooling and shortcut additions cost nothing.',
    'Board power of a graphics processor is split into idle, memory and arithmetic by assumption; absolute joules are rough.',
  ],
  evaluate: (design, context) => {
    const known = modelled(design);
    if (design.training === 'none') return { ...known, ...UNMEASURED };
    context.settled(known, { test_accuracy: 1, training_accuracy: 1 });
    return { ...known, ...measureAccuracy(design, design.dataset, FIDELITY[design.training], context) };
  },
  inspect: inspectDesign,
  claims,
});
