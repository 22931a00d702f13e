/** Red, green and blue of a colour that is written as `rgb(...)`, as `resolveColors` gives it. */
export function channelsOf(color: string): readonly [number, number, number] {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}
