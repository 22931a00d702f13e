// Defines a sampler with typed options, and checks the options it is given against their description.

import { completeOptions } from '../contract/options.ts';
import type { Sampler, SamplerContext, SamplerDefinition } from '../contract/sampler.ts';
import type { DesignOf, Paper, Parameters } from '../contract/system.ts';
import type { ChoiceWeights } from '../space/choice-priors.ts';
import type { Space } from '../space/space.ts';

/** What a sampler is created from, its options complete and checked. */
export type TypedContext<P extends Parameters> = Omit<SamplerContext<Space>, 'options'> & {
  readonly options: DesignOf<P>;
  /** Of a sampler that takes them. */
  readonly priors: ChoiceWeights;
};

interface TypedDefinition<P extends Parameters> {
  readonly type: string;
  readonly title: string;
  readonly doc: string;
  readonly paper?: Paper;
  readonly mostObjectives?: number;
  readonly groupBeyondParameters?: number;
  readonly takesPriors?: boolean;
  readonly options: P;
  readonly create: (context: TypedContext<P>) => Sampler;
}

/** A definition whose `create` fills in missing options and throws `study-invalid` for wrong ones. */
export function defineSampler<const P extends Parameters>(
  definition: TypedDefinition<P>,
): SamplerDefinition<Space> {
  return {
    ...definition,
    create: (context) => {
      const { priors, ...others } = context.options;
      const options = definition.takesPriors === true ? others : context.options;
      return definition.create({
        ...context,
        options: completeOptions(`sampler "${definition.type}"`, definition.options, options),
        priors: (definition.takesPriors === true ? (priors as ChoiceWeights | undefined) : undefined) ?? {},
      });
    },
  };
}
