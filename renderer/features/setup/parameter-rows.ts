// The parameters of a system as the form shows them: what the file says of each, and which can be active. Pure.

import type { Parameter, Parameters, ParameterValue } from '../../../engine/contract/system.ts';

/** Ends of a range as written; the system's where absent. */
export interface WrittenRange {
  readonly min?: number | string;
  readonly max?: number | string;
  readonly step?: number | string;
  /** Each value so many times the one before. */
  readonly factor?: number | string;
  readonly levels?: number;
  readonly scale?: string;
}

export type Written =
  /** Stays at the published value. */
  | { readonly kind: 'default' }
  | { readonly kind: 'fixed'; readonly value: unknown }
  | { readonly kind: 'all' }
  | { readonly kind: 'list'; readonly values: readonly unknown[] }
  | { readonly kind: 'range'; readonly range: WrittenRange };

export interface ParameterRow {
  readonly id: string;
  readonly parameter: Parameter;
  readonly written: Written;
  /** False where no design of the study can have it active. */
  readonly active: boolean;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What the file says of one parameter. */
export function writtenOf(id: string, data: Readonly<Record<string, unknown>>): Written {
  const varying = isRecord(data.parameters) ? data.parameters[id] : undefined;
  if (varying === 'all') return { kind: 'all' };
  if (Array.isArray(varying)) return { kind: 'list', values: varying };
  if (isRecord(varying)) {
    if (Array.isArray(varying.values)) return { kind: 'list', values: varying.values };
    return { kind: 'range', range: varying };
  }
  if (varying !== undefined && varying !== null) return { kind: 'fixed', value: varying };
  const fixed = isRecord(data.fixed) ? data.fixed[id] : undefined;
  return fixed === undefined ? { kind: 'default' } : { kind: 'fixed', value: fixed };
}

/** All choices of a parameter that has them. */
export function choicesOf(parameter: Parameter): readonly ParameterValue[] | undefined {
  switch (parameter.kind) {
    case 'float':
    case 'integer':
      return undefined;
    case 'boolean':
      return [false, true];
    default:
      return parameter.choices;
  }
}

/** The values that a parameter can have in the study; undefined for any number of a range. */
function possibleValues(parameter: Parameter, written: Written): readonly unknown[] | undefined {
  switch (written.kind) {
    case 'default':
      return [parameter.default];
    case 'fixed':
      return [written.value];
    case 'list':
      return written.values;
    case 'all':
      return choicesOf(parameter);
    case 'range':
      return undefined;
  }
}

/** Every parameter of the system, in its order. */
export function parameterRows(
  parameters: Parameters,
  data: Readonly<Record<string, unknown>>,
): readonly ParameterRow[] {
  const written = Object.fromEntries(Object.keys(parameters).map((id) => [id, writtenOf(id, data)]));
  const known: Record<string, boolean> = {};
  const active = (id: string): boolean => {
    const done = known[id];
    if (done !== undefined) return done;
    // Conditions on itself would never end; systems have none, files cannot make any.
    known[id] = true;
    const conditions = Object.entries(parameters[id]?.activeWhen ?? {});
    return (known[id] = conditions.every(([other, wanted]) => {
      const parameter = parameters[other];
      if (parameter === undefined || !active(other)) return false;
      const values = possibleValues(parameter, written[other]!);
      return values === undefined || values.some((value) => wanted.includes(value as ParameterValue));
    }));
  };
  return Object.entries(parameters).map(([id, parameter]) => ({
    id,
    parameter,
    written: written[id]!,
    active: active(id),
  }));
}

/** The file's entry for a set of choices: `all`, or those that are left, in the system's order. */
export function choicesEntry(
  parameter: Parameter,
  chosen: readonly unknown[],
): 'all' | (string | number | boolean)[] {
  const choices = choicesOf(parameter) ?? [];
  const kept = choices.filter((choice) => chosen.includes(choice));
  return kept.length === choices.length ? 'all' : [...kept];
}
