// The rows of a long list that are in view: @tanstack/virtual-core with its result as Svelte state.

import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';

interface VisibleRow {
  readonly index: number;
  /** Distance from the top of the list, in pixels. */
  readonly start: number;
}

/** Chromium cuts elements off near 33.5 million pixels; rows beyond are reached by sorting or filtering. */
const TALLEST_LIST_PIXELS = 33_000_000;

export class VirtualRows {
  visible = $state.raw<readonly VisibleRow[]>([]);
  /** Height of the whole list, head included, in pixels. */
  height = $state(0);
  readonly first = $derived(this.visible[0]?.index ?? 0);
  readonly last = $derived(this.visible.at(-1)?.index ?? 0);
  readonly #rowPixels: number;
  readonly #headPixels: number;
  #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  #count = 0;
  #element: HTMLElement | null = null;

  /** `headPixels`: height of the sticky head above the rows. */
  constructor(rowPixels: number, headPixels: number) {
    this.#rowPixels = rowPixels;
    this.#headPixels = headPixels;
    this.#virtualizer = new Virtualizer(this.#options());
  }

  /** Follows the scrolling element; returns what stops it. */
  attach(element: HTMLElement): () => void {
    this.#element = element;
    this.#virtualizer.setOptions(this.#options());
    const stop = this.#virtualizer._didMount();
    this.#virtualizer._willUpdate();
    this.#publish();
    return () => {
      this.#element = null;
      stop();
    };
  }

  setCount(count: number): void {
    const most = Math.floor((TALLEST_LIST_PIXELS - this.#headPixels) / this.#rowPixels);
    const next = Math.min(count, most);
    if (next === this.#count && this.height > 0) return;
    this.#count = next;
    this.#virtualizer.setOptions(this.#options());
    this.#virtualizer._willUpdate();
    this.#publish();
  }

  /** Scrolls as little as shows the row. */
  reveal(row: number): void {
    if (this.#element === null || row >= this.#count) return;
    const top = this.#headPixels + row * this.#rowPixels;
    const { scrollTop, clientHeight } = this.#element;
    if (top - this.#headPixels < scrollTop) this.#element.scrollTop = top - this.#headPixels;
    else if (top + this.#rowPixels > scrollTop + clientHeight) {
      this.#element.scrollTop = top + this.#rowPixels - clientHeight;
    }
  }

  goToTop(): void {
    if (this.#element !== null) this.#element.scrollTop = 0;
  }

  #options(): VirtualizerOptions<HTMLElement, HTMLElement> {
    return {
      count: this.#count,
      getScrollElement: () => this.#element,
      estimateSize: () => this.#rowPixels,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      paddingStart: this.#headPixels,
      overscan: 8,
      onChange: () => this.#publish(),
    };
  }

  #publish(): void {
    this.visible = this.#virtualizer.getVirtualItems().map(({ index, start }) => ({ index, start }));
    this.height = this.#virtualizer.getTotalSize();
  }
}
