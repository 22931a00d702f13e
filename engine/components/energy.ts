// Energy of arithmetic operations, joules. From the shared constants sheet: 45 nm is Horowitz, ISSCC 2014; 7 nm is
// Jouppi et al., "Ten lessons from three generations shaped Google's TPUv4i", ISCA 2021, Table 2 [known].

/** Multiply and add energies of one number format at one node. */
export interface ArithmeticEnergy {
  readonly add: number;
  readonly multiply: number;
}

export const INT8_45NM: ArithmeticEnergy = { add: 0.03e-12, multiply: 0.2e-12 };
export const FP16_45NM: ArithmeticEnergy = { add: 0.4e-12, multiply: 1.1e-12 };
export const FP32_45NM: ArithmeticEnergy = { add: 0.9e-12, multiply: 3.7e-12 };

export const INT8_7NM: ArithmeticEnergy = { add: 0.007e-12, multiply: 0.07e-12 };
export const BF16_7NM: ArithmeticEnergy = { add: 0.11e-12, multiply: 0.21e-12 };
export const FP16_7NM: ArithmeticEnergy = { add: 0.16e-12, multiply: 0.34e-12 };
export const FP32_7NM: ArithmeticEnergy = { add: 0.38e-12, multiply: 1.31e-12 };

/** A BF16 multiply-accumulate at 5 nm, joules; 0.3-0.5 pJ, middle taken (SN40L sheet) [known]. */
export const BF16_MULTIPLY_ACCUMULATE_5NM = 0.4e-12;

/** A multiply with an accumulation in a wider format, joules. */
export function multiplyAccumulateEnergy(operands: ArithmeticEnergy, accumulator: ArithmeticEnergy): number {
  return operands.multiply + accumulator.add;
}

/** Joules to move `bytes` at `energyPerBit` joules per bit. */
export function movementEnergy(bytes: number, energyPerBit: number): number {
  return bytes * 8 * energyPerBit;
}

/**
 * Energy of logic in a DRAM process over the same logic in a logic process: the middle of 1.5 to 2 times, general
 * knowledge that no source of ours confirms.
 */
export const DRAM_PROCESS_ENERGY = 1.75;
