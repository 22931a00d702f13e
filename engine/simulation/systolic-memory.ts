// DRAM traffic and stalls of a product on a systolic array with three double-buffered SRAMs.
//
// Half of each SRAM holds what the current fold works on, the other half is filled or drained meanwhile.
// Folds are run in the better of two orders, keeping as many tiles of one operand as fit ("resident") while
// the other streams past. Tiles count at their mean size, so total traffic is exact and stalls ignore only
// that edge tiles are smaller.

import type { ArrayRun, ArrayShape, Dataflow, ProductShape } from './systolic-array.ts';

/** Sizes of SRAMs and elements in bytes, DRAM bandwidth in bytes per cycle of the array. */
export interface ArrayMemory {
  readonly inputBytes: number;
  readonly filterBytes: number;
  readonly outputBytes: number;
  readonly bytesPerCycle: number;
  readonly elementBytes: number;
  readonly partialSumBytes: number;
}

/** DRAM bytes by operand, and the cycles that memory adds to the array's own. */
export interface MemoryRun {
  readonly inputTraffic: number;
  readonly filterTraffic: number;
  readonly outputTraffic: number;
  /** Cycles in which folds wait for their operands or for room in the output buffer. */
  readonly stallCycles: number;
  /** The same for a product that directly follows an equal one, whose folds hide its first load. */
  readonly repeatStallCycles: number;
  /** Cycles before the first fold can start and after the last one ends. */
  readonly exposedCycles: number;
}

/** An operand cut into equal tiles: tile count, mean bytes of one, bytes of all without duplicates. */
interface Operand {
  readonly tiles: number;
  readonly tileBytes: number;
  readonly uniqueBytes: number;
  /** Bytes that may hold its current tiles. */
  readonly room: number;
}

/** Bytes moved, and stalls, of one fold order. */
interface Schedule {
  readonly blockedTraffic: number;
  readonly streamedTraffic: number;
  readonly stallCycles: number;
  readonly repeatStallCycles: number;
  readonly firstBytes: number;
}

const fits = (operand: Operand): boolean => operand.uniqueBytes <= operand.room;

/**
 * Output-stationary order: `blocked` tiles are taken in blocks of as many as fit; for each block the
 * `streamed` tiles pass once. `writeBytes` leave with every fold. Folds fall into four classes by which
 * operands they must load.
 */
function blockSchedule(
  blocked: Operand,
  streamed: Operand,
  writeBytes: number,
  cyclesPerFold: number,
  bytesPerCycle: number,
): Schedule {
  const folds = blocked.tiles * streamed.tiles;
  const width = fits(blocked)
    ? blocked.tiles
    : Math.min(blocked.tiles, Math.floor(blocked.room / blocked.tileBytes));
  const blocks = Math.ceil(blocked.tiles / Math.max(1, width));
  const blockedBytes = fits(blocked) ? blocked.uniqueBytes / blocked.tiles : blocked.tileBytes;
  const streamedBytes = fits(streamed) ? streamed.uniqueBytes / streamed.tiles : streamed.tileBytes;
  // How many folds load a blocked tile, a streamed tile, and both.
  const blockedLoads = width >= 1 ? blocked.tiles : folds;
  let streamedLoads: number;
  let both: number;
  if (fits(streamed)) {
    streamedLoads = streamed.tiles;
    both = width >= 1 ? 1 : streamed.tiles;
  } else if (streamed.tileBytes <= streamed.room) {
    streamedLoads = blocks * streamed.tiles;
    both = width >= 1 ? blocks : streamedLoads;
  } else {
    streamedLoads = folds;
    both = blockedLoads;
  }
  const stall = (bytes: number): number => Math.max(0, (bytes + writeBytes) / bytesPerCycle - cyclesPerFold);
  const neither = folds - blockedLoads - streamedLoads + both;
  const repeatStallCycles =
    both * stall(blockedBytes + streamedBytes) +
    (blockedLoads - both) * stall(blockedBytes) +
    (streamedLoads - both) * stall(streamedBytes) +
    neither * stall(0);
  return {
    blockedTraffic: blockedLoads * blockedBytes,
    streamedTraffic: streamedLoads * streamedBytes,
    // The first fold's loads are exposed, not hidden behind a fold, so they are not a stall.
    stallCycles: repeatStallCycles - stall(blockedBytes + streamedBytes) + stall(0),
    repeatStallCycles,
    firstBytes: blockedBytes + streamedBytes,
  };
}

/** What a stationary dataflow moves besides its stationary operand. */
interface StationarySchedule {
  readonly movingTraffic: number;
  readonly outputTraffic: number;
  readonly stallCycles: number;
  readonly repeatStallCycles: number;
  readonly firstBytes: number;
}

/**
 * Orders of a stationary dataflow. Either partial sums of as many output tiles as fit stay on chip, all inner
 * folds pass for each such block, and each moving slice serves the block; or every moving slice serves all
 * output tiles at once and partial sums go out and back. Takes the order that moves less.
 */
