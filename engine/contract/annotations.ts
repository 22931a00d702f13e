// What people add to a study: notes on trials, named selections, and how they left a view.

/** What someone said about a trial. */
export interface TrialAnnotation {
  readonly number: number;
  readonly note: string;
  readonly tags: readonly string[];
  /** Kept in sight: in the lists of pinned designs and in reports. */
  readonly pinned: boolean;
}

/** What an annotation is changed to; what is absent stays as it is. */
export interface AnnotationChange {
  readonly note?: string;
  readonly tags?: readonly string[];
  readonly pinned?: boolean;
}

/** Trials under a name: those that a filter holds for, those listed, or both (listed ones that the filter holds for). */
export interface NamedSelection {
  readonly name: string;
  readonly filter?: string;
  readonly numbers?: readonly number[];
}

/** What changed of what people add to a study. */
export interface AnnotationNews {
  readonly workspace: string;
  readonly study: string;
  /** What is said about a trial now; absent where the named selections changed. */
  readonly annotation?: TrialAnnotation;
}

/** How much of it a workspace takes. */
export const ANNOTATION_LIMITS = {
  noteLength: 10_000,
  tags: 20,
  tagLength: 60,
  /** Annotated trials of one study. */
  annotations: 10_000,
  selections: 200,
  selectionNameLength: 100,
  filterLength: 10_000,
  selectedTrials: 100_000,
  views: 1000,
  viewKeyLength: 200,
  viewLength: 262_144,
} as const;
