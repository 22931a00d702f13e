// Notes, tags and pins of trials as user attributes of Optuna's trials, where its users see them, and back.

import { ANNOTATION_LIMITS, type TrialAnnotation } from '../../contract/annotations.ts';
import type { JsonValue } from '../../store/index.ts';

const NOTE_KEY = 'paretoscope:note';
const TAGS_KEY = 'paretoscope:tags';
const PINNED_KEY = 'paretoscope:pinned';
const KEYS: readonly string[] = [NOTE_KEY, TAGS_KEY, PINNED_KEY];

type Attributes = Readonly<Record<string, JsonValue>>;

/** Whether an attribute is one of these. */
export function isAnnotationKey(key: string): boolean {
  return KEYS.includes(key);
}

/** What was said of a trial, as attributes; none where nothing was. */
export function annotationAttributes(annotation: TrialAnnotation | undefined): Attributes {
  if (annotation === undefined) return {};
  const { note, tags, pinned } = annotation;
  return {
    ...(note === '' ? {} : { [NOTE_KEY]: note }),
    ...(tags.length === 0 ? {} : { [TAGS_KEY]: tags }),
    ...(pinned ? { [PINNED_KEY]: true } : {}),
  };
}

/** Collects what the attributes of trials say, as far as a workspace takes it. */
export class AnnotationReader {
  readonly #found: TrialAnnotation[] = [];
  #left = 0;
  #next = 0;

  /** Reads the attributes of the next trial, from number 0. */
  read(attributes: Attributes): void {
    const number = this.#next++;
    if (!KEYS.some((key) => key in attributes)) return;
    const { [NOTE_KEY]: note = '', [TAGS_KEY]: tags = [], [PINNED_KEY]: pinned = false } = attributes;
    const fits =
      typeof note === 'string' &&
      note.length <= ANNOTATION_LIMITS.noteLength &&
      Array.isArray(tags) &&
      tags.length <= ANNOTATION_LIMITS.tags &&
      tags.every((tag) => typeof tag === 'string' && tag.length <= ANNOTATION_LIMITS.tagLength) &&
      typeof pinned === 'boolean';
    if (!fits || this.#found.length >= ANNOTATION_LIMITS.annotations) this.#left++;
    else this.#found.push({ number, note, tags, pinned });
  }

  /** By rising number, as they were read. */
  get found(): readonly TrialAnnotation[] {
    return this.#found;
  }

  /** What a person should know about those that were left out. */
  get notes(): readonly string[] {
    if (this.#left === 0) return [];
    return [`notes, tags and pins of ${this.#left} trials were left out: a workspace does not take them`];
  }
}
