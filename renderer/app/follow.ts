/** Reads reactive values in an effect or derived value, so that it runs again when they change. */
export function follow(...values: readonly unknown[]): readonly unknown[] {
  return values;
}