function stationarySchedule(
  moving: Operand,
  stationary: { readonly tileBytes: number; readonly traffic: number },
  output: Operand,
  finalBytes: number,
  cyclesPerFold: number,
  bytesPerCycle: number,
): StationarySchedule {
  const folds = moving.tiles * output.tiles;
  const movingBytes = fits(moving) ? moving.uniqueBytes / moving.tiles : moving.tileBytes;
  const schedule = (blocks: number, spillBytes: number): StationarySchedule => {
    let movingLoads: number;
    if (fits(moving)) movingLoads = moving.tiles;
    else movingLoads = moving.tileBytes <= moving.room ? moving.tiles * blocks : folds;
    const outputTraffic = finalBytes + spillBytes;
    const base = (stationary.traffic + outputTraffic) / folds;
    const stall = (bytes: number): number => Math.max(0, bytes / bytesPerCycle - cyclesPerFold);
    return {
      movingTraffic: movingLoads * movingBytes,
      outputTraffic,
      stallCycles: (movingLoads - 1) * stall(base + movingBytes) + (folds - movingLoads + 1) * stall(base),
      repeatStallCycles: movingLoads * stall(base + movingBytes) + (folds - movingLoads) * stall(base),
      firstBytes: stationary.tileBytes + movingBytes,
    };
  };
  const width = Math.min(output.tiles, Math.floor(output.room / output.tileBytes));
  const spilled = schedule(1, width === output.tiles ? 0 : 2 * output.uniqueBytes * (moving.tiles - 1));
  if (width < 1) return spilled;
  const kept = schedule(Math.ceil(output.tiles / width), 0);
  const traffic = (option: StationarySchedule): number => option.movingTraffic + option.outputTraffic;
  return traffic(kept) <= traffic(spilled) ? kept : spilled;
}

/**
 * DRAM traffic and stalls of one product that the array runs as `run` says. `uniqueInputs` is the number of
 * distinct input elements: smaller than rows x inner for a convolution, whose product repeats each pixel.
 */
export function runMemory(
  array: ArrayShape,
  dataflow: Dataflow,
  product: ProductShape,
  run: ArrayRun,
  memory: ArrayMemory,
  uniqueInputs: number = product.rows * product.inner,
): MemoryRun {
  const { rows: M, columns: N, inner: K } = product;
  const { elementBytes, bytesPerCycle } = memory;
  const { outerFolds, innerFolds, cyclesPerFold } = run;
  const unique = Math.min(uniqueInputs, M * K) * elementBytes;
  const filters = N * K * elementBytes;
  const outputs = M * N * elementBytes;
  const inputRoom = memory.inputBytes / 2;
  const filterRoom = memory.filterBytes / 2;
  const outputRoom = memory.outputBytes / 2;

  if (dataflow === 'output-stationary') {
    // A tile of inputs is the receptive field of `array.rows` neighbouring outputs: distinct pixels, not
    // repeated ones.
    const input: Operand = {
      tiles: outerFolds,
      tileBytes: unique / outerFolds,
      uniqueBytes: unique,
      room: inputRoom,
    };
    const filter: Operand = {
      tiles: innerFolds,
      tileBytes: filters / innerFolds,
      uniqueBytes: filters,
      room: filterRoom,
    };
    const writes = outputs / (outerFolds * innerFolds);
    const inputsKept = blockSchedule(input, filter, writes, cyclesPerFold, bytesPerCycle);
    const filtersKept = blockSchedule(filter, input, writes, cyclesPerFold, bytesPerCycle);
    const keepInputs =
      inputsKept.blockedTraffic + inputsKept.streamedTraffic <=
      filtersKept.blockedTraffic + filtersKept.streamedTraffic;
    const best = keepInputs ? inputsKept : filtersKept;
    return {
      inputTraffic: keepInputs ? best.blockedTraffic : best.streamedTraffic,
      filterTraffic: keepInputs ? best.streamedTraffic : best.blockedTraffic,
      outputTraffic: outputs,
      stallCycles: best.stallCycles,
      repeatStallCycles: best.repeatStallCycles,
      exposedCycles: (best.firstBytes + writes) / bytesPerCycle,
    };
  }

  const weightStationary = dataflow === 'weight-stationary';
  // A slice of inputs for some inner indices is full height: neighbouring slices share pixels, one slice does
  // not.
  const moving: Operand = weightStationary
    ? {
        tiles: outerFolds,
        tileBytes: (M * K * elementBytes) / outerFolds,
        uniqueBytes: unique,
        room: inputRoom,
      }
    : { tiles: outerFolds, tileBytes: filters / outerFolds, uniqueBytes: filters, room: filterRoom };
  const output: Operand = {
    tiles: innerFolds,
    tileBytes: (M * N * memory.partialSumBytes) / innerFolds,
    uniqueBytes: M * N * memory.partialSumBytes,
    room: outputRoom,
  };
  const repeatedInputs = unique <= inputRoom ? unique : M * K * elementBytes;
  const stationaryTraffic = weightStationary ? filters : repeatedInputs;
  const stationaryBytes =
    Math.min(array.rows, K) * Math.min(array.columns, weightStationary ? N : M) * elementBytes;
  const schedule = stationarySchedule(
    moving,
    { tileBytes: stationaryBytes, traffic: stationaryTraffic },
    output,
    outputs,
    cyclesPerFold,
    bytesPerCycle,
  );
  return {
    inputTraffic: weightStationary ? schedule.movingTraffic : stationaryTraffic,
    filterTraffic: weightStationary ? stationaryTraffic : schedule.movingTraffic,
    outputTraffic: schedule.outputTraffic,
    stallCycles: schedule.stallCycles,
    repeatStallCycles: schedule.repeatStallCycles,
    exposedCycles: (schedule.firstBytes + outputs / innerFolds) / bytesPerCycle,
  };
}
