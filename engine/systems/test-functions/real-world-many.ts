// Problems of the real-world suite with four objectives and more; see `real-world.ts`.

import { float, missed, problem, type Seven } from './real-world-problem.ts';

const SHEETS = [
  float(0.5, 1.5),
  float(0.45, 1.35),
  float(0.5, 1.5),
  float(0.5, 1.5),
  float(0.875, 2.625),
  float(0.4, 1.2),
  float(0.4, 1.2),
];

/** Weight of a car, load on a passenger and speeds in a crash from the side, by seven sheets (response surfaces). */
const sideImpact = problem('re41', 'car side impact', SHEETS, 4, (...x) => {
  const [a, b, c, d, e, f, g] = x as Seven;
  const pubicForce = 4.72 - 0.5 * d - 0.19 * b * c;
  const pillarSpeed = 10.58 - 0.674 * a * b - 0.67275 * b;
  const doorSpeed = 16.45 - 0.489 * c * g - 0.843 * e * f;
  return [
    1.98 + 4.9 * a + 6.67 * b + 6.98 * c + 4.01 * d + 1.78 * e + 0.00001 * f + 2.73 * g,
    pubicForce,
    (pillarSpeed + doorSpeed) / 2,
    missed(
      1 - (1.16 - 0.3717 * b * d - 0.0092928 * c),
      0.32 - (0.261 - 0.0159 * a * b - 0.06486 * a - 0.019 * b * g + 0.0144 * c * e + 0.0154464 * f),
      0.32 -
        (0.214 +
          0.00817 * e -
          0.045195 * a -
          0.0135168 * a +
          0.03099 * b * f -
          0.018 * b * g +
          0.007176 * c +
          0.023232 * c -
          0.00364 * e * f -
          0.018 * b * b),
      0.32 - (0.74 - 0.61 * b - 0.031296 * c - 0.031872 * g + 0.227 * b * b),
      32 - (28.98 + 3.818 * c - 4.2 * a * b + 1.27296 * f - 2.68065 * g),
      32 - (33.86 + 2.95 * c - 5.057 * a * b - 3.795 * b - 3.4431 * g + 1.45728),
      32 - (46.36 - 9.9 * b - 4.4505 * a),
      4 - pubicForce,
      9.9 - pillarSpeed,
      15.7 - doorSpeed,
    ),
  ];
});

/**
 * Cost of transport, light ship weight and (negative) annual cargo of a bulk carrier: length, beam, depth, draft, speed,
 * block coefficient. Days at sea grow with the speed, as the suite has it, although a fast ship takes fewer.
 */
const bulkCarrier = problem(
  're42',
  'conceptual marine design',
  [float(150, 274.32), float(20, 32.31), float(13, 25), float(10, 11.71), float(14, 18), float(0.63, 0.75)],
  4,
  (length, beam, depth, draft, speed, block) => {
    const displacement = 1.025 * length * beam * draft * block;
    const froude = (0.5144 * speed) / Math.sqrt(9.8065 * length);
    const admiralty =
      4977.06 * block ** 2 -
      8105.61 * block +
      4456.51 +
      (-10_847.2 * block ** 2 + 12_817 * block - 6960.32) * froude;
    const power = (displacement ** (2 / 3) * speed ** 3) / admiralty;
    const outfit = length ** 0.8 * beam ** 0.6 * depth ** 0.3 * block ** 0.1;
    const steel = 0.034 * length ** 1.7 * beam ** 0.7 * depth ** 0.4 * block ** 0.5;
    const light = steel + outfit + 0.17 * power ** 0.9;
    const ship = 1.3 * (2000 * steel ** 0.85 + 3500 * outfit + 2400 * power ** 0.8);
    const deadweight = displacement - light;
    const seaDays = (5000 / 24) * speed;
    const consumption = (0.19 * power * 24) / 1000 + 0.2;
    const cargo = deadweight - consumption * (seaDays + 5) - 2 * Math.sqrt(deadweight);
    const trips = 350 / (seaDays + 2 * (cargo / 8000 + 0.5));
    const voyage = 1.05 * consumption * seaDays * 100 + 6.3 * deadweight ** 0.8;
    const annualCost = 0.2 * ship + 40_000 * deadweight ** 0.3 + voyage * trips;
    const annualCargo = cargo * trips;
    const stability =
      0.53 * draft + ((0.085 * block - 0.002) * beam ** 2) / (draft * block) - (1 + 0.52 * depth);
    return [
      annualCost / annualCargo,
      light,
      -annualCargo,
      missed(
        length / beam - 6,
        15 - length / depth,
        19 - length / draft,
        0.45 * deadweight ** 0.31 - draft,
        0.7 * depth + 0.7 - draft,
        500_000 - deadweight,
        deadweight - 3000,
        0.32 - froude,
        stability - 0.07 * beam,
      ),
    ];
  },
);

