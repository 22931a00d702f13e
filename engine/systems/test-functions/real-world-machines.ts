// Problems of the real-world suite about machine parts; see `real-world.ts`.

import { choice, float, integer, missed, problem, unit } from './real-world-problem.ts';

/** Areas in square inches that reinforcement bars come in: Amir and Hasegawa, Journal of Structural Engineering 115, 1989. */
const BAR_AREAS = [
  0.2, 0.31, 0.4, 0.44, 0.6, 0.62, 0.79, 0.8, 0.88, 0.93, 1, 1.2, 1.24, 1.32, 1.4, 1.55, 1.58, 1.6, 1.76, 1.8,
  1.86, 2, 2.17, 2.2, 2.37, 2.4, 2.48, 2.6, 2.64, 2.79, 2.8, 3, 3.08, 3.1, 3.16, 3.41, 3.52, 3.6, 3.72, 3.95,
  3.96, 4, 4.03, 4.2, 4.34, 4.4, 4.65, 4.74, 4.8, 4.84, 5, 5.28, 5.4, 5.53, 5.72, 6, 6.16, 6.32, 6.6, 7.11,
  7.2, 7.8, 7.9, 8, 8.4, 8.69, 9, 9.48, 10.27, 11, 11.06, 11.85, 12, 13, 14, 15,
];

/**
 * Cost of a beam of concrete: area of its reinforcement, width and depth. No beam has no width: there the second
 * objective is infinite.
 */
const reinforcedBeam = problem(
  're22',
  'reinforced concrete beam',
  [choice(BAR_AREAS), float(0, 20), float(0, 40)],
  2,
  (area, width, depth) => [
    29.4 * area + 0.6 * width * depth,
    width === 0
      ? Number.POSITIVE_INFINITY
      : missed(area * depth - (7.735 * area * area) / width - 180, 4 - depth / width),
  ],
);

/** Diameters in inches that spring wire comes in: Lampinen and Zelinka, "New Ideas in Optimization", 1999. */
const WIRES = [
  0.009, 0.0095, 0.0104, 0.0118, 0.0128, 0.0132, 0.014, 0.015, 0.0162, 0.0173, 0.018, 0.02, 0.023, 0.025,
  0.028, 0.032, 0.035, 0.041, 0.047, 0.054, 0.063, 0.072, 0.08, 0.092, 0.105, 0.12, 0.135, 0.148, 0.162,
  0.177, 0.192, 0.207, 0.225, 0.244, 0.263, 0.283, 0.307, 0.331, 0.362, 0.394, 0.4375, 0.5,
];

/** Volume of steel in a coil spring: number of coils, their diameter, diameter of the wire (from 0.09 inches). */
const coilSpring = problem(
  're25',
  'coil compression spring',
  [integer(1, 70), float(0.6, 3), choice(WIRES.filter((wire) => wire >= 0.09))],
  2,
  (coils, coil, wire) => {
    const [most, preload, shearModulus, strength] = [1000, 300, 11.5e6, 189_000];
    const index = coil / wire;
    const curvature = (4 * index - 1) / (4 * index - 4) + 0.615 / index;
    const stiffness = (shearModulus * wire ** 4) / (8 * coils * coil ** 3);
    const solid = 1.05 * (coils + 2) * wire;
    const free = most / stiffness + solid;
    const deflection = preload / stiffness;
    const rest = (most - preload) / stiffness;
    return [
      (Math.PI ** 2 * coil * wire * wire * (coils + 2)) / 4,
      missed(
        strength - (8 * curvature * most * coil) / (Math.PI * wire ** 3),
        14 - free,
        index - 3,
        6 - deflection,
        free - deflection - rest - solid,
        1.25 - rest,
      ),
    ];
  },
);

