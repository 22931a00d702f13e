// What is where: bytes that must be in HBM, and bytes that a decoding step copies into it.

import { scatteredReadTime } from '../../components/flash-storage.ts';
import { DDR_COPY_EFFICIENCY, transferTime } from '../../components/memory-tiers.ts';
import type { MixtureShape } from '../../components/workloads/served-mixtures.ts';
import { estimateHits } from '../../simulation/cache-estimates.ts';
import { FLASH_THREADS, type Memories } from './memories.ts';
import type { AcceleratorDesign } from './parameters.ts';
import type { Routing } from './routing.ts';
import { activeShareOf, densityOf, unionShare, type WeightBytes } from './shape.ts';

/** Experts of one layer on one accelerator: how much of them HBM holds and a step copies. */
export interface Residency {
  /** Routed experts of a layer, in experts of one accelerator: held in HBM, and copied in a step. */
  readonly heldExperts: number;
  readonly copiedExperts: number;
  /** Share of the used experts that need no copy. */
  readonly hitRate: number;
  /** Bytes copied, and seconds for it, in one layer and step. */
  readonly copyBytes: number;
  readonly copyTime: number;
  /** Bytes of one read of flash; 0 where nothing is read from it. */
  readonly chunkBytes: number;
}

/** Of a step that decodes `tokens` tokens; `stored` is what a code adds to stored bytes, as a factor. */
export function residencyOf(
  design: AcceleratorDesign,
  shape: MixtureShape,
  routing: Routing,
  memories: Memories,
  bytes: WeightBytes,
  tokens: number,
  stored: number,
): Residency {
  const perDevice = shape.experts / design.devices;
  switch (design.expert_home) {
    case 'hbm':
      return {
        heldExperts: perDevice,
        copiedExperts: 0,
        hitRate: 1,
        copyBytes: 0,
        copyTime: 0,
        chunkBytes: 0,
      };
    case 'dram': {
      const { held, copied, hitRate } = wholeExperts(design, routing, tokens, 1);
      const copyBytes = copied * bytes.expert * stored;
      return {
        heldExperts: held,
        copiedExperts: copied,
        hitRate,
        copyBytes,
        copyTime: transferTime(copyBytes, memories.dram.peakBandwidth, DDR_COPY_EFFICIENCY),
        chunkBytes: 0,
      };
    }
    case 'flash':
      return fromFlash(design, shape, routing, memories, bytes, tokens, stored);
  }
}

/** A cache of whole experts on the device with most copies. A step asks for an expert if any of its tokens uses it. */
function wholeExperts(
  { cache_share: share, eviction }: AcceleratorDesign,
  { devices }: Routing,
  tokens: number,
  weight: number,
): { readonly held: number; readonly copied: number; readonly hitRate: number } {
  let most = 0;
  let used = 0;
  let copied = 0;
  for (const chances of devices) {
    const asked = chances.map((chance) => 1 - (1 - chance) ** tokens);
    const hits = new Float64Array(asked.length);
    estimateHits(eviction, asked, share * asked.length, hits);
    let missed = 0;
    asked.forEach((chance, expert) => {
      missed += chance * (1 - hits[expert]!);
      used += chance;
    });
    copied += missed;
    most = Math.max(most, missed);
  }
  return { held: share * devices[0]!.length, copied: most * weight, hitRate: Math.max(0, 1 - copied / used) };
}

/**
 * Flash: of experts that are not cached, the inner channels that the last steps did not use are read one by one, or in
 * bundles of all their weights (LLM in a flash). Without sparsity a channel is used whenever its expert is, and a whole
 * expert is read in one go.
 */
function fromFlash(
  design: AcceleratorDesign,
  shape: MixtureShape,
  routing: Routing,
  { drive, flash }: Memories,
  bytes: WeightBytes,
  tokens: number,
  stored: number,
): Residency {
  const activeShare = activeShareOf(design);
  const { flash_window: window, weight_bits: bits } = design;
  if (activeShare === 1) {
    const { held, copied, hitRate } = wholeExperts(design, routing, tokens, 1);
    const copyBytes = copied * bytes.expert * stored;
    return {
      heldExperts: held,
      copiedExperts: copied,
      hitRate,
      copyBytes,
      copyTime: copyBytes / flash.peakBandwidth,
      chunkBytes: bytes.expert,
    };
  }
  let mostLoaded = 0;
  let mostHeld = 0;
  let loadedSum = 0;
  let usedSum = 0;
  for (const chances of routing.devices) {
    let loaded = 0;
    let held = 0;
    for (const chance of chances) {
      const step = chance * tokens;
      const before = unionShare(activeShare, window * step);
      const after = unionShare(activeShare, (window + 1) * step);
      loaded += after - before;
      held += unionShare(activeShare, Math.max(1, window) * step);
      usedSum += unionShare(activeShare, step);
    }
    loadedSum += loaded;
    mostLoaded = Math.max(mostLoaded, loaded);
    mostHeld = Math.max(mostHeld, held);
  }
  const rowBytes = (shape.width * densityOf(design) * bits) / 8;
  const chunkBytes = (design.flash_bundling ? MATRICES * rowBytes : rowBytes) * stored;
  const copyBytes = mostLoaded * bytes.expert * stored;
  const reads = copyBytes / chunkBytes;
  return {
    heldExperts: mostHeld,
    copiedExperts: mostLoaded,
    hitRate: Math.max(0, 1 - loadedSum / usedSum),
    copyBytes,
    copyTime: (reads * scatteredReadTime(drive, chunkBytes, FLASH_THREADS)) / flash.channels,
    chunkBytes,
  };
}

/** Gate, up and down: rows and columns that belong to one inner channel. */
const MATRICES = 3;
