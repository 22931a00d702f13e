// A range or a list of one parameter as a dimension. A range with one value, or a list of one, does not vary.

import type { Dimension, DimensionBounds } from '../contract/study.ts';
import type { Parameter, ParameterValue } from '../contract/system.ts';
import type { ExpressionSchema } from '../space/expression-schema.ts';
import { boundText, readBounds } from './bounds.ts';
import { readInteger, readQuantity, type Problems } from './problems.ts';
import type { Entry, MapNode, TreeNode } from './syntax.ts';
import { choicesOf, isInRange, showValue } from './values.ts';

const MOST_STEPS = 10_000;
const MOST_LEVELS = 1_000_000;

/** What one entry of `parameters` means: a dimension, or a single value that does not vary. */
export type Resolved = { readonly dimension: Dimension } | { readonly value: ParameterValue };

function condition(parameter: Parameter): Pick<Dimension, 'activeWhen'> {
  return parameter.activeWhen === undefined ? {} : { activeWhen: parameter.activeWhen };
}

/** What `all` means: the declared range, or every choice. */
export function wholeRange(id: string, parameter: Parameter): Resolved {
  const { kind } = parameter;
  if (kind === 'float' || kind === 'integer') {
    const { minimum, maximum, scale } = parameter;
    if (minimum === maximum) return { value: minimum };
    const common = { id, minimum, maximum, scale, ...condition(parameter) };
    return {
      dimension: kind === 'float' ? { kind, ...common } : { kind, step: parameter.step ?? 1, ...common },
    };
  }
  return choiceDimension(id, parameter, choicesOf(parameter));
}

/** A dimension over listed values, in the system's order where that means something; one value does not vary. */
export function choiceDimension(
  id: string,
  parameter: Parameter,
  values: readonly ParameterValue[],
): Resolved {
  if (values.length === 1) return { value: values[0]! };
  const ordered = parameter.kind !== 'categorical';
  let choices = values;
  if (parameter.kind === 'float' || parameter.kind === 'integer') {
    choices = values.toSorted((a, b) => Number(a) - Number(b));
  } else if (parameter.kind === 'ordinal') {
    const order = choicesOf(parameter);
    choices = values.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  }
  return { dimension: { kind: 'choice', id, choices, ordered, ...condition(parameter) } };
}

/** The same with ends that depend on other parameters; one value alone is then still not always allowed. */
export function bounded(
  id: string,
  resolved: Resolved | undefined,
  bounds: DimensionBounds | undefined,
): Resolved | undefined {
  if (resolved === undefined || bounds === undefined) return resolved;
  return 'value' in resolved
    ? { dimension: { kind: 'choice', id, choices: [resolved.value], ordered: true, bounds } }
    : { dimension: { ...resolved.dimension, bounds } };
}

/** Reads `{ min, max, step, levels, scale }` of a float or integer. */
export class RangeReader {
  readonly #id: string;
  readonly #parameter: Extract<Parameter, { kind: 'float' | 'integer' }>;
  readonly #node: MapNode;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #problems: Problems;
  readonly #schema: ExpressionSchema;

  /** `schema`: the parameters that ends of the range may depend on. */
  constructor(
    id: string,
    parameter: Extract<Parameter, { kind: 'float' | 'integer' }>,
    node: MapNode,
    entries: ReadonlyMap<string, Entry>,
    problems: Problems,
    schema: ExpressionSchema,
  ) {
    this.#id = id;
    this.#parameter = parameter;
    this.#node = node;
    this.#entries = entries;
    this.#problems = problems;
    this.#schema = schema;
  }

