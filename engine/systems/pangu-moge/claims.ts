import type { Claim } from '../../contract/system.ts';
import type { PanguMetrics } from './metrics.ts';
import type { PanguDesign } from './parameters.ts';
export const claims: readonly Claim<PanguDesign, PanguMetrics>[] = [];
