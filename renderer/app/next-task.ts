// Long work in pieces: what was decoded is drawn in a task of its own, so that input and frames come between.

/** Resolves in a task of its own, also in a window that is hidden. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