  /** Undefined only together with a problem. */
  read(): Resolved | undefined {
    const parameter = this.#parameter;
    const id = this.#id;
    const minimum = this.#end('min', parameter.minimum);
    const maximum = this.#end('max', parameter.maximum);
    const bounds = readBounds(this.#entries, this.#schema);
    const scale = this.#scale();
    const step = this.#step();
    const levels = this.#levels();
    if (minimum === undefined || maximum === undefined) return undefined;
    if (minimum > maximum) {
      const [low, high] = [showValue(parameter, minimum), showValue(parameter, maximum)];
      this.#problems.add(this.#placeOf('min'), `"${id}": min ${low} is above max ${high}`, 'swap them');
      return undefined;
    }
    if (scale === 'log' && minimum <= 0) {
      const shown = showValue(parameter, minimum);
      this.#problems.add(
        this.#placeOf('scale'),
        `"${id}": a log scale cannot begin at ${shown}`,
        'raise min above 0, or write scale: linear',
      );
      return undefined;
    }
    if (minimum === maximum && bounds === undefined) return { value: minimum };
    const factor = this.#entries.get('factor')?.value;
    const isOpen = bounds?.maximum !== undefined;
    if (factor !== undefined) return bounded(id, this.#grown(minimum, maximum, factor, isOpen), bounds);
    if (step !== undefined && !isOpen && !this.#divides(minimum, maximum, step)) return undefined;
    const common = {
      id,
      minimum,
      maximum,
      scale,
      ...(levels === undefined ? {} : { levels }),
      ...(bounds === undefined ? {} : { bounds }),
      ...condition(parameter),
    };
    if (parameter.kind === 'integer')
      return { dimension: { kind: 'integer', step: step ?? parameter.step ?? 1, ...common } };
    if (step === undefined) return { dimension: { kind: 'float', ...common } };
    return bounded(id, this.#steppedFloat(minimum, maximum, step, isOpen), bounds);
  }

  #placeOf(key: string): TreeNode['place'] {
    return this.#entries.get(key)?.value.place ?? this.#node.place;
  }

  #end(key: 'min' | 'max', otherwise: number): number | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || boundText(entry.value, this.#schema) !== undefined) return otherwise;
    const value = readQuantity(entry.value, this.#parameter.unit, this.#id, this.#problems);
    if (value === undefined) return undefined;
    return isInRange(this.#id, this.#parameter, value, entry.value, this.#problems, key) ? value : undefined;
  }

  #scale(): 'linear' | 'log' {
    const node = this.#entries.get('scale')?.value;
    if (node === undefined) return this.#parameter.scale;
    if (node.kind === 'scalar' && (node.value === 'linear' || node.value === 'log')) return node.value;
    this.#problems.addForm(node, `"scale" of "${this.#id}"`, 'linear or log');
    return this.#parameter.scale;
  }

  #step(): number | undefined {
    const node = this.#entries.get('step')?.value;
    if (node === undefined) return undefined;
    const step = readQuantity(node, this.#parameter.unit, `the step of ${this.#id}`, this.#problems);
    if (step === undefined) return undefined;
    const own = this.#parameter.kind === 'integer' ? (this.#parameter.step ?? 1) : undefined;
    if (step <= 0)
      this.#problems.add(
        node.place,
        `"${this.#id}": a step of ${step} leads nowhere`,
        'write a positive step',
      );
    else if (own !== undefined && step % own !== 0) {
      this.#problems.add(node.place, `"${this.#id}": the step must be a multiple of ${own}`);
    } else if (own === undefined && this.#entries.has('levels')) {
      this.#problems.add(node.place, `"${this.#id}" has both "step" and "levels"`, 'keep one of them');
    } else if (own === undefined && this.#scale() === 'log') {
      this.#problems.add(
        node.place,
        `"${this.#id}": a step makes no sense on a log scale`,
        'write levels instead, or scale: linear',
      );
    } else return step;
    return undefined;
  }

