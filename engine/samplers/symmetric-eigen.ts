// Eigenvectors of symmetric matrices.

export interface Eigensystem {
  /** Not sorted. */
  readonly values: Float64Array;
  /** Row-major; column j is the unit eigenvector of value j. */
  readonly vectors: Float64Array;
}

const SWEEPS = 50;

/** Eigenvalues and eigenvectors of a symmetric matrix (n x n, row-major) by cyclic Jacobi rotations. */
export function symmetricEigen(matrix: Float64Array, size: number): Eigensystem {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let index = 0; index < size; index++) vectors[index * size + index] = 1;
  let scale = 0;
  for (const value of a) scale += value * value;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    for (let row = 0; row < size; row++) {
      for (let column = row + 1; column < size; column++) off += a[row * size + column]! ** 2;
    }
    if (off <= 1e-30 * scale) break;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q);
    }
  }
  return { values: Float64Array.from({ length: size }, (_, index) => a[index * size + index]!), vectors };
}

/** Turns the plane of coordinates p and q so that their off-diagonal element vanishes. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const off = a[p * size + q]!;
  if (off === 0) return;
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * off);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let index = 0; index < size; index++) {
    const ip = a[index * size + p]!;
    const iq = a[index * size + q]!;
    a[index * size + p] = cosine * ip - sine * iq;
    a[index * size + q] = sine * ip + cosine * iq;
  }
  for (let index = 0; index < size; index++) {
    const pi = a[p * size + index]!;
    const qi = a[q * size + index]!;
    a[p * size + index] = cosine * pi - sine * qi;
    a[q * size + index] = sine * pi + cosine * qi;
    const vp = vectors[index * size + p]!;
    const vq = vectors[index * size + q]!;
    vectors[index * size + p] = cosine * vp - sine * vq;
    vectors[index * size + q] = sine * vp + cosine * vq;
  }
}
