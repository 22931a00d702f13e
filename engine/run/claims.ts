// Checks a system against what its paper published.

import type { ClaimResult } from '../contract/host.ts';
import type {
  Claim,
  ClaimValue,
  Design,
  EvaluationOutcome,
  Interval,
  ParameterValue,
  System,
} from '../contract/system.ts';
import { isInfeasible } from '../contract/system.ts';
import { defaultDesign } from '../systems/registry.ts';
import { plainContext } from './evaluate-batch.ts';

/** Seed of every claim's evaluations: claims are fixed experiments. */
const CLAIM_SEED = 1;

/** Evaluates every claim of a system. A claim that throws is a failure with its message, not the end. */
export function checkClaims(system: System): ClaimResult[] {
  return system.claims.map((claim) => checkClaim(system, claim));
}

/** Evaluates one claim of a system. */
export function checkClaim(system: System, claim: Claim): ClaimResult {
  const base = {
    system: system.id,
    id: claim.id,
    statement: claim.statement,
    source: claim.source,
    kind: claim.kind,
    ...(claim.unit === undefined ? {} : { unit: claim.unit }),
    published: claim.published,
    tolerance: claim.tolerance,
    design: claim.design as Readonly<Record<string, ParameterValue>>,
    ...(claim.note === undefined ? {} : { note: claim.note }),
  };
  try {
    const ours = ourValue(system, claim);
    const error = deviation(claim, ours);
    const allowed = 'relative' in claim.tolerance ? claim.tolerance.relative : claim.tolerance.absolute;
    // Decimal tolerances such as 0.1 are not exact in binary; a hair of slack keeps "exactly at" inside.
    return { ...base, ours, error, pass: error <= allowed * (1 + 1e-9) + Number.EPSILON };
  } catch (error) {
    return { ...base, pass: false, failure: error instanceof Error ? error.message : String(error) };
  }
}

function ourValue(system: System, claim: Claim): ClaimValue {
  const defaults = defaultDesign(system);
  const evaluate = (partial: Partial<Design>): EvaluationOutcome => {
    const outcome = system.evaluate({ ...defaults, ...partial } as Design, plainContext(CLAIM_SEED));
    if (outcome instanceof Promise) throw new Error('claims need a model that evaluates at once');
    return outcome;
  };
  if (typeof claim.ours === 'function') return claim.ours(evaluate);
  const outcome = evaluate(claim.design);
  const value = isInfeasible(outcome) ? outcome.metrics?.[claim.ours] : outcome[claim.ours];
  if (value === undefined) throw new Error(isInfeasible(outcome) ? outcome.infeasible : `no "${claim.ours}"`);
  return value;
}

/** Relative or absolute deviation, as the claim's tolerance says; 0 or Infinity for words. */
function deviation(claim: Claim, ours: ClaimValue): number {
  const { published } = claim;
  if (typeof published === 'string' || typeof ours === 'string') return published === ours ? 0 : Infinity;
  if (typeof published === 'number' && typeof ours === 'number') return apart(claim, published, ours);
  if (isInterval(published) && isInterval(ours)) {
    return Math.max(apart(claim, published.from, ours.from), apart(claim, published.to, ours.to));
  }
  if (isInterval(published) && typeof ours === 'number') {
    if (ours >= published.from && ours <= published.to) return 0;
    return apart(claim, ours < published.from ? published.from : published.to, ours);
  }
  return Infinity;
}

function apart(claim: Claim, published: number, ours: number): number {
  if (Number.isNaN(ours)) return Infinity;
  const difference = Math.abs(ours - published);
  if (difference === 0) return 0;
  return 'absolute' in claim.tolerance ? difference : difference / Math.abs(published);
}

function isInterval(value: ClaimValue): value is Interval {
  return typeof value === 'object';
}
