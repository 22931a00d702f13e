// The pruners a study file can name.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Pruner, PrunerContext, PrunerDefinition } from '../contract/pruner.ts';
import type { PrunerChoice } from '../contract/study.ts';
import { dominance } from './dominance.ts';
import { hyperband } from './hyperband.ts';
import { none } from './none.ts';
import { median, percentile } from './percentile.ts';
import { successiveHalving } from './successive-halving.ts';

/** Every pruner, in the order lists show them. */
export const prunerDefinitions: readonly PrunerDefinition[] = [
  none,
  median,
  percentile,
  successiveHalving,
  hyperband,
  dominance,
];

/** The pruner of a study. Throws `study-invalid` for an unknown type or option. */
export function createPruner(choice: PrunerChoice, context: Omit<PrunerContext, 'options'>): Pruner {
  const definition = prunerDefinitions.find(({ type }) => type === choice.type);
  if (definition === undefined) {
    throw new ParetoscopeError('study-invalid', `there is no pruner "${choice.type}"`, {
      hint: `the pruners are ${prunerDefinitions.map(({ type }) => type).join(', ')}`,
    });
  }
  return definition.create({ ...context, options: choice.options });
}
