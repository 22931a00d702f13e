// Which samplers a benchmark compares.

import type { SamplerDefinition } from '../engine/contract/sampler.ts';
import { samplerDefinitions } from '../engine/samplers/index.ts';
import type { Space } from '../engine/space/space.ts';
import type { BenchmarkRequest } from './bench.ts';

/** Samplers that enumerate or analyse a space instead of looking for its best designs. */
const NOT_COMPETING = ['grid', 'saltelli', 'morris', 'halton', 'latin-hypercube'];

export function isWanted(request: BenchmarkRequest, type: string): boolean {
  return request.only.length === 0 || request.only.includes(type);
}

/** All samplers of the registry that look for the best of so many objectives, as far as they were asked for. */
export function competitors(request: BenchmarkRequest, objectiveCount: number): SamplerDefinition<Space>[] {
  return samplerDefinitions.filter(
    ({ type, mostObjectives = Infinity }) =>
      !NOT_COMPETING.includes(type) && mostObjectives >= objectiveCount && isWanted(request, type),
  );
}
