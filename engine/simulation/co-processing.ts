// Sharing one layer's experts between two processors that run at once.

/** Experts of one device in one layer: seconds of each on either processor, and its tokens. */
export interface ExpertTimes {
  readonly tokens: ArrayLike<number>;
  readonly xpu: ArrayLike<number>;
  readonly memory: ArrayLike<number>;
}

export interface ExpertSplit {
  /** Seconds until both processors are done. */
  readonly time: number;
  /** Seconds each processor works. */
  readonly xpuTime: number;
  readonly memoryTime: number;
  /** 1 for each expert that runs on the memory processor. */
  readonly inMemory: Uint8Array;
}

/**
 * Gives experts to the memory processor in ascending order of tokens and keeps the best division met, from all on the
 * xPU to all in memory (V-B). With `spaces`, experts are dealt to that many sections of the memory one by one, and a
 * section goes to one processor as a whole (V-C).
 */
export function splitExperts(experts: ExpertTimes, spaces = Number.POSITIVE_INFINITY): ExpertSplit {
  const count = experts.tokens.length;
  const sections = Math.min(spaces, count);
  const order: number[] = [];
  const tokens = new Float64Array(sections);
  const xpu = new Float64Array(sections);
  const memory = new Float64Array(sections);
  for (let expert = 0; expert < count; expert++) {
    const section = expert % sections;
    tokens[section] = tokens[section]! + experts.tokens[expert]!;
    xpu[section] = xpu[section]! + experts.xpu[expert]!;
    memory[section] = memory[section]! + experts.memory[expert]!;
  }
  // Insertion keeps equal sections in their order; there are few.
  for (let section = 0; section < sections; section++) {
    let place = section;
    while (place > 0 && tokens[order[place - 1]!]! > tokens[section]!) {
      order[place] = order[place - 1]!;
      place--;
    }
    order[place] = section;
  }
  let xpuTime = 0;
  for (let section = 0; section < sections; section++) xpuTime += xpu[section]!;
  let memoryTime = 0;
  let best = { time: xpuTime, xpuTime, memoryTime };
  let moved = 0;
  for (let step = 0; step < sections; step++) {
    const section = order[step]!;
    memoryTime += memory[section]!;
    // What rounding leaves of nothing is nothing.
    xpuTime = step === sections - 1 ? 0 : Math.max(0, xpuTime - xpu[section]!);
    const time = Math.max(xpuTime, memoryTime);
    if (time < best.time) {
      best = { time, xpuTime, memoryTime };
      moved = step + 1;
    }
  }
  const inMemory = new Uint8Array(count);
  for (let step = 0; step < moved; step++) {
    for (let expert = order[step]!; expert < count; expert += sections) inMemory[expert] = 1;
  }
  return { ...best, inMemory };
}
