// Real-world engineering problems with their constraints folded into a last objective, the sum of what is missed:
// R. Tanabe and H. Ishibuchi, "An easy-to-use real-world multi-objective problem suite", Applied Soft Computing 89,
// 2020, under its names RE21 and so on (two objectives: RE2x, three: RE3x). The formulas are those of that paper. Here are
// trusses, a vessel and other structures; the rest is in `real-world-machines.ts` and `real-world-many.ts`.

import { manyObjectives } from './real-world-many.ts';
import { machineParts } from './real-world-machines.ts';
import { float, integer, missed, problem } from './real-world-problem.ts';
import type { TestProblem } from './problem.ts';

/** Volume and joint displacement of four bars under 10 kN, at most 10 kN/cm² of stress. */
const fourBarTruss = problem(
  're21',
  'four bar truss',
  [float(1, 3), float(Math.SQRT2, 3), float(Math.SQRT2, 3), float(1, 3)],
  2,
  (a, b, c, d) => {
    const [force, modulus, length] = [10, 2e5, 200];
    return [
      length * (2 * a + Math.SQRT2 * b + Math.sqrt(c) + d),
      ((force * length) / modulus) * (2 / a + (2 * Math.SQRT2) / b - (2 * Math.SQRT2) / c + 2 / d),
    ];
  },
);

/** Cost of a cylindrical vessel; plates come in sixteenths of an inch. */
const pressureVessel = problem(
  're23',
  'pressure vessel',
  [integer(1, 100), integer(1, 100), float(10, 200), float(10, 240)],
  2,
  (shellSixteenths, headSixteenths, radius, length) => {
    const shell = shellSixteenths / 16;
    const head = headSixteenths / 16;
    const [r, l] = [radius, length];
    return [
      0.6224 * shell * r * l + 1.7781 * head * r * r + 3.1661 * shell * shell * l + 19.84 * shell * shell * r,
      missed(
        shell - 0.0193 * r,
        head - 0.00954 * r,
        Math.PI * r * r * l + (4 / 3) * Math.PI * r ** 3 - 1_296_000,
      ),
    ];
  },
);

/** Weight of a hatch cover: flange thickness and beam height. */
const hatchCover = problem('re24', 'hatch cover', [float(0.5, 4), float(0.5, 50)], 2, (t, h) => {
  const modulus = 700_000;
  const bending = 4500 / (t * h);
  const shear = 1800 / h;
  const deflection = 562_000 / (modulus * t * h * h);
  const buckling = (modulus * t * t) / 100;
  return [
    t + 120 * h,
    missed(1 - bending / 700, 1 - shear / 450, 1 - deflection / 1.5, 1 - bending / buckling),
  ];
});

/** Volume of two bars and stress in one of them. */
const twoBarTruss = problem(
  're31',
  'two bar truss',
  [float(1e-5, 100), float(1e-5, 100), float(1, 3)],
  3,
  (a, b, y) => {
    const volume = a * Math.sqrt(16 + y * y) + b * Math.sqrt(1 + y * y);
    const stress = (20 * Math.sqrt(16 + y * y)) / (a * y);
    const other = (80 * Math.sqrt(1 + y * y)) / (b * y);
    return [volume, stress, missed(0.1 - volume, 1e5 - stress, 1e5 - other)];
  },
);

/** Cost and end deflection of a beam welded to a wall: weld height and length, bar height and thickness. */
const weldedBeam = problem(
  're32',
  'welded beam',
  [float(0.125, 5), float(0.1, 10), float(0.1, 10), float(0.125, 5)],
  3,
  (h, l, t, b) => {
    const [load, arm, modulus, shearModulus] = [6000, 14, 30e6, 12e6];
    const moment = load * (arm + l / 2);
    const lever = ((h + t) / 2) ** 2;
    const radius = Math.sqrt((l * l) / 4 + lever);
    const polar = 2 * Math.SQRT2 * h * l * ((l * l) / 12 + lever);
    const bent = (moment * radius) / polar;
    const direct = load / (Math.SQRT2 * h * l);
    const shear = Math.sqrt(direct * direct + (direct * bent * l) / radius + bent * bent);
    const bending = (6 * load * arm) / (b * t * t);
    const buckling =
      ((4.013 * modulus * Math.sqrt((t ** 2 * b ** 6) / 36)) / arm ** 2) *
      (1 - (t / (2 * arm)) * Math.sqrt(modulus / (4 * shearModulus)));
    return [
      1.10471 * h * h * l + 0.04811 * t * b * (14 + l),
      (4 * load * arm ** 3) / (modulus * b * t ** 3),
      missed(13_600 - shear, 30_000 - bending, b - h, buckling - load),
    ];
  },
);

/** Mass and stopping time of a disc brake: inner and outer radius, force, number of surfaces. */
const discBrake = problem(
  're33',
  'disc brake',
  [float(55, 80), float(75, 110), float(1000, 3000), float(11, 20)],
  3,
  (inner, outer, force, surfaces) => {
    const squares = outer ** 2 - inner ** 2;
    const cubes = outer ** 3 - inner ** 3;
    return [
      4.9e-5 * squares * (surfaces - 1),
      (9.82e6 * squares) / (force * surfaces * cubes),
      missed(
        outer - inner - 20,
        0.4 - force / (3.14 * squares),
        1 - (2.22e-3 * force * cubes) / squares ** 2,
        (2.66e-2 * force * surfaces * cubes) / squares - 900,
      ),
    ];
  },
);

/** Mass, acceleration and intrusion of a car's front in a crash, by five sheet thicknesses (a response surface). */
const vehicleFront = problem(
  're34',
  'vehicle crashworthiness',
  Array.from({ length: 5 }, () => float(1, 3)),
  3,
  (...x) => {
    const [a, b, c, d, e] = x as [number, number, number, number, number];
    return [
      1640.2823 + 2.3573285 * a + 2.3220035 * b + 4.5688768 * c + 7.7213633 * d + 4.4559504 * e,
      6.5856 +
        1.15 * a -
        1.0427 * b +
        0.9738 * c +
        0.8364 * d -
        0.3695 * a * d +
        0.0861 * a * e +
        0.3628 * b * d -
        0.1106 * a * a -
        0.3437 * c * c +
        0.1764 * d * d,
      -0.0551 +
        0.0181 * a +
        0.1024 * b +
        0.0421 * c -
        0.0073 * a * b +
        0.024 * b * c -
        0.0118 * b * d -
        0.0204 * c * d -
        0.008 * c * e -
        0.0241 * b * b +
        0.0109 * d * d,
    ];
  },
);

export const realWorld: readonly TestProblem[] = [
  fourBarTruss,
  pressureVessel,
  hatchCover,
  twoBarTruss,
  weldedBeam,
  discBrake,
  vehicleFront,
  ...machineParts,
  ...manyObjectives,
];