/** Weight and stress of a speed reducer: face width, module, teeth, two shaft lengths and two diameters. */
const speedReducer = problem(
  're35',
  'speed reducer',
  [
    float(2.6, 3.6),
    float(0.7, 0.8),
    integer(17, 28),
    float(7.3, 8.3),
    float(7.3, 8.3),
    float(2.9, 3.9),
    float(5, 5.5),
  ],
  3,
  (face, module, teeth, first, second, d1, d2) => {
    const weight =
      0.7854 * face * module ** 2 * ((10 * teeth ** 2) / 3 + 14.933 * teeth - 43.0934) -
      1.508 * face * (d1 ** 2 + d2 ** 2) +
      7.477 * (d1 ** 3 + d2 ** 3) +
      0.7854 * (first * d1 ** 2 + second * d2 ** 2);
    const stress = (length: number, constant: number, diameter: number): number =>
      Math.sqrt(((745 * length) / (module * teeth)) ** 2 + constant) / (0.1 * diameter ** 3);
    const own = stress(first, 1.69e7, d1);
    return [
      weight,
      own,
      missed(
        1 / 27 - 1 / (face * module ** 2 * teeth),
        1 / 397.5 - 1 / (face * module ** 2 * teeth ** 2),
        1 / 1.93 - first ** 3 / (module * teeth * d1 ** 4),
        1 / 1.93 - second ** 3 / (module * teeth * d2 ** 4),
        40 - module * teeth,
        12 - face / module,
        face / module - 5,
        first - 1.5 * d1 - 1.9,
        second - 1.1 * d2 - 1.9,
        1300 - own,
        1100 - stress(second, 1.575e8, d2),
      ),
    ];
  },
);

/** Error of a gear train's ratio against 6.931, and its largest gear, by the teeth of four gears. */
const gearTrain = problem(
  're36',
  'gear train',
  Array.from({ length: 4 }, () => integer(12, 60)),
  3,
  (a, b, c, d) => {
    const error = Math.abs(6.931 - (c / a) * (d / b));
    return [error, Math.max(a, b, c, d), missed(0.5 - error / 6.931)];
  },
);

/** Temperatures and length of an injector's flame, by flow angle, two areas and a tip thickness (response surfaces). */
const rocketInjector = problem(
  're37',
  'rocket injector',
  [unit, unit, unit, unit],
  3,
  (angle, hydrogen, oxygen, tip) => [
    0.692 +
      0.477 * angle -
      0.687 * hydrogen -
      0.08 * oxygen -
      0.065 * tip -
      0.167 * angle ** 2 -
      0.0129 * hydrogen * angle +
      0.0796 * hydrogen ** 2 -
      0.0634 * oxygen * angle -
      0.0257 * oxygen * hydrogen +
      0.0877 * oxygen ** 2 -
      0.0521 * tip * angle +
      0.00156 * tip * hydrogen +
      0.00198 * tip * oxygen +
      0.0184 * tip ** 2,
    0.153 -
      0.322 * angle +
      0.396 * hydrogen +
      0.424 * oxygen +
      0.0226 * tip +
      0.175 * angle ** 2 +
      0.0185 * hydrogen * angle -
      0.0701 * hydrogen ** 2 -
      0.251 * oxygen * angle +
      0.179 * oxygen * hydrogen +
      0.015 * oxygen ** 2 +
      0.0134 * tip * angle +
      0.0296 * tip * hydrogen +
      0.0752 * tip * oxygen +
      0.0192 * tip ** 2,
    0.37 -
      0.205 * angle +
      0.0307 * hydrogen +
      0.108 * oxygen +
      1.019 * tip -
      0.135 * angle ** 2 +
      0.0141 * hydrogen * angle +
      0.0998 * hydrogen ** 2 +
      0.208 * oxygen * angle -
      0.0301 * oxygen * hydrogen -
      0.226 * oxygen ** 2 +
      0.353 * tip * angle -
      0.0497 * tip * oxygen -
      0.423 * tip ** 2 +
      0.202 * hydrogen * angle ** 2 -
      0.281 * oxygen * angle ** 2 -
      0.342 * hydrogen ** 2 * angle -
      0.245 * hydrogen ** 2 * oxygen +
      0.281 * oxygen ** 2 * hydrogen -
      0.184 * tip ** 2 * angle -
      0.281 * hydrogen * angle * oxygen,
  ],
);

export const machineParts = [reinforcedBeam, coilSpring, speedReducer, gearTrain, rocketInjector];