/** Costs of draining a town after storms, by local storage, treatment rate and overflow rate. */
const waterResources = problem(
  're61',
  'water resource planning',
  [float(0.01, 0.45), float(0.01, 0.1), float(0.01, 0.1)],
  6,
  (storage, treatment, overflow) => {
    const product = storage * treatment;
    return [
      106_780.37 * (treatment + overflow) + 61_704.67,
      3000 * storage,
      (305_700 * 2289 * treatment) / (0.06 * 2289) ** 0.65,
      250 * 2289 * Math.exp(-39.75 * treatment + 9.9 * overflow + 2.74),
      25 * (1.39 / product + 4940 * overflow - 80),
      missed(
        1 - (0.00139 / product + 4.94 * overflow - 0.08),
        1 - (0.000306 / product + 1.082 * overflow - 0.0986),
        50_000 - (12.307 / product + 49_408.24 * overflow + 4051.02),
        16_000 - (2.098 / product + 8046.33 * overflow - 696.71),
        10_000 - (2.138 / product + 7883.39 * overflow - 705.04),
        2000 - (0.417 * product + 1721.26 * overflow - 136.54),
        550 - (0.164 / product + 631.13 * overflow - 54.48),
      ),
    ];
  },
);

/**
 * Weight and eight shares of crash limits of a car cab, by seven sheets. The suite draws two material constants and two
 * positions of the barrier anew in every evaluation; here they are at their means, so that a design has one result.
 */
const carCab = problem('re91', 'car cab design', SHEETS, 9, (...x) => {
  const [a, b, c, d, e, f, g] = x as Seven;
  const [pillar, floor] = [0.345, 0.192];
  const share = (value: number, limit: number): number => Math.max(0, value / limit);
  const upper = 28.98 + 3.818 * c - 4.2 * a * b + 6.63 * f * floor - 7.77 * g * pillar;
  const middle = 33.86 + 2.95 * c - 5.057 * a * b - 11 * b * pillar - 9.98 * g * pillar + 22 * pillar * floor;
  const lower = 46.36 - 9.9 * b - 12.9 * a * pillar;
  return [
    1.98 + 4.9 * a + 6.67 * b + 6.98 * c + 4.01 * d + 1.75 * e + 0.00001 * f + 2.73 * g,
    share(1.16 - 0.3717 * b * d - 0.484 * c * floor, 1),
    share(
      0.261 - 0.0159 * a * b - 0.188 * a * pillar - 0.019 * b * g + 0.0144 * c * e + 0.08045 * f * floor,
      0.32,
    ),
    share(
      0.214 +
        0.00817 * e -
        0.131 * a * pillar -
        0.0704 * a * floor +
        0.03099 * b * f -
        0.018 * b * g +
        0.0208 * c * pillar +
        0.121 * c * floor -
        0.00364 * e * f -
        0.018 * b * b,
      0.32,
    ),
    share(0.74 - 0.61 * b - 0.163 * c * pillar - 0.166 * g * floor + 0.227 * b * b, 0.32),
    share((upper + middle + lower) / 3, 32),
    share(4.72 - 0.5 * d - 0.19 * b * c, 4),
    share(10.58 - 0.674 * a * b - 1.95 * b * pillar, 9.9),
    share(16.45 - 0.489 * c * g - 0.843 * e * f, 15.7),
  ];
});

export const manyObjectives = [sideImpact, bulkCarrier, waterResources, carCab];
