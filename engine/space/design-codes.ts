// Designs as code rows and back: what a row stands for with everything that does not vary, and which rows a design has.

import { ParetoscopeError } from '../contract/errors.ts';
import { formatQuantity } from '../contract/quantity.ts';
import type { Dimension } from '../contract/study.ts';
import type { Design, Parameters, ParameterValue } from '../contract/system.ts';
import type { Axis } from './axis.ts';
import { isActiveAt, testsHold, type Activity, type ActivityTest } from './conditions.ts';
import { didYouMean } from './suggest.ts';

/** A parameter that does not vary but is active only for some designs; elsewhere it is carried at its default. */
interface ConditionalConstant {
  readonly id: string;
  readonly tests: readonly ActivityTest[];
  readonly value: ParameterValue;
  readonly otherwise: ParameterValue;
}

type MutableDesign = Record<string, ParameterValue>;

interface Coded {
  readonly dimensions: readonly Dimension[];
  readonly axes: readonly Axis[];
  readonly fixed: Design;
  readonly parameters: Parameters;
  readonly indexOf: ReadonlyMap<string, number>;
  readonly activities: readonly Activity[];
  /** Dimensions with every one after those it depends on. */
  readonly order: readonly number[];
  /** Activity of a parameter that does not vary. */
  readonly fixedActivity: (id: string) => Activity;
}

export class DesignCodes {
  /** Parameters, varying or not, that no design activates. */
  readonly neverActive: readonly string[];
  /** Value of each dimension where nothing else is said: the system's default, else the first of its range. */
  readonly defaults: readonly ParameterValue[];
  readonly #coded: Coded;
  readonly #ids: readonly string[];
  readonly #tables: readonly (readonly ParameterValue[] | undefined)[];
  readonly #template: Design;
  readonly #constants: readonly ConditionalConstant[];
  readonly #scratch: MutableDesign;

  constructor(coded: Coded) {
    const { dimensions, axes, fixed, parameters, indexOf, activities, fixedActivity } = coded;
    this.#coded = coded;
    this.#ids = dimensions.map((dimension) => dimension.id);
    this.#tables = dimensions.map((dimension) =>
      dimension.kind === 'choice' ? dimension.choices : undefined,
    );
    this.defaults = dimensions.map(
      ({ id }, index) => parameters[id]?.default ?? axes[index]!.valueOf(axes[index]!.fromUnit(0)),
    );

