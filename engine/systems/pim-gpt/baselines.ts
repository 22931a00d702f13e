// What the accelerator is compared with: a GPU that waits for the launch of every small kernel, and a CPU.

import type { PimDesign } from './model.ts';
import { attentionMacs, SHAPES, usedWeights } from './models.ts';

/** A machine that decodes one token at a time. */
interface Baseline {
  readonly bandwidth: number;
  readonly flops: number;
  readonly watts: number;
  readonly elementBytes: number;
}

/** NVIDIA T4: 320 GB/s, 65 TFLOPS at FP16, 70 W [known]. */
const T4: Baseline = { bandwidth: 320e9, flops: 65e12, watts: 70, elementBytes: 2 };

/**
 * Two-socket-class server CPU: six channels of DDR4-2666, 16 cores of 2 x 16 FP32 FMA at 2.4 GHz, 150 W
 * [known, weak].
 */
const XEON: Baseline = { bandwidth: 128e9, flops: 2.4e12, watts: 150, elementBytes: 4 };

/**
 * Kernels of a GPT-2 layer run operator by operator: 2 norms, 4 products, concatenation of keys and of
 * values, scores, scale, mask, softmax, values, merging of heads, 2 residuals, and 8 of GELU written out; and
 * the biases are fused.
 */
export const KERNELS_PER_LAYER = 24;

function seconds(baseline: Baseline, design: PimDesign, position: number, launch: number): number {
  const shape = SHAPES[design.model];
  const macs = usedWeights(shape, design.output_projection) + attentionMacs(shape, position);
  const streaming = Math.max(
    (macs * baseline.elementBytes) / baseline.bandwidth,
    (2 * macs) / baseline.flops,
  );
  return streaming + shape.layers * KERNELS_PER_LAYER * launch;
}

/** Seconds and joules of a token; energy is full power for that time. */
export function gpuToken(
  design: PimDesign,
  position: number,
): { readonly seconds: number; readonly joules: number } {
  const time = seconds(T4, design, position, design.baseline_launch);
  return { seconds: time, joules: time * T4.watts };
}

/** Seconds and joules of a token on the CPU, which launches nothing. */
export function cpuToken(
  design: PimDesign,
  position: number,
): { readonly seconds: number; readonly joules: number } {
  const time = seconds(XEON, design, position, 0);
  return { seconds: time, joules: time * XEON.watts };
}
