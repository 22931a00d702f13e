// Tries the system's default design, the published configuration, before anything else.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Sampler, SamplerContext, SamplerDefinition, ToldBatch } from '../contract/sampler.ts';
import type { Space } from '../space/space.ts';
import { boolean } from '../space/parameters.ts';

class PublishedFirst implements Sampler {
  readonly roundSize: number;
  readonly #inner: Sampler;
  readonly #published: Float64Array;

  constructor(inner: Sampler, published: Float64Array) {
    this.#inner = inner;
    this.#published = published;
    this.roundSize = inner.roundSize;
  }

  ask(first: number, count: number, codes: Float64Array): number {
    const filled = this.#inner.ask(first, count, codes);
    if (first === 0 && filled > 0) codes.set(this.#published);
    return filled;
  }

  tell(batch: ToldBatch): void {
    this.#inner.tell(batch);
  }
}

/** Replaces trial 0 by the system's default design where that lies inside the space and meets its constraints. */
export function withPublishedFirst(sampler: Sampler, space: Space): Sampler {
  const published = new Float64Array(space.width);
  if (!space.encodeDefault(published) || space.violatedConstraint(published) !== undefined) return sampler;
  return new PublishedFirst(sampler, published);
}

export const publishedFirstOption = {
  published_first: boolean({
    doc: "Try the published configuration (the system's defaults) as the first trial, if it is in the space.",
    default: true,
  }),
} as const;

/** The same sampler with the option `published_first`, on unless told otherwise. */
export function offeringPublishedFirst(definition: SamplerDefinition<Space>): SamplerDefinition<Space> {
  return {
    ...definition,
    options: {
      ...definition.options,
      ...publishedFirstOption,
    },
    create: (context: SamplerContext<Space>) => {
      const { published_first: first = true, ...options } = context.options;
      if (typeof first !== 'boolean') {
        throw new ParetoscopeError(
          'study-invalid',
          `option "published_first" of sampler "${definition.type}" must be true or false`,
          { hint: `it is ${JSON.stringify(first)}` },
        );
      }
      const sampler = definition.create({ ...context, options });
      return first ? withPublishedFirst(sampler, context.space) : sampler;
    },
  };
}
