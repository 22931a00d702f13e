// Pointing at the marks of a small chart, by pointer and by key. Pure.

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The nearest mark within `reach` pixels. */
export function nearestPlace(places: readonly Place[], at: Place, reach = 28): number | undefined {
  let best: number | undefined;
  let least = reach * reach;
  places.forEach(({ x, y }, index) => {
    const distance = (x - at.x) ** 2 + (y - at.y) ** 2;
    if (distance <= least) {
      least = distance;
      best = index;
    }
  });
  return best;
}

/** Where a key leads: arrows left and right to the neighbour along x, Home and End to the ends. */
export function walkedTo(
  places: readonly Place[],
  current: number | undefined,
  key: string,
): number | undefined {
  if (places.length === 0) return undefined;
  const order = places
    .map((_, index) => index)
    .sort((a, b) => places[a]!.x - places[b]!.x || places[a]!.y - places[b]!.y || a - b);
  const at = current === undefined ? -1 : order.indexOf(current);
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return order[Math.min(order.length - 1, at + 1)];
    case 'ArrowLeft':
    case 'ArrowDown':
      return order[at === -1 ? order.length - 1 : Math.max(0, at - 1)];
    case 'Home':
      return order[0];
    case 'End':
      return order.at(-1);
    default:
      return undefined;
  }
}
