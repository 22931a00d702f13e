// What a test function is: a box of variables, objectives to be minimised, and constraints that hold when not negative.

export interface Variable {
  readonly minimum: number;
  readonly maximum: number;
  readonly kind: 'float' | 'integer' | 'choice';
  /** Allowed values of a `choice`. */
  readonly choices?: readonly number[];
}

export interface TestProblem {
  readonly id: string;
  readonly title: string;
  /** Where it is defined. */
  readonly source: string;
  readonly variables: readonly Variable[];
  readonly objectiveCount: number;
  readonly constraintCount: number;
  /** Best and worst value of each objective on the published reference front. */
  readonly front?: { readonly ideal: readonly number[]; readonly nadir: readonly number[] };
  /** The least value there is, of a problem with one objective. */
  readonly optimum?: number;
  readonly evaluate: (x: Float64Array) => { readonly objectives: number[]; readonly constraints: number[] };
}

export function box(count: number, minimum: number, maximum: number): Variable[] {
  return Array.from({ length: count }, () => ({ minimum, maximum, kind: 'float' }));
}

type Objectives = (x: Float64Array) => number[];

/** A problem without constraints. */
export function unconstrained(
  id: string,
  title: string,
  source: string,
  variables: readonly Variable[],
  objectiveCount: number,
  objectives: Objectives,
  optimum?: number,
): TestProblem {
  return {
    id,
    title,
    source,
    variables,
    objectiveCount,
    constraintCount: 0,
    ...(optimum === undefined ? {} : { optimum }),
    evaluate: (x) => ({ objectives: objectives(x), constraints: [] }),
  };
}
