// The space a study explores. A design has a code row: one double a dimension, the value of a float or integer, the
// index of a choice, NaN where the dimension is inactive. Rows are what samplers write and workers read.

import { ParetoscopeError } from '../contract/errors.ts';
import type { RandomStream } from '../contract/random.ts';
import type { Dimension, Study } from '../contract/study.ts';
import type { Design, DesignConstraint, Parameters, System } from '../contract/system.ts';
import { axisOf, type Axis } from './axis.ts';
import { Bounds } from './bounds.ts';
import { isActiveAt, resolveConditions, type Activity } from './conditions.ts';
import { countedDimensions } from './counted.ts';
import { countDesigns } from './counting.ts';
import { DesignCodes } from './design-codes.ts';
import { forbiddenConstraint, requiredConstraint } from './forbidden.ts';

export interface SpaceSpecification {
  readonly dimensions: readonly Dimension[];
  /** Values of parameters that do not vary; missing ones are at the system's default. */
  readonly fixed: Design;
  readonly parameters: Parameters;
  readonly constraints: readonly DesignConstraint[];
}

export class Space {
  readonly dimensions: readonly Dimension[];
  readonly fixed: Design;
  readonly parameters: Parameters;
  readonly constraints: readonly DesignConstraint[];
  /** Columns of a code row. */
  readonly width: number;
  /**
   * Distinct designs, conditions (an inactive child counts once) and ranges that depend on other parameters respected,
   * constraints not; exact below 2^53, Infinity if a dimension is continuous.
   */
  readonly size: number;
  /** Designs of a full grid, conditions respected; NaN if a float dimension has no `levels`. */
  readonly gridSize: number;
  /** The arithmetic of every dimension. */
  readonly axes: readonly Axis[];
  /** Dimensions with every one after those it depends on. */
  readonly order: readonly number[];
  /** Parameters, varying or not, that no design of the space activates. */
  readonly neverActive: readonly string[];

  readonly #activities: readonly Activity[];
  /** Conditional dimensions in dependency order. */
  readonly #conditional: readonly number[];
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #codes: DesignCodes;
  readonly #bounds: readonly (Bounds | undefined)[];
  /** Dimensions whose activity or range depends on others, in dependency order. */
  readonly #dependent: readonly number[];

