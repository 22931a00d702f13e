// How often a value is used once it has been fetched, for one group convolution with as many outputs as inputs and
// stride 1. Derived from counting; the paper's own optimum model was not readable.

/**
 * Multiply-accumulates per element moved, k² d² G / (k² G + 2 d²): `taps` is k², `pixels` d² of one output channel,
 * `size` the group size G. Independent of the width, so a constant group size reuses data equally at every depth of
 * equal resolution. `pictures` share one copy of the weights.
 */
export function arithmeticIntensity(taps: number, pixels: number, size: number, pictures = 1): number {
  return (pictures * taps * pixels * size) / (taps * size + 2 * pictures * pixels);
}

/** Group size at which weights and activations take the same traffic: 2 d² / k², times the pictures of a batch. */
export function balancePoint(taps: number, pixels: number, pictures = 1): number {
  return (2 * pictures * pixels) / taps;
}
