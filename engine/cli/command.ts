// What a command is, and how its words are read.

import { parseArgs } from 'node:util';
import type { ParseArgsOptionsConfig } from 'node:util';
import { ParetoscopeError } from '../contract/errors.ts';

export interface OptionDoc {
  /** Value shown in the usage, e.g. `FILE`; absent for switches. */
  readonly value?: string;
  readonly doc: string;
  readonly short?: string;
}

export interface CommandDefinition {
  readonly name: string;
  /** Positional words for the usage, e.g. `STUDY.yaml`. */
  readonly words: string;
  readonly doc: string;
  readonly options: Readonly<Record<string, OptionDoc>>;
  /** Fewest and most positional words. */
  readonly arity: readonly [number, number];
  readonly run: (call: Call) => Promise<number>;
}

/** A command as called: words, switches and values. */
export class Call {
  readonly words: readonly string[];
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(words: readonly string[], values: Readonly<Record<string, unknown>>) {
    this.words = words;
    this.#values = values;
  }

  has(option: string): boolean {
    return this.#values[option] === true;
  }

  value(option: string): string | undefined {
    const value = this.#values[option];
    return typeof value === 'string' ? value : undefined;
  }

  /** A share from 0 to 1, as a number or in percent. */
  share(option: string): number | undefined {
    const text = this.value(option);
    if (text === undefined) return undefined;
    const trimmed = text.trim();
    const value = trimmed.endsWith('%') ? Number(trimmed.slice(0, -1)) / 100 : Number(trimmed);
    if (trimmed === '' || trimmed === '%' || !(value >= 0 && value <= 1)) {
      throw new ParetoscopeError('usage', `--${option} is "${text}"`, {
        hint: 'it takes a share such as 2% or 0.02',
      });
    }
    return value;
  }

  /** A whole number of at least `minimum`. */
  count(option: string, minimum: number): number | undefined {
    const text = this.value(option);
    if (text === undefined) return undefined;
    const value = Number(text.replaceAll('_', ''));
    if (!Number.isSafeInteger(value) || value < minimum) {
      throw new ParetoscopeError('usage', `--${option} is "${text}"`, {
        hint: `it takes a whole number of at least ${minimum}`,
      });
    }
    return value;
  }
}

/** Reads the words after a command's name; throws `usage` with the command's usage line. */
export function parseCall(command: CommandDefinition, args: readonly string[]): Call {
  const options: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };
  for (const [name, { value, short }] of Object.entries(command.options)) {
    options[name] = {
      type: value === undefined ? 'boolean' : 'string',
      ...(short === undefined ? {} : { short }),
    };
  }
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message.split('. ')[0]! : String(error);
    throw new ParetoscopeError('usage', message, { hint: `usage: ${usageLine(command)}` });
  }
  const call = new Call(parsed.positionals, parsed.values);
  const [fewest, most] = command.arity;
  if (!call.has('help') && (call.words.length < fewest || call.words.length > most)) {
    const problem =
      call.words.length < fewest ? 'something is missing' : `"${call.words[most]}" is one word too many`;
    throw new ParetoscopeError('usage', `${command.name}: ${problem}`, {
      hint: `usage: ${usageLine(command)}`,
    });
  }
  return call;
}

/** `paretoscope run STUDY.yaml [--workers N] ...` */
export function usageLine(command: CommandDefinition): string {
  const options = Object.entries(command.options).map(([name, { value }]) =>
    value === undefined ? `[--${name}]` : `[--${name} ${value}]`,
  );
  return ['paretoscope', command.name, command.words, ...options].filter((part) => part !== '').join(' ');
}

/** The whole help text of a command. */
export function helpText(command: CommandDefinition): string {
  const rows = Object.entries(command.options).map(([name, { value, doc }]) => [
    `  --${name}${value === undefined ? '' : ` ${value}`}`,
    doc,
  ]);
  const width = Math.max(0, ...rows.map(([left]) => left!.length)) + 2;
  return [
    `usage: ${usageLine(command)}`,
    '',
    command.doc,
    ...(rows.length === 0 ? [] : ['', ...rows.map(([left, doc]) => `${left!.padEnd(width)}${doc}`)]),
    '',
  ].join('\n');
}
