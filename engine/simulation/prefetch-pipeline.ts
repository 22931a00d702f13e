// Layers (or blocks) whose data must be copied in before they compute: one copy engine, one compute engine, and a lead
// that says how many layers ahead it is known what to copy. Executed as events, and in closed form for equal layers.

import { ParetoscopeError } from '../contract/errors.ts';
import { Resource } from './resource.ts';
import { Simulation } from './simulation.ts';
import type { Trace } from './trace.ts';

/** Passes through the same layers, one after the other. */
export interface PrefetchPipeline {
  /** Layers of a pass. */
  readonly layers: number;
  /** Seconds of computing one layer. */
  readonly computeTime: number;
  /** Seconds of copying for each layer of each pass, row-major [passes, layers]. */
  readonly copyTimes: Float64Array;
  /**
   * What layer j needs is known when layer j - lead starts to compute, or at the start of the pass. 0: only when the
   * layer is reached, after all layers before it.
   */
  readonly lead: number;
  /** Receives the spans of both engines. */
  readonly trace?: Trace;
}

export interface PipelineRun {
  /** Seconds until the last pass ends. */
  readonly time: number;
  /** Seconds of each pass. */
  readonly passTimes: Float64Array;
  /** Seconds that each engine works. */
  readonly copying: number;
  readonly computing: number;
}

/**
 * Runs the passes. Copies are served in the order in which they become known; a layer computes when the layer before it
 * has ended and its copy has arrived. A pass knows nothing of the next. Throws `design-invalid` for an empty pipeline or
 * copy times that are no whole number of passes.
 */
export function runPrefetchPipeline(pipeline: PrefetchPipeline): PipelineRun {
  const { layers, computeTime, copyTimes, lead, trace } = pipeline;
  const passes = copyTimes.length / layers;
  if (!(layers >= 1) || !Number.isInteger(passes) || passes < 1) {
    throw new ParetoscopeError(
      'design-invalid',
      `${copyTimes.length} copy times are no whole number of passes through ${layers} layers`,
      { hint: 'give one copy time for each layer of each pass' },
    );
  }
  const simulation = new Simulation();
  const copyEngine = new Resource(simulation);
  const passTimes = new Float64Array(passes);
  const arrived = new Uint8Array(copyTimes.length);
  let started = 0;
  let known = 0;
  let reached = 0;
  let copying = 0;

  const arrive = (index: number): void => {
    copyEngine.release();
    arrived[index] = 1;
    if (index === reached) compute(index);
  };
  const copy = (index: number): void => {
    const time = copyTimes[index]!;
    copying += time;
    if (time > 0) trace?.add('copy', label(index), simulation.now, simulation.now + time);
    simulation.schedule(time, arrive, index);
  };
  /** Asks for the copies of all layers of the pass of `index` up to `index`. */
  const learn = (index: number): void => {
    const last = Math.min(index, (Math.floor(known / layers) + 1) * layers - 1);
    while (known <= last) copyEngine.request(copy, known++);
  };
  const label = (index: number): string => `layer ${(index % layers) + 1}`;
  const compute = (index: number): void => {
    if (lead > 0 && known % layers !== 0) learn(index + lead);
    trace?.add('compute', label(index), simulation.now, simulation.now + computeTime);
    simulation.schedule(computeTime, finish, index);
  };
  const reach = (index: number): void => {
    reached = index;
    if (arrived[index] === 1) compute(index);
  };
  const finish = (index: number): void => {
    const next = index + 1;
    if (next % layers === 0) {
      const pass = index / layers;
      passTimes[Math.floor(pass)] = simulation.now - started;
      started = simulation.now;
      if (next === copyTimes.length) return;
      learn(next + lead);
    } else if (lead === 0) {
      learn(next);
    }
    reach(next);
  };

  learn(lead);
  simulation.run();
  return { time: simulation.now, passTimes, copying, computing: computeTime * copyTimes.length };
}

/**
 * Seconds of one pass of equal layers. Lead 0: everything in series, layers (compute + copy). Lead 1 and more: the first
 * layer in series, then the longer of the two for each of the others (Pre-gated MoE, arXiv 2308.12066). A longer lead
 * gains nothing where copies are equal: one copy engine either keeps up or does not; it can only start the second and
 * later copies of a pass earlier, while the first layer waits for none but its own.
 */
export function equalLayersTime(layers: number, computeTime: number, copyTime: number, lead: number): number {
  return lead === 0
    ? layers * (computeTime + copyTime)
    : computeTime + copyTime + (layers - 1) * Math.max(computeTime, copyTime);
}
