// The rows of a long list that are in view, as Svelte state that follows a scrolling element.

import { rowsThatFit, rowWindow, scrollTopFor, type ListShape } from './row-window.ts';

export class VirtualRows {
  /** First row that is made, and the one after the last. */
  #window = $state.raw<readonly [first: number, end: number]>([0, 0]);
  readonly #shape: ListShape;
  #count = $state(0);
  #element: HTMLElement | null = null;
  /** As last heard of: asking the element in between would make it lay out what has just changed. */
  #scrollTop = 0;
  #viewPixels = 0;

  readonly first = $derived.by(() => this.#window[0]);
  readonly last = $derived.by(() => Math.max(this.#window[0], this.#window[1] - 1));
  readonly visible = $derived.by(() => {
    const [first, end] = this.#window;
    const { headPixels, rowPixels } = this.#shape;
    return Array.from({ length: end - first }, (_, place) => {
      const index = first + place;
      /** `start`: distance from the top of the list, in pixels. */
      return { index, start: headPixels + index * rowPixels };
    });
  });
  /** Height of the whole list, head included, in pixels. */
  readonly height = $derived.by(() => this.#shape.headPixels + this.#count * this.#shape.rowPixels);

  constructor(shape: ListShape) {
    this.#shape = shape;
  }

  /** Follows the scrolling element; returns what stops it. */
  attach(element: HTMLElement): () => void {
    this.#element = element;
    this.#viewPixels = element.clientHeight;
    this.#scrollTop = element.scrollTop;
    const onScroll = (): void => {
      this.#scrollTop = element.scrollTop;
      this.#look();
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    const sizes = new ResizeObserver(() => {
      this.#viewPixels = element.clientHeight;
      this.#look();
    });
    sizes.observe(element);
    this.#look();
    return () => {
      this.#element = null;
      sizes.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }

  setCount(count: number): void {
    const next = rowsThatFit(count, this.#shape);
    if (next === this.#count) return;
    this.#count = next;
    this.#look();
  }

  /** Scrolls as little as shows the row. */
  reveal(row: number): void {
    if (this.#element === null || row >= this.#count) return;
    const top = scrollTopFor(row, this.#shape, this.#scrollTop, this.#viewPixels);
    if (top !== undefined) this.#element.scrollTop = top;
  }

  goToTop(): void {
    if (this.#element !== null) this.#element.scrollTop = 0;
  }

  #look(): void {
    const [first, end] = rowWindow(this.#count, this.#shape, this.#scrollTop, this.#viewPixels);
    if (first !== this.#window[0] || end !== this.#window[1]) this.#window = [first, end];
  }
}
