// What the file says of a sampler or a pruner, and the entries that change it. Pure.

import type { Parameter, Parameters, ParameterValue } from '../../../engine/contract/system.ts';
import { morrisGroup, saltelliGroup } from '../../../engine/analysis/sensitivity.ts';
import type { FileChange } from './study-draft.svelte.ts';
import { fieldText, type FileValue } from './study-document.ts';

function isRecord(value: unknown): value is Readonly<Record<string, FileValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type that a section names, and the options it sets: `nsga2` or `{ type: nsga2, population: 64 }`. */
export function writtenChoice(section: unknown): {
  readonly type: string;
  readonly options: Readonly<Record<string, FileValue>>;
} {
  if (typeof section === 'string') return { type: section, options: {} };
  if (!isRecord(section)) return { type: '', options: {} };
  return { type: typeof section.type === 'string' ? section.type : '', options: section };
}

/** The change that sets one option of a section, and leaves what else is written there as it is. */
export function optionChange(
  key: 'sampler' | 'pruner',
  section: unknown,
  type: string,
  id: string,
  value: FileValue | undefined,
): FileChange {
  if (isRecord(section)) {
    const others = Object.keys(section).filter((name) => name !== 'type' && name !== id);
    // Nothing left to say but the type.
    if (value === undefined && others.length === 0) return { path: [key], value: type };
    return { path: [key, id], value };
  }
  return { path: [key], value: value === undefined ? type : { type, [id]: value } };
}

/** Designs that are read together, for a sampler that makes them for an analysis; undefined for any other. */
export function groupSize(sampler: string, parameters: number): number | undefined {
  if (sampler === 'saltelli') return saltelliGroup(parameters);
  return sampler === 'morris' ? morrisGroup(parameters) : undefined;
}

/** How many whole groups a budget is, and how many trials are over. */
export function wholeGroups(
  trials: number,
  size: number,
):
  | { readonly trials: number; readonly size: number; readonly whole: number; readonly over: number }
  | undefined {
  if (!Number.isFinite(trials)) return undefined;
  return { trials, size, whole: Math.floor(trials / size), over: trials % size };
}

/** Whether an option means something beside the others. */
export function optionIsActive(
  option: Parameter,
  options: Parameters,
  values: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(option.activeWhen ?? {}).every(([other, wanted]) =>
    wanted.includes((values[other] ?? options[other]?.default) as ParameterValue),
  );
}

/** A design as typed, `clock = 500 MHz, banks = 8`; undefined where it is none. */
export function typedDesign(
  text: string,
  typed: (text: string) => FileValue,
): Readonly<Record<string, FileValue>> | undefined {
  const entries = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => /^(?<id>[\w.-]+)\s*[=:]\s*(?<value>.+)$/u.exec(part)?.groups);
  if (entries.length === 0 || entries.some((entry) => entry === undefined)) return undefined;
  return Object.fromEntries(
    entries.map((entry) => {
      const value = entry!.value!;
      return [entry!.id!, value === 'true' ? true : value === 'false' ? false : typed(value)];
    }),
  );
}

/** A design as it is typed. */
export function designText(design: unknown): string {
  if (!isRecord(design)) return '';
  return Object.entries(design)
    .map(([id, value]) => `${id} = ${fieldText(value)}`)
    .join(', ');
}