  /** Throws `study-invalid` where activity conditions go round in a circle or a dimension is listed twice. */
  constructor(spec: SpaceSpecification) {
    const { dimensions, fixed, parameters, constraints } = spec;
    this.dimensions = dimensions;
    this.fixed = fixed;
    this.parameters = parameters;
    this.#bounds = dimensions.map((dimension) =>
      dimension.bounds === undefined ? undefined : new Bounds(dimension, parameters),
    );
    const ranges = this.#bounds.flatMap((bounds) =>
      bounds === undefined ? [] : [bounds.constraint(parameters)],
    );
    this.constraints = ranges.length === 0 ? constraints : [...ranges, ...constraints];
    this.width = dimensions.length;
    const ids = dimensions.map((dimension) => dimension.id);
    const indexOf = new Map(ids.map((id, index) => [id, index]));
    if (indexOf.size !== this.width) {
      const twice = ids.find((id, index) => indexOf.get(id) !== index)!;
      throw new ParetoscopeError('study-invalid', `parameter "${twice}" varies twice`);
    }
    this.#indexOf = indexOf;
    this.axes = dimensions.map(axisOf);
    const {
      dimensions: activities,
      order,
      fixedActivity,
    } = resolveConditions({
      ids,
      axes: this.axes,
      conditions: dimensions.map((dimension) => dimension.activeWhen),
      fixed,
      parameters,
      reads: this.#bounds.map((bounds) => (bounds?.reads ?? []).flatMap((id) => indexOf.get(id) ?? [])),
    });
    this.#activities = activities;
    this.order = order;
    this.#conditional = order.filter(
      (index) => activities[index] === 'never' || activities[index]!.length > 0,
    );

    this.#dependent = order.filter(
      (index) => this.#conditional.includes(index) || this.#bounds[index] !== undefined,
    );

    const { axes } = this;
    const codes = new DesignCodes({
      dimensions,
      axes,
      fixed,
      parameters,
      indexOf,
      activities,
      order,
      fixedActivity,
    });
    this.#codes = codes;
    this.neverActive = codes.neverActive;

    const countable = {
      dimensions,
      axes,
      activities,
      bounds: this.#bounds,
      indexOf,
      look: (row: Float64Array, offset: number) => codes.look(row, offset),
    };
    this.size = countDesigns(countedDimensions(countable, false), order);
    this.gridSize = countDesigns(countedDimensions(countable, true), order);
  }

  static forStudy(
    system: Pick<System, 'parameters' | 'constraints'>,
    study: Pick<Study, 'dimensions' | 'fixed' | 'forbid' | 'designConstraints'>,
  ): Space {
    const required = (study.designConstraints ?? []).map((text) =>
      requiredConstraint(text, system.parameters),
    );
    const forbidden = (study.forbid ?? []).map((text) => forbiddenConstraint(text, system.parameters));
    return new Space({
      dimensions: study.dimensions,
      fixed: study.fixed,
      parameters: system.parameters,
      constraints: [...system.constraints, ...required, ...forbidden],
    });
  }

  /** Column of a dimension, or undefined if the parameter does not vary. */
  indexOf(id: string): number | undefined {
    return this.#indexOf.get(id);
  }

  /** Every parameter of the system: fixed, active, and inactive at its default. */
  decode(codes: Float64Array, offset = 0): Design {
    return this.#codes.decode(codes, offset);
  }

  /** Only the varying, active parameters: what is shown and stored. */
  activeDesign(codes: Float64Array, offset = 0): Design {
    return this.#codes.activeDesign(codes, offset);
  }

  /**
   * Writes the codes of a design; missing parameters are at the system's default, values of inactive ones are ignored.
   * Throws `design-invalid` for an unknown parameter, a value outside the dimension, or another value than the fixed
   * one, and says what is allowed.
   */
  encode(design: Design, codes: Float64Array, offset = 0): void {
    this.#codes.encode(design, codes, offset);
  }

  /**
   * Writes the codes of the system's default design (the published configuration). False if it is outside the space:
   * the row is then not to be used.
   */
  encodeDefault(codes: Float64Array, offset = 0): boolean {
    return this.#codes.encodeDefault(codes, offset);
  }

  /** Like `encode`; also throws `design-invalid` for a design that a design constraint refuses. */
  encodeAllowed(design: Design, codes: Float64Array, offset = 0): void {
    this.encode(design, codes, offset);
    const violated = this.violatedConstraint(codes, offset);
    if (violated === undefined) return;
    throw new ParetoscopeError('design-invalid', `no such design can be: ${violated.message}`);
  }

  /** Whether a dimension is active, given the codes of the dimensions it depends on. */
  isActive(index: number, codes: Float64Array, offset = 0): boolean {
    return isActiveAt(this.#activities[index]!, codes, offset);
  }

  /** Whether some assignment makes the dimension inactive. */
  isConditional(index: number): boolean {
    return this.#activities[index] === 'never' || this.#activities[index]!.length > 0;
  }

  /** Writes NaN where a dimension is inactive. */
  deactivate(codes: Float64Array, offset = 0): void {
    for (const index of this.#conditional) {
      if (!this.isActive(index, codes, offset)) codes[offset + index] = Number.NaN;
    }
  }

  /** The first constraint that the design does not meet. */
  violatedConstraint(codes: Float64Array, offset = 0): DesignConstraint | undefined {
    if (this.constraints.length === 0) return undefined;
    const design = this.#codes.look(codes, offset);
    for (const constraint of this.constraints) if (!constraint.holds(design)) return constraint;
    return undefined;
  }

  /** The ids of all constraints that the design does not meet. */
  violations(codes: Float64Array, offset = 0): string[] {
    const design = this.#codes.look(codes, offset);
    return this.constraints.filter(({ holds }) => !holds(design)).map(({ id }) => id);
  }

  /** Makes what is inactive NaN, and gives what is active without a code its default, or the first value. */
  complete(codes: Float64Array, offset = 0): void {
    for (const index of this.#conditional) {
      if (!this.isActive(index, codes, offset)) codes[offset + index] = Number.NaN;
      else if (Number.isNaN(codes[offset + index]!)) {
        const axis = this.axes[index]!;
        const code = axis.codeOf(this.#codes.defaults[index]!);
        codes[offset + index] = Number.isNaN(code) ? axis.fromUnit(0) : code;
      }
    }
  }

  /**
   * A design uniform in every dimension on its scale, a range that depends on others filled evenly, inactive ones NaN;
   * constraints are not looked at.
   */
  sampleUniform(stream: RandomStream, codes: Float64Array, offset = 0): void {
    const axes = this.axes;
    for (let index = 0; index < axes.length; index++) codes[offset + index] = axes[index]!.sample(stream);
    if (this.#dependent.length > 0) this.#settle(codes, offset);
  }

  /** The design at a point of the unit cube, a range that depends on others filled evenly; inactive ones NaN. */
  writeUnits(unitOf: (index: number) => number, codes: Float64Array, offset = 0): void {
    for (let index = 0; index < this.width; index++) {
      codes[offset + index] = this.axes[index]!.fromUnit(unitOf(index));
    }
    if (this.#dependent.length > 0) this.#settle(codes, offset);
  }

  /**
   * Makes what is inactive NaN, and moves codes from their place in the whole range to the same place in the range that
   * the others leave.
   */
  #settle(codes: Float64Array, offset: number): void {
    for (const index of this.#dependent) {
      const bounds = this.#bounds[index];
      if (!this.isActive(index, codes, offset)) codes[offset + index] = Number.NaN;
      else if (bounds !== undefined) {
        const narrow = bounds.axisIn(this.#codes.look(codes, offset));
        if (narrow === undefined) continue;
        const code = narrow.fromUnit(this.axes[index]!.toUnit(codes[offset + index]!));
        codes[offset + index] = this.axes[index]!.codeOf(narrow.valueOf(code));
      }
    }
  }

  /** Grid levels of a dimension. Throws `study-invalid` for a float without `levels`. */
  levelCount(index: number): number {
    const count = this.axes[index]!.levelCount;
    if (Number.isNaN(count)) {
      const { id } = this.dimensions[index]!;
      throw new ParetoscopeError(
        'study-invalid',
        `parameter "${id}" is continuous, so a grid needs its levels`,
        {
          hint: `add "levels: 8" to ${id}, or list its values`,
        },
      );
    }
    return count;
  }

  levelCode(index: number, level: number): number {
    return this.axes[index]!.levelCode(level);
  }

  /** Monotone map of a dimension's codes to [0, 1], choices and integers at the middle of their bins; NaN stays NaN. */
  toUnit(index: number, code: number): number {
    return this.axes[index]!.toUnit(code);
  }

  /** Inverse of `toUnit`: exact for choices and integers, to rounding for floats. */
  fromUnit(index: number, unit: number): number {
    return this.axes[index]!.fromUnit(unit);
  }
}
