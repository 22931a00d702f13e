// What an external program may answer.

import * as v from 'valibot';
import type { EvaluationOutcome } from '../../contract/system.ts';

const metrics = v.record(v.string(), v.number());
const refusal = v.object({ infeasible: v.string(), metrics: v.optional(metrics) });

/**
 * Reads an answer: an object of metrics, or `{"infeasible": reason, "metrics": {...}}`. Throws an Error that shows the
 * beginning of what it was instead. Missing and superfluous metrics are the caller's to judge.
 */
export function readAnswer(text: string): EvaluationOutcome {
  const shown = text.trim().slice(0, 200);
  if (shown === '') throw new Error('the program answered nothing');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`the program's answer is not JSON: ${shown}`);
  }
  const refused = v.safeParse(refusal, value);
  if (refused.success) {
    const { infeasible, metrics: known } = refused.output;
    return known === undefined ? { infeasible } : { infeasible, metrics: known };
  }
  const answered = v.safeParse(metrics, value);
  if (answered.success && !Array.isArray(value)) return answered.output;
  throw new Error(`the program's answer is not an object of numbers: ${shown}`);
}
