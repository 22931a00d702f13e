// Completion of a filter while it is typed: which words can stand where the caret is. Pure.

import { ParetoscopeError } from '../../../engine/contract/errors.ts';
import { TRIAL_STATES } from '../../../engine/contract/trial.ts';
import type { Study } from '../../../engine/contract/study.ts';
import {
  compileExpression,
  type ExpressionSchema,
  type ExpressionType,
} from '../../../engine/space/expression.ts';
import type { Vocabulary } from './axis-options.ts';

export interface Suggestion {
  readonly text: string;
  /** What it is, in a few words. */
  readonly detail: string;
}

export interface Completion {
  /** The part of the text that a suggestion takes the place of. */
  readonly from: number;
  readonly to: number;
  readonly suggestions: readonly Suggestion[];
}

const MOST_SUGGESTIONS = 12;
const WORD = /[\p{L}\p{N}_.%$°µ²/^-]*$/u;

/** The names a filter may use and what they stand for. */
export function filterSchema(study: Study, words: Vocabulary): ExpressionSchema {
  const schema: Record<string, ExpressionType> = {};
  for (const [id, { unit }] of Object.entries(words.metrics)) schema[id] = { kind: 'number', unit };
  for (const dimension of study.dimensions) {
    if (Object.hasOwn(schema, dimension.id)) continue;
    const unit = words.parameters[dimension.id]?.unit;
    schema[dimension.id] =
      dimension.kind === 'choice'
        ? { kind: 'choice', choices: dimension.choices, unit }
        : { kind: 'number', unit };
  }
  for (const [id, type] of [
    ['number', { kind: 'number' }],
    ['state', { kind: 'choice', choices: TRIAL_STATES }],
    ['duration', { kind: 'number', unit: 's' }],
  ] as const) {
    if (!Object.hasOwn(schema, id)) schema[id] = type;
  }
  return schema;
}

/** What is wrong with a filter, in words; undefined for one that can be applied (or none). */
export function filterProblem(text: string, schema: ExpressionSchema): ParetoscopeError | undefined {
  if (text.trim() === '') return undefined;
  try {
    compileExpression(text, schema);
    return undefined;
  } catch (error) {
    if (error instanceof ParetoscopeError) return error;
    throw error;
  }
}

/** Suggestions for the word that ends at the caret. */
export function completeFilter(text: string, caret: number, schema: ExpressionSchema): Completion {
  const before = text.slice(0, caret);
  const word = WORD.exec(before)?.[0] ?? '';
  const head = before.slice(0, before.length - word.length).trimEnd();
  const place = { from: caret - word.length, to: caret };
  return { ...place, suggestions: matching(candidates(head, schema), word) };
}

function candidates(head: string, schema: ExpressionSchema): readonly Suggestion[] {
  const compared =
    /(?<name>[\p{L}_%$°µ][\p{L}\p{N}_.%$°µ²/^-]*)\s*(?:<=|>=|!=|==|=|<|>|(?:not\s+)?in\s*\([^)]*)$/iu.exec(
      head,
    );
  const type = compared === null ? undefined : schema[compared.groups!.name!];
  if (type !== undefined) {
    if (type.kind === 'choice') {
      return type.choices.map((choice) => ({ text: String(choice), detail: 'value' }));
    }
    return [];
  }
  const lastWord = /[\p{L}_%$°µ][\p{L}\p{N}_.%$°µ²/^-]*$/u.exec(head)?.[0];
  if (lastWord !== undefined && Object.hasOwn(schema, lastWord)) {
    const ordered = schema[lastWord]!.kind === 'number';
    return (ordered ? ['<', '<=', '>', '>=', '='] : ['=', '!=', 'in (']).map((operator) => ({
      text: operator,
      detail: 'compare',
    }));
  }
  // After a whole comparison comes a word that joins it to the next.
  const whole = head !== '' && !/(?:^|\s|\()(?:and|or|not)$|\($/iu.test(head);
  if (whole && filterProblem(head, schema) === undefined) {
    return ['and', 'or'].map((joint) => ({ text: joint, detail: 'join' }));
  }
  return Object.entries(schema).map(([id, { kind, unit }]) => ({
    text: id,
    detail: kind === 'choice' ? 'choice' : (unit ?? 'number'),
  }));
}

/** Those that begin with the word first, then those that hold it. */
function matching(all: readonly Suggestion[], word: string): Suggestion[] {
  const wanted = word.toLowerCase();
  const begins = all.filter(({ text }) => text.toLowerCase().startsWith(wanted));
  const holds = all.filter(
    ({ text }) => !begins.some((one) => one.text === text) && text.toLowerCase().includes(wanted),
  );
  const found = [...begins, ...holds].filter(({ text }) => text !== word);
  return found.slice(0, MOST_SUGGESTIONS);
}