  /** Values that grow by a factor, such as powers of two, are a list of values. */
  #grown(minimum: number, maximum: number, node: TreeNode, isOpen: boolean): Resolved | undefined {
    const refuse = (message: string, hint: string): undefined => {
      this.#problems.add(node.place, `"${this.#id}"${message}`, hint);
      return undefined;
    };
    const factor = readQuantity(node, undefined, `the factor of ${this.#id}`, this.#problems);
    if (factor === undefined) return undefined;
    const other = ['step', 'levels'].find((key) => this.#entries.has(key));
    if (other !== undefined) {
      refuse(` has both "factor" and "${other}"`, 'keep one of them');
      return;
    }
    if (factor <= 1) {
      refuse(`: a factor of ${factor} leads nowhere`, 'write a factor above 1');
      return;
    }
    if (minimum <= 0) {
      refuse(': a factor needs a positive min', 'raise min above 0');
      return;
    }
    const parameter = this.#parameter;
    const steps = Math.log(maximum / minimum) / Math.log(factor);
    // Where the end depends on other parameters, the last power below the system's own end is the last value.
    const whole = isOpen ? Math.floor(steps + 1e-9) : Math.round(steps);
    if (whole > MOST_STEPS) {
      refuse(` takes more than ${MOST_STEPS} steps`, 'write a larger factor');
      return;
    }
    const values = Array.from({ length: whole + 1 }, (_, index) =>
      index === whole && !isOpen ? maximum : Number((minimum * factor ** index).toPrecision(15)),
    );
    if (!isOpen && Math.abs(steps - whole) > 1e-9 * Math.max(1, steps)) {
      const reached = Number((minimum * factor ** Math.max(1, Math.floor(steps))).toPrecision(15));
      refuse(
        `: factors of ${factor} from ${showValue(parameter, minimum)} do not reach ${showValue(parameter, maximum)}`,
        `write max: ${showValue(parameter, reached)}, or another factor`,
      );
      return;
    }
    const grid = parameter.kind === 'integer' ? (parameter.step ?? 1) : undefined;
    const off = values.find((value) => grid !== undefined && (value - parameter.minimum) % grid !== 0);
    if (off !== undefined) {
      refuse(`: ${off} is not a whole number that the system takes`, 'list the values instead');
      return;
    }
    return choiceDimension(this.#id, parameter, values);
  }

  #levels(): number | undefined {
    const node = this.#entries.get('levels')?.value;
    if (node === undefined) return undefined;
    return readInteger(node, `"levels" of "${this.#id}"`, this.#problems, 2, MOST_LEVELS);
  }

  #divides(minimum: number, maximum: number, step: number): boolean {
    const steps = (maximum - minimum) / step;
    const whole = Math.round(steps);
    if (whole >= 1 && Math.abs(steps - whole) <= 1e-9 * Math.max(1, steps)) return true;
    const parameter = this.#parameter;
    const reached = minimum + Math.floor(steps) * step;
    this.#problems.add(
      this.#placeOf('step'),
      `"${this.#id}": steps of ${showValue(parameter, step)} from ${showValue(parameter, minimum)} do not reach ${showValue(parameter, maximum)}`,
      `write max: ${showValue(parameter, reached === minimum ? minimum + step : reached)}, or another step`,
    );
    return false;
  }

  /** A float that moves in steps is a list of values; they are rounded to the 15 digits a double can promise. */
  #steppedFloat(minimum: number, maximum: number, step: number, isOpen: boolean): Resolved | undefined {
    const exact = (maximum - minimum) / step;
    const steps = isOpen ? Math.floor(exact + 1e-9) : Math.round(exact);
    if (steps > MOST_STEPS) {
      this.#problems.add(
        this.#placeOf('step'),
        `"${this.#id}" takes more than ${MOST_STEPS} steps`,
        'leave out the step: the range is then continuous',
      );
      return undefined;
    }
    const values = Array.from({ length: steps + 1 }, (_, index) =>
      index === steps && !isOpen ? maximum : Number((minimum + index * step).toPrecision(15)),
    );
    return choiceDimension(this.#id, this.#parameter, values);
  }
}
