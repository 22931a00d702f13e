// Energy-delay-area product of one matrix product on a memory processor, as in the paper's Fig. 8.

import { rooflineTime } from '../../components/roofline.ts';
import { accessEnergy } from '../../components/memory-processors.ts';
import { productBytes, productOperations } from '../../components/matrix-product.ts';
import { memoryOperationEnergy, memoryRoof, ratesOf, stackArea } from '../../components/memory-processors.ts';
import type { MemoryProcessorRates } from '../../components/memory-processors.ts';
import type { MemoryProcessorKind } from '../../components/memory-processors.ts';

/** Weights of Fig. 8, rows and columns. */
const WEIGHT_ROWS = 16384;
const WEIGHT_COLUMNS = 4096;

/** Rates of the wide kinds in the comparison (VI). */
const PUBLISHED_WIDE: MemoryProcessorRates = { bandwidthMultiplier: 4, operationsPerByte: 8 };
const VALUE_BYTES = 2;

export const COMPARED = ['bank', 'bank-group', 'logic-die'] as const satisfies readonly MemoryProcessorKind[];
export type Compared = (typeof COMPARED)[number];

/**
 * Joule-second-mm² of a 16384 x 4096 product with `tokens` rows, in units of the bandwidth of the xPU path. The paper
 * does not say what area it takes; all dies of a stack with what is added to them give its ratio of 0.66 between logic
 * die and bank group, added silicon alone would give 0.22.
 */
function productEdap(kind: Compared, tokens: number): number {
  const roof = memoryRoof(ratesOf(kind, PUBLISHED_WIDE), 1, VALUE_BYTES);
  const operations = productOperations(tokens, WEIGHT_ROWS, WEIGHT_COLUMNS);
  const bytes = productBytes(tokens, WEIGHT_ROWS, WEIGHT_COLUMNS, VALUE_BYTES);
  const energy = accessEnergy(kind, 0, bytes) + operations * memoryOperationEnergy(kind);
  return energy * rooflineTime(operations, bytes, roof) * stackArea(kind, PUBLISHED_WIDE);
}

/** The product of one kind over the largest of all three; tokens are about the operations per byte. */
export function normalisedEdap(kind: Compared, tokens: number): number {
  return productEdap(kind, tokens) / Math.max(...COMPARED.map((other) => productEdap(other, tokens)));
}
