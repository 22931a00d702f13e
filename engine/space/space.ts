// The space a study explores. A design has a code row: one double a dimension, the value of a float or integer, the
// index of a choice, NaN where the dimension is inactive. Rows are what samplers write and workers read.

import { ParetoscopeError } from '../contract/errors.ts';
import { formatQuantity } from '../contract/quantity.ts';
import type { RandomStream } from '../contract/random.ts';
import type { Dimension, Study } from '../contract/study.ts';
import type { Design, DesignConstraint, Parameters, ParameterValue, System } from '../contract/system.ts';
import { axisOf, type Axis } from './axis.ts';
import { Bounds } from './bounds.ts';
import { resolveConditions, testsHold, type Activity, type ActivityTest } from './conditions.ts';
import { countDesigns, type CountedDimension } from './counting.ts';
import { forbiddenConstraint, requiredConstraint } from './forbidden.ts';
import { didYouMean } from './suggest.ts';

export interface SpaceSpecification {
  readonly dimensions: readonly Dimension[];
  /** Values of parameters that do not vary; missing ones are at the system's default. */
  readonly fixed: Design;
  readonly parameters: Parameters;
  readonly constraints: readonly DesignConstraint[];
}

/** A parameter that does not vary but is active only for some designs; elsewhere it is carried at its default. */
interface ConditionalConstant {
  readonly id: string;
  readonly tests: readonly ActivityTest[];
  readonly value: ParameterValue;
  readonly otherwise: ParameterValue;
}

