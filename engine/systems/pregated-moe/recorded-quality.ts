// Trainings of the toy that were recorded, seeds 1, 2 and 3 in turn, so that a design needs none of its own: what
// `trainToy` gives for a gate one, two and three blocks ahead. A test repeats one of them.

import type { FineTuningSteps, ToyQuality } from './toy.ts';

/** By fine-tuning steps, gate distance (from 1) and seed (from 1). */
export const RECORDED: Readonly<Record<FineTuningSteps, readonly (readonly ToyQuality[])[]>> = {
  0: [
    [
      { accuracy: 0.748046875, baseline: 0.77392578125, agreement: 0.841064453125 },
      { accuracy: 0.7685546875, baseline: 0.796875, agreement: 0.8160400390625 },
      { accuracy: 0.71533203125, baseline: 0.75927734375, agreement: 0.83447265625 },
    ],
    [
      { accuracy: 0.73876953125, baseline: 0.77392578125, agreement: 0.7943115234375 },
      { accuracy: 0.7451171875, baseline: 0.796875, agreement: 0.76123046875 },
      { accuracy: 0.6953125, baseline: 0.75927734375, agreement: 0.79736328125 },
    ],
    [
      { accuracy: 0.73095703125, baseline: 0.77392578125, agreement: 0.7760009765625 },
      { accuracy: 0.748046875, baseline: 0.796875, agreement: 0.740966796875 },
      { accuracy: 0.69287109375, baseline: 0.75927734375, agreement: 0.778564453125 },
    ],
  ],
  100: [
    [
      { accuracy: 0.7724609375, baseline: 0.77197265625, agreement: 0.8267822265625 },
      { accuracy: 0.7958984375, baseline: 0.7958984375, agreement: 0.8028564453125 },
      { accuracy: 0.7578125, baseline: 0.77197265625, agreement: 0.8310546875 },
    ],
    [
      { accuracy: 0.77685546875, baseline: 0.77197265625, agreement: 0.7908935546875 },
      { accuracy: 0.80029296875, baseline: 0.7958984375, agreement: 0.7608642578125 },
      { accuracy: 0.75244140625, baseline: 0.77197265625, agreement: 0.7926025390625 },
    ],
    [
      { accuracy: 0.7685546875, baseline: 0.77197265625, agreement: 0.771728515625 },
      { accuracy: 0.78857421875, baseline: 0.7958984375, agreement: 0.740478515625 },
      { accuracy: 0.75634765625, baseline: 0.77197265625, agreement: 0.7799072265625 },
    ],
  ],
  400: [
    [
      { accuracy: 0.8017578125, baseline: 0.7919921875, agreement: 0.8096923828125 },
      { accuracy: 0.80908203125, baseline: 0.8154296875, agreement: 0.7811279296875 },
      { accuracy: 0.78515625, baseline: 0.7841796875, agreement: 0.82177734375 },
    ],
    [
      { accuracy: 0.796875, baseline: 0.7919921875, agreement: 0.7841796875 },
      { accuracy: 0.81591796875, baseline: 0.8154296875, agreement: 0.7398681640625 },
      { accuracy: 0.78271484375, baseline: 0.7841796875, agreement: 0.78662109375 },
    ],
    [
      { accuracy: 0.80029296875, baseline: 0.7919921875, agreement: 0.7598876953125 },
      { accuracy: 0.8095703125, baseline: 0.8154296875, agreement: 0.7132568359375 },
      { accuracy: 0.79345703125, baseline: 0.7841796875, agreement: 0.7667236328125 },
    ],
  ],
};
