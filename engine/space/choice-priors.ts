// How likely a user takes the choices of categorical parameters to be good, before any trial.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Space } from './space.ts';
import { didYouMean } from './suggest.ts';

/** Weights by parameter and choice, as a study file has them. A choice without one has the weight 1. */
export type ChoiceWeights = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Probability of each choice by dimension; undefined where the weights say nothing of a dimension. Throws
 * `study-invalid` naming a parameter that does not vary or is not categorical, a choice that it does not have,
 * and a weight that is not a positive number.
 */
export function choiceProbabilities(space: Space, weights: ChoiceWeights): (Float64Array | undefined)[] {
  const refuse = (message: string, hint: string): never => {
    throw new ParetoscopeError('study-invalid', message, { hint });
  };
  const probabilities = space.dimensions.map((): Float64Array | undefined => undefined);
  const ids = space.dimensions
    .filter((dimension) => dimension.kind === 'choice' && !dimension.ordered)
    .map(({ id }) => id);
  for (const [id, own] of Object.entries(weights)) {
    const index = space.dimensions.findIndex((dimension) => dimension.id === id);
    const dimension = space.dimensions[index];
    const known = ids.length === 0 ? 'the study varies none' : `the study varies ${ids.join(', ')}`;
    if (dimension?.kind !== 'choice' || dimension.ordered) {
      return refuse(
        `priors are of categorical parameters, and "${id}" is none that varies`,
        didYouMean(id, ids) ?? known,
      );
    }
    const choices = dimension.choices.map(String);
    const row = new Float64Array(choices.length).fill(1);
    for (const [choice, weight] of Object.entries(own)) {
      const place = choices.indexOf(choice);
      if (place < 0) {
        refuse(
          `priors: parameter "${id}" has no choice "${choice}"`,
          didYouMean(choice, choices) ?? `its choices are ${choices.join(', ')}`,
        );
      }
      if (!(typeof weight === 'number' && weight > 0 && Number.isFinite(weight))) {
        refuse(
          `priors: the weight of "${choice}" of parameter "${id}" must be a positive number`,
          `it is ${JSON.stringify(weight)}; to leave a choice out, name the others under "parameters"`,
        );
      }
      row[place] = weight;
    }
    const total = row.reduce((sum, weight) => sum + weight, 0);
    probabilities[index] = row.map((weight) => weight / total);
  }
  return probabilities;
}