    const neverActive = this.#ids.filter((_, index) => activities[index] === 'never');
    const template: MutableDesign = {};
    const constants: ConditionalConstant[] = [];
    for (const [id, parameter] of Object.entries(parameters)) {
      const value = fixed[id] ?? parameter.default;
      template[id] = value;
      if (indexOf.has(id)) continue;
      const activity = fixedActivity(id);
      if (activity === 'never') {
        template[id] = parameter.default;
        neverActive.push(id);
      } else if (activity.length > 0) {
        constants.push({ id, tests: activity, value, otherwise: parameter.default });
      }
    }
    for (const [id, value] of Object.entries(fixed)) template[id] ??= value;
    this.#ids.forEach((id, index) => (template[id] ??= this.defaults[index]!));
    this.neverActive = neverActive;
    this.#template = template;
    this.#constants = constants;
    this.#scratch = { ...template };
  }

  /** Every parameter of the system: fixed, active, and inactive at its default. */
  decode(codes: Float64Array, offset: number): Design {
    return this.#decodeInto({ ...this.#template }, codes, offset);
  }

  /** As `decode`, into an object that the next call overwrites. */
  look(codes: Float64Array, offset: number): Design {
    return this.#decodeInto(this.#scratch, codes, offset);
  }

  #decodeInto(target: MutableDesign, codes: Float64Array, offset: number): Design {
    const ids = this.#ids;
    const tables = this.#tables;
    for (let index = 0; index < ids.length; index++) {
      const code = codes[offset + index]!;
      const table = tables[index];
      target[ids[index]!] = code !== code ? this.defaults[index]! : table === undefined ? code : table[code]!;
    }
    for (const { id, tests, value, otherwise } of this.#constants) {
      target[id] = testsHold(tests, codes, offset) ? value : otherwise;
    }
    return target;
  }

  /** Only the varying, active parameters. */
  activeDesign(codes: Float64Array, offset: number): Design {
    const design: MutableDesign = {};
    for (let index = 0; index < this.#ids.length; index++) {
      const code = codes[offset + index]!;
      if (code === code) design[this.#ids[index]!] = this.#coded.axes[index]!.valueOf(code);
    }
    return design;
  }

  /** Writes the codes of a design; see `Space.encode`. */
  encode(design: Design, codes: Float64Array, offset: number): void {
    const { activities, axes, indexOf, order } = this.#coded;
    for (const id of Object.keys(design)) {
      if (!Object.hasOwn(this.#template, id)) {
        throw new ParetoscopeError('design-invalid', `there is no parameter "${id}"`, {
          hint: didYouMean(id, Object.keys(this.#template)),
        });
      }
    }
    for (const index of order) {
      if (!isActiveAt(activities[index]!, codes, offset)) {
        codes[offset + index] = Number.NaN;
        continue;
      }
      const id = this.#ids[index]!;
      const value = design[id] ?? this.defaults[index]!;
      const code = axes[index]!.codeOf(value);
      if (Number.isNaN(code)) {
        throw new ParetoscopeError(
          'design-invalid',
          `${id} = ${String(value)} is outside the space: ${this.#allowed(index)}`,
          { hint: typeof value === 'string' ? this.#suggestion(index, value) : undefined },
        );
      }
      codes[offset + index] = code;
    }
    const complete = this.look(codes, offset);
    for (const [id, value] of Object.entries(design)) {
      if (indexOf.has(id) || complete[id] === value || this.#isInactiveConstant(id, codes, offset)) continue;
      throw new ParetoscopeError(
        'design-invalid',
        `${id} = ${String(value)} is outside the space: it is fixed at ${String(complete[id])}`,
      );
    }
  }

  /** Writes the codes of the system's default design; false if it is outside the space. */
  encodeDefault(codes: Float64Array, offset: number): boolean {
    const { activities, axes, order } = this.#coded;
    for (const index of order) {
      const active = isActiveAt(activities[index]!, codes, offset);
      const code = active ? axes[index]!.codeOf(this.defaults[index]!) : Number.NaN;
      if (active && Number.isNaN(code)) return false;
      codes[offset + index] = code;
    }
    return true;
  }

  #isInactiveConstant(id: string, codes: Float64Array, offset: number): boolean {
    const conditional = this.#constants.find((constant) => constant.id === id);
    if (conditional) return !testsHold(conditional.tests, codes, offset);
    // Inactive for every design: carried at its default although the study may fix another value.
    const { fixed } = this.#coded;
    return fixed[id] !== undefined && fixed[id] !== this.#template[id];
  }

  #suggestion(index: number, value: string): string | undefined {
    const dimension = this.#coded.dimensions[index]!;
    return dimension.kind === 'choice' ? didYouMean(value, dimension.choices.map(String)) : undefined;
  }

  #allowed(index: number): string {
    const dimension = this.#coded.dimensions[index]!;
    if (dimension.kind === 'choice') return `one of ${dimension.choices.map(String).join(', ')}`;
    const unit = this.#coded.parameters[dimension.id]?.unit;
    const from = formatQuantity(dimension.minimum, unit);
    const to = formatQuantity(dimension.maximum, unit);
    const step = dimension.kind === 'integer' && dimension.step !== 1 ? ` in steps of ${dimension.step}` : '';
    return `${dimension.kind === 'integer' ? 'an integer ' : ''}from ${from} to ${to}${step}`;
  }
}
