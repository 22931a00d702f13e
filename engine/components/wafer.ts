// What silicon costs: dies on a wafer, yield, and money.

import { ParetoscopeError } from '../contract/errors.ts';

/** Largest field a scanner exposes, 26 mm x 33 mm [known]: no single die is larger. */
export const RETICLE_AREA = 858;

const WAFER_DIAMETER = 300;

export const YIELD_MODELS = ['poisson', 'murphy', 'negative-binomial'] as const;
export type YieldModel = (typeof YIELD_MODELS)[number];

function checkDie(area: number): void {
  if (!(area > 0)) throw new ParetoscopeError('design-invalid', `a die of ${area} mm² is not a die`);
  if (area > RETICLE_AREA) {
    throw new ParetoscopeError(
      'design-invalid',
      `a die of ${area} mm² is ${(area - RETICLE_AREA).toFixed(0)} mm² larger than the reticle`,
      { hint: `one die has at most ${RETICLE_AREA} mm²; split the design into several` },
    );
  }
}

/**
 * Whole dies on a wafer: its area over the die's, less those the edge cuts. `area` in mm², `diameter` in mm.
 * Throws `design-invalid` above the reticle limit. Source: the usual edge correction (de Vries, IEEE TSM 18,
 * 2005, eq. 1).
 */
export function diesPerWafer(area: number, diameter: number = WAFER_DIAMETER): number {
  checkDie(area);
  const wafer = (Math.PI * diameter * diameter) / 4;
  return Math.max(0, Math.floor(wafer / area - (Math.PI * diameter) / Math.sqrt(2 * area)));
}

/**
 * Share of dies that work. `area` in mm², `defects` per cm². Poisson: defects fall independently. Murphy
 * (1964): the defect density varies from wafer to wafer, triangularly. Negative binomial (Stapper 1973):
 * defects cluster, with parameter `clustering` (2 to 3 is usual); Poisson is its limit for no clustering.
 */
export function dieYield(area: number, defects: number, model: YieldModel, clustering = 3): number {
  checkDie(area);
  if (!(defects >= 0)) throw new ParetoscopeError('design-invalid', `a defect density of ${defects} per cm²`);
  const expected = (area / 100) * defects;
  if (expected === 0) return 1;
  switch (model) {
    case 'poisson':
      return Math.exp(-expected);
    case 'murphy':
      return (-Math.expm1(-expected) / expected) ** 2;
    case 'negative-binomial':
      return (1 + expected / clustering) ** -clustering;
  }
}

/**
 * Sale price of a processed 300 mm wafer in US dollars, 2020 model of S. Khan and A. Mann, "AI chips: what
 * they are and why they matter", CSET 2020, appendix [known]. A model's output, not a price list; newer nodes
 * are not covered.
 */
export const WAFER_PRICES: Readonly<Record<number, number>> = {
  90: 1650,
  65: 1937,
  40: 2274,
  28: 2891,
  20: 3677,
  16: 3984,
  10: 5992,
  7: 9346,
  5: 16988,
};

/** Price of a wafer in dollars; throws `design-invalid` naming the nodes there are. */
export function waferPrice(node: number): number {
  const price = WAFER_PRICES[node];
  if (price === undefined) {
    throw new ParetoscopeError('design-invalid', `no wafer price is known at ${node} nm`, {
      hint: `prices are known at ${Object.keys(WAFER_PRICES).toReversed().join(', ')} nm`,
    });
  }
  return price;
}

/** Dollars of silicon in one working die. */
export function costPerGoodDie(area: number, node: number, defects: number, model: YieldModel): number {
  const good = Math.floor(diesPerWafer(area) * dieYield(area, defects, model));
  if (good === 0) {
    throw new ParetoscopeError(
      'design-invalid',
      `not one die of ${area} mm² on a wafer is expected to work`,
      {
        hint: 'make the die smaller',
      },
    );
  }
  return waferPrice(node) / good;
}

/**
 * A full mask set at 5 nm in US dollars, low and high estimate, and its masks (hardwired-neuron paper,
 * section 2.2).
 */
const MASK_SET_5NM = { low: 15e6, high: 30e6, deepUltraviolet: 58, extremeUltraviolet: 12 } as const;

/** An extreme-ultraviolet mask costs as much as six others (same source). */
const EXTREME_ULTRAVIOLET_UNITS = 6;

/**
 * Dollars, low and high, of masks for `designs` designs at 5 nm that share all masks but `ownMasks`
 * deep-ultraviolet ones each. Throws `design-invalid` if a design wants more masks of its own than there are.
 */
export function maskCost(designs: number, ownMasks: number): { readonly low: number; readonly high: number } {
  const { low, high, deepUltraviolet, extremeUltraviolet } = MASK_SET_5NM;
  if (!(ownMasks >= 0 && ownMasks <= deepUltraviolet)) {
    throw new ParetoscopeError('design-invalid', `a design cannot have ${ownMasks} masks of its own`, {
      hint: `a set has ${deepUltraviolet} deep-ultraviolet masks`,
    });
  }
  const units = deepUltraviolet + EXTREME_ULTRAVIOLET_UNITS * extremeUltraviolet;
  const share = (units - ownMasks + designs * ownMasks) / units;
  return { low: share * low, high: share * high };
}
