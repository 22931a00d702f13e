// Ideal and nadir points of the reference fronts that the authors of the real-world suite publish beside it. A reference
// front is an approximation by many runs of evolutionary algorithms: a sampler may come past an ideal point by a little.
// RE91 is left out, because its published points are of the version that draws random numbers in every evaluation.

import type { TestProblem } from './problem.ts';

export const referenceFronts: Readonly<Record<string, NonNullable<TestProblem['front']>>> = {
  re21: { ideal: [1237.8414230005742, 0.002761423749158419], nadir: [2086.36956042, 0.00341421356237] },
  re22: { ideal: [5.88, 0], nadir: [361.262944647, 180.01547] },
  re23: { ideal: [15.9018007813, 0], nadir: [5852.05896876, 1288669.78054] },
  re24: { ideal: [60.5, 0], nadir: [481.608088535, 44.2819047619] },
  re25: { ideal: [0.037591349242869145, 0], nadir: [0.40397042546, 2224669.22419] },
  re31: {
    ideal: [5.53731918799e-5, 0.333333333333, 0],
    nadir: [500.002668442, 8246211.25124, 19359919.7502],
  },
  re32: { ideal: [0.010205496875, 0.00043904, 0], nadir: [37.7831517014, 17561.6, 425062976.628] },
  re33: { ideal: [-0.721525, 1.13907203907, 0], nadir: [5.3067, 3.12833430979, 25] },
  re34: { ideal: [1661.7078225, 6.14280000608, 0.0394], nadir: [1695.2002035, 10.7454, 0.26399999965] },
  re35: { ideal: [2352.34611145, 694.233587469, 0], nadir: [6634.56208, 1695.96387746, 397.358927317] },
  re36: { ideal: [7.89473684213e-5, 12, 0], nadir: [5.931, 56, 0.355720675227] },
  re37: {
    ideal: [0.00889341391106, 0.00488, -0.431499999825],
    nadir: [0.98949120096, 0.956587924661, 0.987530948586],
  },
  re41: {
    ideal: [15.576004, 3.58525, 10.61064375, 0],
    nadir: [39.2905121788, 4.42725, 13.09138125, 9.49401929991],
  },
  re42: {
    ideal: [-2756.2590400638524, 3962.557843228888, 1947.880856925791, 0],
    nadir: [-1010.5229595219643, 13827.138456300128, 2611.9668107424536, 12.437669929732023],
  },
  re61: {
    ideal: [63840.2774, 30, 285346.896494, 183749.967061, 7.22222222222, 0],
    nadir: [80896.9128355, 1350, 2853468.96494, 7076861.67064, 87748.6339553, 2.50994535821],
  },
};
