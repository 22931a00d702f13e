// Objectives and constraints as the form edits them. Pure.

export interface WrittenObjective {
  readonly metric: string;
  /** Absent: the metric's own. */
  readonly direction?: string;
}

export interface WrittenConstraint {
  /** One comparison, or undefined where the text is something else (several, unfinished): it is edited as text. */
  readonly parts?: { readonly metric: string; readonly comparison: string; readonly bound: string };
  readonly text: string;
}

export const COMPARISONS = ['<', '<=', '>', '>='] as const;

/** The objectives as the file has them; undefined where it leaves them to the system. */
export function writtenObjectives(
  data: Readonly<Record<string, unknown>>,
): readonly WrittenObjective[] | undefined {
  if (!Array.isArray(data.objectives)) return undefined;
  return data.objectives.flatMap((entry: unknown): WrittenObjective[] => {
    if (typeof entry === 'string') return [{ metric: entry }];
    if (typeof entry !== 'object' || entry === null) return [];
    const { metric, direction } = entry as { metric?: unknown; direction?: unknown };
    if (typeof metric !== 'string') return [];
    return [typeof direction === 'string' ? { metric, direction } : { metric }];
  });
}

/** Objectives as the file writes them: a name alone where the direction is the metric's own. */
export function objectiveEntries(
  objectives: readonly WrittenObjective[],
  ownDirection: (metric: string) => string | undefined,
): (string | { metric: string; direction: string })[] {
  return objectives.map(({ metric, direction }) =>
    direction === undefined || direction === ownDirection(metric) ? metric : { metric, direction },
  );
}

/** One constraint in parts, where it is one comparison of a metric with a bound. */
export function parseConstraint(text: string): WrittenConstraint {
  const match = /^\s*(?<metric>[\w.-]+)\s*(?<comparison><=|>=|<|>)\s*(?<bound>[^<>=]+?)\s*$/u.exec(text);
  const { metric, comparison, bound } = match?.groups ?? {};
  if (metric === undefined || comparison === undefined || bound === undefined || /\band\b/u.test(bound)) {
    return { text };
  }
  return { text, parts: { metric, comparison, bound } };
}

export function writtenConstraints(data: Readonly<Record<string, unknown>>): readonly WrittenConstraint[] {
  if (!Array.isArray(data.constraints)) return [];
  return data.constraints.map((entry: unknown) =>
    typeof entry === 'string' ? parseConstraint(entry) : { text: JSON.stringify(entry) },
  );
}
