// Defines a sampler with typed options, and checks the options it is given against their description.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Sampler, SamplerContext, SamplerDefinition } from '../contract/sampler.ts';
import type { DesignOf, Paper, Parameter, Parameters } from '../contract/system.ts';
import type { Space } from '../space/space.ts';

/** What a sampler is created from, its options complete and checked. */
export type TypedContext<P extends Parameters> = Omit<SamplerContext<Space>, 'options'> & {
  readonly options: DesignOf<P>;
};

interface TypedDefinition<P extends Parameters> {
  readonly type: string;
  readonly title: string;
  readonly doc: string;
  readonly paper?: Paper;
  readonly mostObjectives?: number;
  readonly options: P;
  readonly create: (context: TypedContext<P>) => Sampler;
}

/** A definition whose `create` fills in missing options and throws `study-invalid` for wrong ones. */
export function defineSampler<const P extends Parameters>(
  definition: TypedDefinition<P>,
): SamplerDefinition<Space> {
  return {
    ...definition,
    create: (context) =>
      definition.create({
        ...context,
        options: checkedOptions(definition.type, definition.options, context.options),
      }),
  };
}

function checkedOptions<P extends Parameters>(
  type: string,
  parameters: P,
  given: Readonly<Record<string, unknown>>,
): DesignOf<P> {
  for (const name of Object.keys(given)) {
    if (name in parameters) continue;
    throw new ParetoscopeError('study-invalid', `sampler "${type}" has no option "${name}"`, {
      hint: `its options are ${Object.keys(parameters).join(', ') || 'none'}`,
    });
  }
  const options: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = given[name] ?? parameter.default;
    const problem = problemWith(parameter, value);
    if (problem !== undefined) {
      throw new ParetoscopeError(
        'study-invalid',
        `option "${name}" of sampler "${type}" must be ${problem}`,
        {
          hint: `it is ${JSON.stringify(value)}`,
        },
      );
    }
    options[name] = value;
  }
  return options as DesignOf<P>;
}

function problemWith(parameter: Parameter, value: unknown): string | undefined {
  switch (parameter.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'ordinal':
    case 'categorical':
      return (parameter.choices as readonly unknown[]).includes(value)
        ? undefined
        : `one of ${parameter.choices.join(', ')}`;
    case 'float':
    case 'integer': {
      const { minimum, maximum, kind } = parameter;
      const isValid =
        typeof value === 'number' &&
        value >= minimum &&
        value <= maximum &&
        (kind === 'float' || Number.isInteger(value));
      return isValid
        ? undefined
        : `${kind === 'float' ? 'a number' : 'a whole number'} from ${minimum} to ${maximum}`;
    }
  }
}
