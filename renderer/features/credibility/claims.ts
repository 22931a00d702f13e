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

export type ClaimKindFilter = 'all' | 'check' | 'calibration' | 'misses';

/** Claims of a kind whose words hold every word of a text, misses first and otherwise in their order. */
export function chosenClaims(
  claims: readonly ClaimResult[],
  kind: ClaimKindFilter,
  system: string,
  text: string,
): ClaimResult[] {
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  const chosen = claims.filter((claim) => {
    if (system !== '' && claim.system !== system) return false;
    if (kind === 'misses' ? claim.pass : kind !== 'all' && claim.kind !== kind) return false;
    const said =
      `${claim.statement} ${claim.source} ${claim.id} ${claim.system} ${claim.note ?? ''}`.toLowerCase();
    return words.every((word) => said.includes(word));
  });
  return [...chosen.filter(({ pass }) => !pass), ...chosen.filter(({ pass }) => pass)];
}

export interface SystemScore {
  readonly system: string;
  readonly checks: number;
  readonly passing: number;
  readonly calibrations: number;
  /** Median relative deviation of the checks that have one; undefined if none has. */
  readonly median: number | undefined;
}

/** How each system does, in the order of its first claim. */
export function systemScores(claims: readonly ClaimResult[]): SystemScore[] {
  const systems = [...new Set(claims.map(({ system }) => system))];
  return systems.map((system) => {
    const own = claims.filter((claim) => claim.system === system);
    const checks = own.filter(({ kind }) => kind === 'check');
    const errors = checks
      .filter(
        ({ tolerance, error }) => 'relative' in tolerance && error !== undefined && Number.isFinite(error),
      )
      .map(({ error }) => error!)
      .sort((a, b) => a - b);
    const middle = errors.length / 2;
    const median =
      errors.length === 0
        ? undefined
        : errors.length % 2 === 1
          ? errors[Math.floor(middle)]
          : (errors[middle - 1]! + errors[middle]!) / 2;
    return {
      system,
      checks: checks.length,
      passing: checks.filter(({ pass }) => pass).length,
      calibrations: own.length - checks.length,
      median,
    };
  });
}

/** What kind of evidence stands behind a number. */
export const PROVENANCE_MEANINGS = [
  ['simulated', 'An event or cycle simulation produced it: timing follows from modelled contention.'],
  ['analytical', 'A closed form computed it: right as far as its assumptions hold.'],
  ['measured', 'A real algorithm was executed on data, so it is a measurement of that algorithm.'],
  [
    'fitted',
    'Constants were calibrated to published numbers: near those it is good, far from them it extrapolates.',
  ],
  ['assumed', 'It rests on an assumption that no source confirms. It is never an objective by default.'],
] as const;
