// What a share of several fronts attains: the empirical attainment function of two objectives (V. Grunert da Fonseca,
// C. M. Fonseca and A. O. Hall, "Inferential performance assessment of stochastic optimisers and the attainment
// function", EMO 2001; computed along the first objective as in C. M. Fonseca, A. P. Guerreiro, M. Lopez-Ibanez and
// L. Paquete, "On the computation of the empirical attainment function", EMO 2011).

/** Corners of a staircase: `first` rises strictly while `second` falls strictly. */
export interface AttainedCorners {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/**
 * The points that at least a share `level` of the fronts (and at least one of them) weakly dominate, as the corners of
 * their boundary. Fronts are row-major with two objectives, minimised; non-finite rows are left out.
 */
export function attainedBy(fronts: readonly Float64Array[], level: number): AttainedCorners {
  const needed = Math.max(1, Math.ceil(level * fronts.length - 1e-9));
  const points: { x: number; y: number; front: number }[] = [];
  fronts.forEach((front, index) => {
    for (let offset = 0; offset + 1 < front.length; offset += 2) {
      const x = front[offset]!;
      const y = front[offset + 1]!;
      if (Number.isFinite(x) && Number.isFinite(y)) points.push({ x, y, front: index });
    }
  });
  points.sort((a, b) => a.x - b.x || a.y - b.y);
  const least = new Float64Array(fronts.length).fill(Infinity);
  const first: number[] = [];
  const second: number[] = [];
  let height = Infinity;
  for (let place = 0; place < points.length; place++) {
    const { x, y, front } = points[place]!;
    if (y < least[front]!) least[front] = y;
    if (points[place + 1]?.x === x) continue;
    // The needed-th smallest of what the fronts reach up to here.
    const reached = least.slice().sort()[needed - 1] ?? Infinity;
    if (reached >= height) continue;
    height = reached;
    first.push(x);
    second.push(reached);
  }
  return { first: Float64Array.from(first), second: Float64Array.from(second) };
}
