/**
 * Makes state that outlives the component that first asks for it. Derived values belong to the effect they are made in,
 * and stay as they are once it has ended: those of what several pages share must not belong to one of them.
 */
export function outliving<T>(make: () => T): T {
  let made: T | undefined;
  $effect.root(() => {
    made = make();
  });
  return made!;
}
