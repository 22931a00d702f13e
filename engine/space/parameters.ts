// Builders for a system's parameters. They keep literal types, so that the design a model receives is typed by its
// choices: `ordinal([32, 64], { ... })` gives 32 | 64.

import type {
  BooleanParameter,
  CategoricalParameter,
  FloatParameter,
  IntegerParameter,
  OrdinalParameter,
} from '../contract/system.ts';

type Options<P, Implied extends keyof P> = Omit<P, 'kind' | 'scale' | Implied> &
  (P extends { scale: infer S } ? { readonly scale?: S } : unknown);

/** A real number from `minimum` to `maximum`; linear unless `scale` says `log`. */
export function float(options: Options<FloatParameter, never>): FloatParameter {
  return { scale: 'linear', ...options, kind: 'float' };
}

/** A whole number from `minimum` to `maximum` in steps of `step` (1 if absent); linear unless `scale` says `log`. */
export function integer(options: Options<IntegerParameter, never>): IntegerParameter {
  return { scale: 'linear', ...options, kind: 'integer' };
}

/** One of several ranked values: numbers on no regular grid, or ranked names. */
export function ordinal<const V extends number | string>(
  choices: readonly V[],
  options: Omit<OrdinalParameter<V>, 'kind' | 'choices' | 'default'> & { readonly default: NoInfer<V> },
): OrdinalParameter<V> {
  return { ...options, kind: 'ordinal', choices };
}

/** One of several names without an order. */
export function categorical<const V extends string>(
  choices: readonly V[],
  options: Omit<CategoricalParameter<V>, 'kind' | 'choices' | 'default' | 'choiceDocs'> & {
    readonly default: NoInfer<V>;
    readonly choiceDocs?: Readonly<Partial<Record<NoInfer<V>, string>>>;
  },
): CategoricalParameter<V> {
  return { ...options, kind: 'categorical', choices };
}

/** Off or on. */
export function boolean(options: Omit<BooleanParameter, 'kind'>): BooleanParameter {
  return { ...options, kind: 'boolean' };
}
