// Ways to protect a block of logic against soft errors, as "U55-RES" (arXiv 2404.09317) uses them.

export const PROTECTIONS = ['none', 'quatro', 'dmr', 'tspc-dice'] as const;
export type Protection = (typeof PROTECTIONS)[number];

export const PROTECTION_DOCS: Readonly<Record<Protection, string>> = {
  none: 'unprotected flip-flops',
  quatro: 'every flip-flop replaced by a Quatro cell, which seldom flips; large',
  dmr: 'the block duplicated and compared (dual modular redundancy): a single fault is always noticed',
  'tspc-dice': 'every flip-flop replaced by a TSPC-DICE cell that also filters pulses from logic; small',
};

/** What is left of a block's corruption rate once it is protected: factors on its flip-flop and its logic part. */
export interface Residual {
  readonly flop: number;
  readonly logic: number;
}

/**
 * Share of flips that get through a Quatro cell. The paper's figures need 0.02 where techniques are mixed (Fig. 9f) and
 * 0.09 where only Quatro is used (Fig. 9c, 9d); Table III prints 0.98, and section V-B calls it a reduction by 98 %.
 */
export const QUATRO_RESIDUAL = 0.02;

/** Share of flips that get through a TSPC-DICE cell: Table III's 0.75 read as the reduction; exact in Fig. 9e. */
const TSPC_DICE_RESIDUAL = 0.25;

/** Area that TSPC-DICE adds to a block over what Quatro adds; the same for every block of Fig. 9e. */
export const TSPC_DICE_OVER_QUATRO_AREA = 0.181;

/** Single faults only: two faults in one run are negligible (Eq. 6), so duplication leaves nothing. */
export function residual(protection: Protection, quatro: Residual): Residual {
  switch (protection) {
    case 'none':
      return UNPROTECTED;
    case 'quatro':
      return quatro;
    case 'dmr':
      return DUPLICATED;
    case 'tspc-dice':
      return FILTERED;
  }
}

const UNPROTECTED: Residual = { flop: 1, logic: 1 };
const DUPLICATED: Residual = { flop: 0, logic: 0 };
const FILTERED: Residual = { flop: TSPC_DICE_RESIDUAL, logic: 0 };
