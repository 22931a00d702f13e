// What the paper published, and what the model gives for it. Two constants were fitted: the overhead of a layer to
// GPU-only and the agreement of beams to on-demand throughput of Switch-Base; a third, the skew of the routing, to
// on-demand throughput with a cache. Everything else is a check. Numbers come from two public reading notes.

import { memoryClaims } from './claims-memory.ts';
import { qualityClaims } from './claims-quality.ts';
import { speedClaims } from './claims-speed.ts';
import type { PregatedClaim } from './claim-support.ts';

export const claims: readonly PregatedClaim[] = [...speedClaims, ...memoryClaims, ...qualityClaims];
