// Ranges whose ends depend on other parameters: what they allow, and the constraint that holds designs to it.

import type { Dimension } from '../contract/study.ts';
import type { Design, DesignConstraint, Parameters } from '../contract/system.ts';
import { axisOf, type Axis } from './axis.ts';
import { parameterSchema } from './expression-schema.ts';
import { compileTerm, evaluateTerm, termNames, type Interval, type Term } from './term.ts';

/** Narrowed axes that are kept, since the same few come again and again. */
const MOST_KEPT = 4096;

/** Whether a parameter is active in a complete design. */
function isActiveIn(id: string, design: Design, parameters: Parameters): boolean {
  return Object.entries(parameters[id]?.activeWhen ?? {}).every(
    ([parent, values]) => values.includes(design[parent]!) && isActiveIn(parent, design, parameters),
  );
}

function numberOf(design: Design): (name: string) => number {
  return (name) => {
    const value = design[name];
    return typeof value === 'number' ? value : Number.NaN;
  };
}

/** The ends of one dimension's range that depend on others. */
export class Bounds {
  /** Parameters that the ends read. */
  readonly reads: readonly string[];
  readonly #dimension: Dimension;
  readonly #minimum: Term | undefined;
  readonly #maximum: Term | undefined;
  readonly #axes = new Map<string, Axis | undefined>();

  /** Throws `usage` for a term that makes no sense of these parameters. */
  constructor(dimension: Dimension, parameters: Parameters) {
    this.#dimension = dimension;
    const schema = parameterSchema(parameters);
    const { minimum, maximum } = dimension.bounds!;
    const unit = parameters[dimension.id]?.unit;
    this.#minimum = minimum === undefined ? undefined : compileTerm(minimum, schema, unit);
    this.#maximum = maximum === undefined ? undefined : compileTerm(maximum, schema, unit);
    this.reads = [
      ...new Set(
        [this.#minimum, this.#maximum].flatMap((term) => (term === undefined ? [] : termNames(term))),
      ),
    ];
  }

  /** What the other parameters of a design leave; NaN where an end is unknown. */
  allowed(design: Design): Interval {
    const valueOf = numberOf(design);
    return {
      low: this.#minimum === undefined ? Number.NEGATIVE_INFINITY : evaluateTerm(this.#minimum, valueOf),
      high: this.#maximum === undefined ? Number.POSITIVE_INFINITY : evaluateTerm(this.#maximum, valueOf),
    };
  }

  /** The axis of what a design leaves of the range; undefined where that is nothing. */
  axisIn(design: Design): Axis | undefined {
    const { low, high } = this.allowed(design);
    const key = `${low} ${high}`;
    if (!this.#axes.has(key)) {
      if (this.#axes.size === MOST_KEPT) this.#axes.clear();
      const narrowed = narrowedDimension(this.#dimension, { low, high });
      this.#axes.set(key, narrowed && axisOf(narrowed));
    }
    return this.#axes.get(key);
  }

  /** The constraint that the value lies inside. It does not bind where the parameter is inactive. */
  constraint(parameters: Parameters): DesignConstraint {
    const { id, bounds } = this.#dimension;
    const { minimum, maximum } = bounds!;
    const ends = [
      ...(minimum === undefined ? [] : [`at least ${minimum}`]),
      ...(maximum === undefined ? [] : [`at most ${maximum}`]),
    ].join(' and ');
    return {
      id: `range of ${id}`,
      message: `${id} is ${ends}`,
      uses: [id, ...this.reads],
      holds: (design) => {
        const value = design[id];
        if (typeof value !== 'number') return true;
        const { low, high } = this.allowed(design);
        return (value >= low && value <= high) || !isActiveIn(id, design, parameters);
      },
    };
  }
}

/** The part of a dimension inside of an interval; undefined where nothing is. */
export function narrowedDimension(dimension: Dimension, { low, high }: Interval): Dimension | undefined {
  if (Number.isNaN(low) || Number.isNaN(high)) return undefined;
  if (dimension.kind === 'choice') {
    const choices = dimension.choices.filter((choice) => Number(choice) >= low && Number(choice) <= high);
    return choices.length === 0 ? undefined : { ...dimension, choices };
  }
  const { minimum, maximum } = dimension;
  if (dimension.kind === 'float') {
    const narrowed = { minimum: Math.max(low, minimum), maximum: Math.min(high, maximum) };
    return narrowed.minimum > narrowed.maximum ? undefined : { ...dimension, ...narrowed };
  }
  const { step } = dimension;
  const first = Math.max(0, Math.ceil((low - minimum) / step));
  const last = Math.floor((Math.min(high, maximum) - minimum) / step);
  return first > last
    ? undefined
    : { ...dimension, minimum: minimum + first * step, maximum: minimum + last * step };
}
