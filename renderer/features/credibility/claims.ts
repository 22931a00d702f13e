// Claims for reading: values, deviations and how many pass, with calibration kept apart because it proves nothing.

import type { ClaimResult } from '../../../engine/contract/host.ts';
import type { ClaimValue } from '../../../engine/contract/system.ts';
import { quantityText } from '../../formatting/quantity.ts';

/** A published or computed value: a quantity, a word, or both ends of an interval. */
export function claimValueText(value: ClaimValue | undefined, unit?: string): string {
  if (value === undefined) return '–';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return quantityText(value, unit);
  return `${quantityText(value.from, unit)} to ${quantityText(value.to, unit)}`;
}

/** The deviation and what is allowed, as a share where the tolerance is relative. Words either agree or do not. */
export function deviationText(claim: ClaimResult): { readonly error: string; readonly allowed: string } {
  if (typeof claim.published === 'string') return { error: '–', allowed: 'exact' };
  if ('relative' in claim.tolerance) {
    const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;
    return {
      error: claim.error === undefined ? '–' : percent(claim.error),
      allowed: percent(claim.tolerance.relative),
    };
  }
  return {
    error: claim.error === undefined ? '–' : quantityText(claim.error, claim.unit, 2),
    allowed: quantityText(claim.tolerance.absolute, claim.unit, 2),
  };
}

export interface ClaimGroups {
  /** Predicted by the model; misses first. */
  readonly checks: readonly ClaimResult[];
  /** A constant was fitted to these. */
  readonly calibrations: readonly ClaimResult[];
  readonly passing: number;
}

/** Checks (misses first, otherwise in their order) and calibrations; `passing` counts checks only. */
export function groupClaims(claims: readonly ClaimResult[]): ClaimGroups {
  const checks = claims.filter((claim) => claim.kind === 'check');
  const misses = checks.filter((claim) => !claim.pass);
  const hits = checks.filter((claim) => claim.pass);
  return {
    checks: [...misses, ...hits],
    calibrations: claims.filter((claim) => claim.kind === 'calibration'),
    passing: hits.length,
  };
}
