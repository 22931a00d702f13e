/** Indices of the rows by rising value of one objective; ties by row. */
export function orderBy(points: Float64Array, objectiveCount: number, objective: number): Uint32Array {
  const count = points.length / objectiveCount;
  const keys = new Float64Array(count);
  const order = new Uint32Array(count);
  for (let index = 0; index < count; index++) {
    keys[index] = points[index * objectiveCount + objective]!;
    order[index] = index;
  }
  return order.sort((a, b) => keys[a]! - keys[b]! || a - b);
}
