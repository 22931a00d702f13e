// What may be chosen: net, grouping, device, and whether accuracy is measured.

import { GROUPED_NETS } from '../../components/workloads/grouped-nets.ts';
import { MAC_FORMATS } from '../../components/operations.ts';
import type { DesignOf } from '../../contract/system.ts';
import { PICTURE_KINDS } from '../../learning/data/pictures.ts';
import { categorical, float, integer, ordinal } from '../../space/parameters.ts';
import { POLICIES } from './grouping.ts';

const KIB = 1024;
const onGraphics = { device: ['p100', 'p4000'] };
const onAccelerator = { device: ['accelerator'] };

export const TRAININGS = ['none', 'quick', 'full'] as const;

export const parameters = {
  network: categorical(GROUPED_NETS, {
    doc: 'Net whose 3 x 3 convolutions are grouped; the 1 x 1 convolutions around them stay dense.',
    default: 'mobilenet-v1',
    source: 'abstract',
  }),
  policy: categorical(POLICIES, {
    doc: 'How groups are spread over the depth of the net.',
    default: 'fixed-group-size',
    source: 'abstract',
    choiceDocs: {
      dense: 'No groups: every output sees every input channel.',
      depthwise: 'One channel a group, as MobileNet-V1 was published.',
      'fixed-groups': 'The same number of groups in every layer (FgGC), as ResNeXt-50 was published with 32.',
      'fixed-group-size': 'The same number of channels a group in every layer (E2GC).',
    },
  }),
  group_size: ordinal([1, 2, 4, 8, 16, 32, 64], {
    doc: 'Channels a group in every grouped layer; work and weights of those layers grow in proportion, reuse with them.',
    unit: 'channels',
    default: 8,
    activeWhen: { policy: ['fixed-group-size'] },
    source: 'swept in the paper; values not published',
  }),
  groups: ordinal([1, 2, 4, 8, 16, 32, 64], {
    doc: 'Groups in every grouped layer; work and weights of those layers fall in proportion.',
    default: 32,
    activeWhen: { policy: ['fixed-groups'] },
    source: 'ResNeXt-50 as published has 32',
  }),
  width: ordinal([0.25, 0.5, 0.75, 1], {
    doc: 'Multiplies every channel count of the net.',
    default: 1,
    source: 'MobileNet-V1',
  }),
  resolution: ordinal([96, 128, 160, 192, 224], {
    doc: 'Height and width of the input picture; weights are reused once per pixel.',
    unit: 'pixels',
    default: 224,
    source: 'ImageNet habit',
  }),
  kernel: ordinal([3, 5], {
    doc: 'Side of the grouped convolutions.',
    unit: 'pixels',
    default: 3,
  }),
  batch_size: integer({
    doc: 'Pictures at once; weights are moved once for all of them.',
    minimum: 1,
    maximum: 128,
    scale: 'log',
    default: 1,
    source: 'assumption; the abstract gives none',
  }),
  activation_weight: float({
    doc: 'Weight of activations against weights in weighted reuse; one half counts both alike.',
    minimum: 0.05,
    maximum: 0.95,
    default: 0.5,
    source: 'idea of arXiv 2008.02565; its weights were not readable',
  }),
  device: categorical(['p100', 'p4000', 'accelerator'], {
    doc: 'What the net runs on.',
    default: 'p100',
    source: 'abstract',
    choiceDocs: {
      p100: 'Tesla P100 PCIe, 32-bit floating point.',
      p4000: 'Quadro P4000, 32-bit floating point.',
      accelerator:
        'A square array of multiply-accumulate units at 16 nm and 1 GHz with one buffer and LPDDR5.',
    },
  }),
  peak_share: float({
    doc: 'Share of the peak that a dense convolution reaches.',
    minimum: 0.2,
    maximum: 0.9,
    default: 0.6,
    activeWhen: onGraphics,
    source: 'assumption (study notes, section 4)',
  }),
  group_ramp: float({
    doc: 'Group size at which a group convolution reaches half of what a dense one does; 0 is no loss.',
    unit: 'channels',
    minimum: 0,
    maximum: 64,
    default: 8,
    activeWhen: onGraphics,
    source: 'assumption (study notes: 2 to 64, not published)',
  }),
  launch_time: float({
    doc: 'Time each layer costs before it starts.',
    unit: 's',
    minimum: 0,
    maximum: 2e-5,
    default: 5e-6,
    activeWhen: onGraphics,
    source: 'assumption',
  }),
  array_side: ordinal([8, 16, 32, 64, 128], {
    doc: 'Rows and columns of the array; one group at a time fills rows with its taps and columns with its outputs.',
    default: 32,
    activeWhen: onAccelerator,
  }),
  buffer: ordinal([64 * KIB, 256 * KIB, 1024 * KIB, 4096 * KIB, 16384 * KIB], {
    doc: 'On-chip buffer; activations that fill at most half of it stay on chip between two layers.',
    unit: 'B',
    default: 1024 * KIB,
    activeWhen: onAccelerator,
  }),
  precision: ordinal(MAC_FORMATS, {
    doc: 'Format of weights and activations.',
    default: 'int8',
    activeWhen: onAccelerator,
  }),
  training: ordinal(TRAININGS, {
    doc:
      'Whether a small network with this grouping is really trained: not at all (accuracies are then minus infinity and no ' +
      'objective), once for seconds, or from three seeds for longer.',
    default: 'none',
  }),
  dataset: categorical(PICTURE_KINDS, {
    doc: 'Generated pictures that the small network learns.',
    default: 'shapes',
    activeWhen: { training: ['quick', 'full'] },
    choiceDocs: {
      shapes: 'Eight outlines of random place, size and turn in noise.',
      textures: 'Six pairs of stripe patterns over each other in noise.',
    },
  }),
} as const;

export type GroupDesign = DesignOf<typeof parameters>;
