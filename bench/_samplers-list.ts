// Which samplers a benchmark compares.

import type { SamplerDefinition } from '../engine/contract/sampler.ts';
import { samplerDefinitions } from '../engine/samplers/index.ts';
import type { Space } from '../engine/space/space.ts';
import type { BenchmarkRequest } from './bench.ts';

/** Samplers that enumerate or analyse a space instead of looking for its best designs. */
const NOT_COMPETING = ['grid', 'saltelli', 'morris', 'halton', 'latin-hypercube'];

/** Whether `--only` names this sampler, or no sampler at all. */
export function isWanted(request: BenchmarkRequest, type: string): boolean {
  const named = request.only.filter((name) => samplerDefinitions.some((sampler) => sampler.type === name));
  return named.length === 0 || named.includes(type);
}

/** The functions that `--only` names, or all of them where it names none. */
export function wantedFunctions<T extends { readonly problem: { readonly id: string } }>(
  request: BenchmarkRequest,
  functions: readonly T[],
): readonly T[] {
  const named = functions.filter(({ problem }) => request.only.includes(problem.id));
  const isAboutFunctions = request.only.some((name) => samplerDefinitions.every(({ type }) => type !== name));
  return isAboutFunctions ? named : functions;
}

/** All samplers of the registry that look for the best of so many objectives, as far as they were asked for. */
export function competitors(request: BenchmarkRequest, objectiveCount: number): SamplerDefinition<Space>[] {
  return samplerDefinitions.filter(
    ({ type, mostObjectives = Infinity }) =>
      !NOT_COMPETING.includes(type) && mostObjectives >= objectiveCount && isWanted(request, type),
  );
}