type MutableDesign = Record<string, ParameterValue>;

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
  readonly #ids: readonly string[];
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #tables: readonly (readonly ParameterValue[] | undefined)[];
  readonly #defaults: readonly ParameterValue[];
  readonly #template: Design;
  readonly #constants: readonly ConditionalConstant[];
  readonly #scratch: MutableDesign;
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
    this.#ids = dimensions.map((dimension) => dimension.id);
    this.#indexOf = new Map(this.#ids.map((id, index) => [id, index]));
    if (this.#indexOf.size !== this.width) {
      const twice = this.#ids.find((id, index) => this.#indexOf.get(id) !== index)!;
      throw new ParetoscopeError('study-invalid', `parameter "${twice}" varies twice`);
    }
    this.axes = dimensions.map(axisOf);
    this.#tables = dimensions.map((dimension) =>
      dimension.kind === 'choice' ? dimension.choices : undefined,
    );
    this.#defaults = dimensions.map((dimension, index) => {
      return parameters[dimension.id]?.default ?? this.axes[index]!.valueOf(this.axes[index]!.fromUnit(0));
    });

    const {
      dimensions: activities,
      order,
      fixedActivity,
    } = resolveConditions({
      ids: this.#ids,
      axes: this.axes,
      conditions: dimensions.map((dimension) => dimension.activeWhen),
      fixed,
      parameters,
      reads: this.#bounds.map((bounds) => (bounds?.reads ?? []).flatMap((id) => this.#indexOf.get(id) ?? [])),
    });
    this.#activities = activities;
    this.order = order;
    this.#conditional = order.filter(
      (index) => activities[index] === 'never' || activities[index]!.length > 0,
    );

    this.#dependent = order.filter(
      (index) => this.#conditional.includes(index) || this.#bounds[index] !== undefined,
    );

    const neverActive = this.#ids.filter((_, index) => activities[index] === 'never');
    const template: MutableDesign = {};
    const constants: ConditionalConstant[] = [];
    for (const [id, parameter] of Object.entries(parameters)) {
      const value = fixed[id] ?? parameter.default;
      template[id] = value;
      if (this.#indexOf.has(id)) continue;
      const activity = fixedActivity(id);
      if (activity === 'never') {
        template[id] = parameter.default;
        neverActive.push(id);
      } else if (activity.length > 0) {
        constants.push({ id, tests: activity, value, otherwise: parameter.default });
      }
    }
    for (const [id, value] of Object.entries(fixed)) template[id] ??= value;
    this.#ids.forEach((id, index) => (template[id] ??= this.#defaults[index]!));
    this.neverActive = neverActive;
    this.#template = template;
    this.#constants = constants;
    this.#scratch = { ...template };

    this.size = countDesigns(this.#counted(false), order);
    this.gridSize = countDesigns(this.#counted(true), order);
  }

  /** The dimensions as counting sees them: all of their values, or the levels of a grid. */
  #counted(levels: boolean): CountedDimension[] {
    const codes = new Float64Array(this.width);
    return this.axes.map((axis, index) => {
      const bounds = this.#bounds[index];
      const values = levels ? axis.levelCount : axis.size;
      const codeAt = (place: number): number =>
        levels || this.dimensions[index]!.kind === 'choice'
          ? axis.levelCode(place)
          : this.#valueCode(index, place);
      return {
        values,
        activity: this.#activities[index]!,
        has: (code) => !levels || axis.levelCode(axis.levelOf(code)) === code,
        codeAt,
        ...(bounds === undefined
          ? {}
          : {
              bounds: {
                parents: bounds.reads.flatMap((id) => this.#indexOf.get(id) ?? []),
                within: (assigned) => {
                  codes.fill(Number.NaN);
                  for (const [parent, code] of assigned) codes[parent] = code;
                  const { low, high } = bounds.allowed(this.#decodeInto(this.#scratch, codes, 0));
                  return (code) => {
                    const value = axis.valueOf(code);
                    return typeof value !== 'number' || (value >= low && value <= high);
                  };
                },
              },
            }),
      };
    });
  }

  /** The code of an integer dimension's value by its place in the range. */
  #valueCode(index: number, place: number): number {
    const dimension = this.dimensions[index]!;
    return dimension.kind === 'integer' ? dimension.minimum + place * dimension.step : Number.NaN;
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
    return this.#decodeInto({ ...this.#template }, codes, offset);
  }

  #decodeInto(target: MutableDesign, codes: Float64Array, offset: number): Design {
    const ids = this.#ids;
    const tables = this.#tables;
    for (let index = 0; index < ids.length; index++) {
      const code = codes[offset + index]!;
      const table = tables[index];
      target[ids[index]!] =
        code !== code ? this.#defaults[index]! : table === undefined ? code : table[code]!;
    }
    for (const { id, tests, value, otherwise } of this.#constants) {
      target[id] = testsHold(tests, codes, offset) ? value : otherwise;
    }
    return target;
  }

  /** Only the varying, active parameters: what is shown and stored. */
  activeDesign(codes: Float64Array, offset = 0): Design {
    const design: MutableDesign = {};
    for (let index = 0; index < this.width; index++) {
      const code = codes[offset + index]!;
      if (code === code) design[this.#ids[index]!] = this.axes[index]!.valueOf(code);
    }
    return design;
  }

  /**
   * Writes the codes of a design; missing parameters are at the system's default, values of inactive ones are ignored.
   * Throws `design-invalid` for an unknown parameter, a value outside the dimension, or another value than the fixed
   * one, and says what is allowed.
   */
  encode(design: Design, codes: Float64Array, offset = 0): void {
    for (const id of Object.keys(design)) {
      if (!Object.hasOwn(this.#template, id)) {
        throw new ParetoscopeError('design-invalid', `there is no parameter "${id}"`, {
          hint: didYouMean(id, Object.keys(this.#template)),
        });
      }
    }
    for (const index of this.order) {
      if (!this.isActive(index, codes, offset)) {
        codes[offset + index] = Number.NaN;
        continue;
      }
      const id = this.#ids[index]!;
      const value = design[id] ?? this.#defaults[index]!;
      const code = this.axes[index]!.codeOf(value);
      if (Number.isNaN(code)) {
        throw new ParetoscopeError(
          'design-invalid',
          `${id} = ${String(value)} is outside the space: ${this.#allowed(index)}`,
          { hint: typeof value === 'string' ? this.#suggestion(index, value) : undefined },
        );
      }
      codes[offset + index] = code;
    }
    const complete = this.#decodeInto(this.#scratch, codes, offset);
    for (const [id, value] of Object.entries(design)) {
      if (this.#indexOf.has(id) || complete[id] === value || this.#isInactiveConstant(id, codes, offset))
        continue;
      throw new ParetoscopeError(
        'design-invalid',
        `${id} = ${String(value)} is outside the space: it is fixed at ${String(complete[id])}`,
      );
    }
  }

  /**
   * Writes the codes of the system's default design (the published configuration). False if it is outside the space:
   * the row is then not to be used.
   */
  encodeDefault(codes: Float64Array, offset = 0): boolean {
    for (const index of this.order) {
      const active = this.isActive(index, codes, offset);
      const code = active ? this.axes[index]!.codeOf(this.#defaults[index]!) : Number.NaN;
      if (active && Number.isNaN(code)) return false;
      codes[offset + index] = code;
    }
    return true;
  }

  /** Like `encode`; also throws `design-invalid` for a design that a design constraint refuses. */
  encodeAllowed(design: Design, codes: Float64Array, offset = 0): void {
    this.encode(design, codes, offset);
    const violated = this.violatedConstraint(codes, offset);
    if (violated === undefined) return;
    throw new ParetoscopeError('design-invalid', `no such design can be: ${violated.message}`);
  }

  #isInactiveConstant(id: string, codes: Float64Array, offset: number): boolean {
    const conditional = this.#constants.find((constant) => constant.id === id);
    if (conditional) return !testsHold(conditional.tests, codes, offset);
    // Inactive for every design: carried at its default although the study may fix another value.
    return this.fixed[id] !== undefined && this.fixed[id] !== this.#template[id];
  }

  #suggestion(index: number, value: string): string | undefined {
    const dimension = this.dimensions[index]!;
    return dimension.kind === 'choice' ? didYouMean(value, dimension.choices.map(String)) : undefined;
  }

  #allowed(index: number): string {
    const dimension = this.dimensions[index]!;
    if (dimension.kind === 'choice') return `one of ${dimension.choices.map(String).join(', ')}`;
    const unit = this.parameters[dimension.id]?.unit;
    const from = formatQuantity(dimension.minimum, unit);
    const to = formatQuantity(dimension.maximum, unit);
    const step = dimension.kind === 'integer' && dimension.step !== 1 ? ` in steps of ${dimension.step}` : '';
    return `${dimension.kind === 'integer' ? 'an integer ' : ''}from ${from} to ${to}${step}`;
  }

  /** Whether a dimension is active, given the codes of the dimensions it depends on. */
  isActive(index: number, codes: Float64Array, offset = 0): boolean {
    const activity = this.#activities[index]!;
    return activity !== 'never' && testsHold(activity, codes, offset);
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
    const design = this.#decodeInto(this.#scratch, codes, offset);
    for (const constraint of this.constraints) if (!constraint.holds(design)) return constraint;
    return undefined;
  }

  /** The ids of all constraints that the design does not meet. */
  violations(codes: Float64Array, offset = 0): string[] {
    const design = this.#decodeInto(this.#scratch, codes, offset);
    return this.constraints.filter(({ holds }) => !holds(design)).map(({ id }) => id);
  }

  /** Makes what is inactive NaN, and gives what is active without a code its default, or the first value. */
  complete(codes: Float64Array, offset = 0): void {
    for (const index of this.#conditional) {
      if (!this.isActive(index, codes, offset)) codes[offset + index] = Number.NaN;
      else if (Number.isNaN(codes[offset + index]!)) {
        const axis = this.axes[index]!;
        const code = axis.codeOf(this.#defaults[index]!);
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
        const narrow = bounds.axisIn(this.#decodeInto(this.#scratch, codes, offset));
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
      const id = this.#ids[index]!;
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
