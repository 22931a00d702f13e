// What the paper published, and what the model gives for it. Rates of the four machines were fitted to OPT 6.7B, so its
// times are calibration; volumes, DRAM, the steps of Table 2 and other models are checks. Numbers come from two public
// reading notes of version 3 that agree, and from the text of versions 1 and 2; "split" marks parts of a total of which
// only the total was read.

import type { FlashClaim } from './claim-support.ts';
import { machineClaims } from './claims-machines.ts';
import { memoryClaims } from './claims-memory.ts';
import { readClaims, reuseClaims } from './claims-reads.ts';

export const claims: readonly FlashClaim[] = [
  ...readClaims,
  ...reuseClaims,
  ...memoryClaims,
  ...machineClaims,
];
