// One layer of experts: routing is drawn, every device shares its experts between its processors, and the slowest
// device sets the time. Means over draws are kept in a table over tokens, which the stages of a run interpolate.

import { RandomStream } from '../../contract/random.ts';
import { zipfProbabilities } from '../../simulation/cache.ts';
import { drawTokenCounts } from '../../simulation/token-counts.ts';
import { splitExperts } from '../../simulation/co-processing.ts';
import type { Machine } from './machine.ts';
import { productBytes, productOperations, productTime } from '../../components/matrix-product.ts';
import type { LanguageModel } from './models.ts';
import type { DuplexDesign } from './parameters.ts';

/** A layer's time, and the work of the whole machine in it. */
export interface ExpertLayerCost {
  readonly time: number;
  /** Seconds that each processor of the slowest device works. */
  readonly xpuTime: number;
  readonly memoryTime: number;
  readonly operations: number;
  /** Those of them that the memory processors do. */
  readonly memoryOperations: number;
  readonly xpuBytes: number;
  readonly memoryBytes: number;
}

/** Devices that share each expert, and how many groups of them there are. */
interface Distribution {
  readonly groups: number;
  readonly devicesPerExpert: number;
}

/**
 * Experts cut over a node (and spread over nodes), or whole on devices. Where there are more groups of devices than
 * experts, each expert is cut further over as many devices as there are for it (III, footnote).
 */
export function distributionOf(
  machine: Machine,
  model: LanguageModel,
  tensorParallel: boolean,
): Distribution {
  const groups = Math.min(tensorParallel ? machine.nodes : machine.devices, model.experts);
  return { groups, devicesPerExpert: machine.devices / groups };
}

/**
 * Layers drawn behind a mean; a stage has about as many. Fewer where shares hardly vary, because of many tokens, or
 * average out, because of many experts.
 */
function drawsFor(tokens: number, experts: number): number {
  if (tokens > 512) return 8;
  return experts > 16 ? 16 : 32;
}

const LAYERS_KEPT = 512;
/** Token counts whose expert times are kept. */
const TIMES_KEPT = 1024;
const draws = new Map<string, Int32Array>();

/** Token counts of some layers, one row a layer; the same for every design with this model and skew. */
function tokenCounts(model: LanguageModel, skew: number, tokens: number, seed: number): Int32Array {
  const { experts, expertsPerToken } = model;
  const key = `${experts} ${expertsPerToken} ${skew} ${tokens} ${seed}`;
  const known = draws.get(key);
  if (known !== undefined) return known;
  const probabilities = zipfProbabilities(experts, skew);
  const drawn = drawsFor(tokens, experts);
  const counts = new Int32Array(drawn * experts);
  const stream = new RandomStream(seed, 'duplex.routing', tokens);
  for (let draw = 0; draw < drawn; draw++) {
    drawTokenCounts(
      stream,
      tokens,
      expertsPerToken,
      probabilities,
      counts.subarray(draw * experts, (draw + 1) * experts),
    );
  }
  if (draws.size >= LAYERS_KEPT) draws.delete(draws.keys().next().value!);
  draws.set(key, counts);
  return counts;
}

/** Cost of one expert for a number of tokens, on either processor of one of its devices. */
export function expertTime(
  machine: Machine,
  model: LanguageModel,
  valueBytes: number,
  devicesPerExpert: number,
  tokens: number,
  processor: 'xpu' | 'memory',
): number {
  const { width, feedForwardWidth, feedForwardProducts } = model;
  const slice = feedForwardWidth / devicesPerExpert;
  const roof = machine[processor];
  return (
    (feedForwardProducts - 1) * productTime(tokens, width, slice, valueBytes, roof) +
    productTime(tokens, slice, width, valueBytes, roof)
  );
}

