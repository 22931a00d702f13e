/** A function of two keys that makes one value for each pair and gives the same one ever after. */
export function keyed<T>(make: (first: string, second: string) => T): (first: string, second: string) => T {
  const made = new Map<string, T>();
  return (first, second) => {
    const id = JSON.stringify([first, second]);
    const known = made.get(id);
    if (known !== undefined) return known;
    const value = make(first, second);
    made.set(id, value);
    return value;
  };
}