/** Experts' layers of one design as a function of tokens. */
export class ExpertLayer {
  readonly #machine: Machine;
  readonly #model: LanguageModel;
  readonly #design: DuplexDesign;
  readonly #seed: number;
  readonly #distribution: Distribution;
  readonly #known = new Map<number, ExpertLayerCost>();
  readonly #times = {
    xpu: new Float64Array(TIMES_KEPT).fill(-1),
    memory: new Float64Array(TIMES_KEPT).fill(-1),
  };

  constructor(machine: Machine, model: LanguageModel, design: DuplexDesign, seed: number) {
    this.#machine = machine;
    this.#model = model;
    this.#design = design;
    this.#seed = seed;
    this.#distribution = distributionOf(machine, model, design.expert_tensor_parallel);
  }

  /** Mean cost over draws for `tokens` tokens of the whole machine; linear between the entries of the table. */
  cost(tokens: number): ExpertLayerCost {
    const below = tableEntry(tokens, Math.floor);
    const above = tableEntry(tokens, Math.ceil);
    const low = this.#entry(below);
    if (below === above) return low;
    const high = this.#entry(above);
    const share = (tokens - below) / (above - below);
    return {
      time: low.time + share * (high.time - low.time),
      xpuTime: low.xpuTime + share * (high.xpuTime - low.xpuTime),
      memoryTime: low.memoryTime + share * (high.memoryTime - low.memoryTime),
      operations: low.operations + share * (high.operations - low.operations),
      memoryOperations: low.memoryOperations + share * (high.memoryOperations - low.memoryOperations),
      xpuBytes: low.xpuBytes + share * (high.xpuBytes - low.xpuBytes),
      memoryBytes: low.memoryBytes + share * (high.memoryBytes - low.memoryBytes),
    };
  }

  #entry(tokens: number): ExpertLayerCost {
    const known = this.#known.get(tokens);
    if (known !== undefined) return known;
    const experts = this.#model.experts;
    const counts = tokenCounts(this.#model, this.#design.popularity_skew, tokens, this.#seed);
    const drawn = drawsFor(tokens, this.#model.experts);
    let time = 0;
    let xpuTime = 0;
    let memoryTime = 0;
    let operations = 0;
    let memoryOperations = 0;
    let xpuBytes = 0;
    let memoryBytes = 0;
    for (let draw = 0; draw < drawn; draw++) {
      const layer = this.layer(counts.subarray(draw * experts, (draw + 1) * experts));
      time += layer.time;
      xpuTime += layer.xpuTime;
      memoryTime += layer.memoryTime;
      operations += layer.operations;
      memoryOperations += layer.memoryOperations;
      xpuBytes += layer.xpuBytes;
      memoryBytes += layer.memoryBytes;
    }
    const cost = {
      time: time / drawn,
      xpuTime: xpuTime / drawn,
      memoryTime: memoryTime / drawn,
      operations: operations / drawn,
      memoryOperations: memoryOperations / drawn,
      xpuBytes: xpuBytes / drawn,
      memoryBytes: memoryBytes / drawn,
    };
    this.#known.set(tokens, cost);
    return cost;
  }

  /** Time of an expert with `count` tokens, kept: the paper's look-up table (V-B). */
  #time(count: number, processor: 'xpu' | 'memory'): number {
    const table = this.#times[processor];
    const known = table[count];
    if (known !== undefined && known >= 0) return known;
    const time = expertTime(
      this.#machine,
      this.#model,
      this.#design.value_bytes,
      this.#distribution.devicesPerExpert,
      count,
      processor,
    );
    if (count < TIMES_KEPT) table[count] = time;
    return time;
  }

  /** Cost of one layer whose experts get these tokens. Experts are dealt to groups of devices one by one. */
  layer(counts: ArrayLike<number>): ExpertLayerCost {
    const { groups, devicesPerExpert } = this.#distribution;
    const { width, feedForwardWidth, feedForwardProducts } = this.#model;
    const { placement, memory_spaces: spaces, value_bytes: valueBytes } = this.#design;
    const machine = this.#machine;
    const slice = feedForwardWidth / devicesPerExpert;
    let slowest = 0;
    let slowestXpu = 0;
    let slowestMemory = 0;
    let operations = 0;
    let memoryOperations = 0;
    let xpuBytes = 0;
    let memoryBytes = 0;
    const tokens: number[] = [];
    const xpu: number[] = [];
    const memory: number[] = [];
    for (let group = 0; group < groups; group++) {
      let size = 0;
      let xpuTotal = 0;
      let memoryTotal = 0;
      for (let expert = group; expert < counts.length; expert += groups) {
        const count = counts[expert]!;
        tokens[size] = count;
        xpu[size] = this.#time(count, 'xpu');
        xpuTotal += xpu[size]!;
        if (machine.kind !== 'none') {
          memory[size] = this.#time(count, 'memory');
          memoryTotal += memory[size]!;
        }
        size++;
      }
      tokens.length = size;
      let time: number;
      let onXpu = 0;
      let inMemoryTime = 0;
      let inMemory: Uint8Array | undefined;
      let allInMemory = false;
      if (machine.kind === 'none') {
        time = xpuTotal;
        onXpu = time;
      } else if (placement === 'split') {
        ({
          time,
          inMemory,
          xpuTime: onXpu,
          memoryTime: inMemoryTime,
        } = splitExperts({ tokens, xpu, memory }, spaces));
      } else {
        allInMemory = placement === 'memory' || memoryTotal < xpuTotal;
        time = allInMemory ? memoryTotal : xpuTotal;
        if (allInMemory) inMemoryTime = time;
        else onXpu = time;
      }
      if (time > slowest) {
        slowest = time;
        slowestXpu = onXpu;
        slowestMemory = inMemoryTime;
      }
      for (let local = 0; local < size; local++) {
        const count = tokens[local]!;
        if (count === 0) continue;
        const own = feedForwardProducts * productOperations(count, width, feedForwardWidth);
        operations += own;
        const bytes = devicesPerExpert * feedForwardProducts * productBytes(count, width, slice, valueBytes);
        if (allInMemory || inMemory?.[local] === 1) {
          memoryBytes += bytes;
          memoryOperations += own;
        } else {
          xpuBytes += bytes;
        }
      }
    }
    return {
      time: slowest,
      xpuTime: slowestXpu,
      memoryTime: slowestMemory,
      operations,
      memoryOperations,
      xpuBytes,
      memoryBytes,
    };
  }
}

/** Up to 16 every number of tokens has its entry, above that eight entries an octave. */
function tableEntry(tokens: number, round: (value: number) => number): number {
  if (tokens <= 16) return round(tokens);
  const octave = 2 ** Math.floor(Math.log2(tokens));
  return octave + (octave / 8) * round((8 * (tokens - octave)) / octave);
}
