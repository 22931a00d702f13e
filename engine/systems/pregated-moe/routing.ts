// Which experts the blocks of a decoder use, token by token: drawn, not taken from a model. Nothing about the schemes,
// so that designs which differ in their scheme only are compared on the same choices.

import { RandomStream } from '../../contract/random.ts';
import { AliasSampler, zipfProbabilities } from '../../simulation/cache.ts';

/** How experts are chosen; fields as the parameters of the same name. */
export interface Routing {
  readonly blocks: number;
  readonly experts: number;
  readonly batch: number;
  readonly beams: number;
  readonly forced_experts: number;
  readonly beam_agreement: number;
  readonly token_repeat: number;
  readonly routing_skew: number;
}

/** Distinct experts that each block of each token uses. */
export interface RoutingTrace {
  readonly tokens: number;
  readonly blocks: number;
  /** Number of distinct experts, row-major [tokens, blocks]. */
  readonly active: Uint16Array;
  /** The experts, one after the other, numbered block * experts + expert. */
  readonly requests: Uint32Array;
}

/** Draws `tokens` tokens of routing. A prompt's first beam draws by popularity or repeats its last choice. */
export function drawRouting(routing: Routing, tokens: number, seed: number): RoutingTrace {
  const { blocks, experts, batch, beams, forced_experts: forced } = routing;
  const stream = new RandomStream(seed, 'pregated-moe.routing');
  const sampler = new AliasSampler(zipfProbabilities(experts, routing.routing_skew));
  const draw = (): number => sampler.item(stream.uniform());
  const active = new Uint16Array(tokens * blocks);
  const most = forced > 0 ? forced : Math.min(experts, batch * beams);
  const requests = new Uint32Array(tokens * blocks * most);
  const seen = new Int32Array(experts).fill(-1);
  const last = new Int32Array(blocks * batch).fill(-1);
  let count = 0;
  for (let layer = 0; layer < tokens * blocks; layer++) {
    const block = layer % blocks;
    const before = count;
    const use = (expert: number): void => {
      if (seen[expert] === layer) return;
      seen[expert] = layer;
      requests[count++] = block * experts + expert;
    };
    if (forced > 0) {
      // What repeated draws leave open, the most popular experts fill.
      for (let tries = 0; count - before < forced && tries < 3 * forced; tries++) use(draw());
      for (let expert = 0; count - before < forced; expert++) use(expert);
    } else {
      for (let prompt = 0; prompt < batch; prompt++) {
        const at = block * batch + prompt;
        const repeats = stream.uniform() < routing.token_repeat && last[at]! >= 0;
        const first = repeats ? last[at]! : draw();
        last[at] = first;
        use(first);
        for (let beam = 1; beam < beams; beam++) {
          if (stream.uniform() >= routing.beam_agreement) use(draw());
        }
      }
    }
    active[layer] = count - before;
  }
  return { tokens, blocks, active, requests: requests.slice(0, count) };
}

/** Most experts that a token uses in any `window` neighbouring blocks: the buffers that hold them. */
export function mostActive({ active, blocks }: RoutingTrace, window: number): number {
  let most = 0;
  for (let start = 0; start < active.length; start += blocks) {
    for (let block = 0; block < blocks; block++) {
      let sum = 0;
      for (let other = block; other < Math.min(blocks, block + window); other++) {
        sum += active[start + other]!;
      }
      most = Math.max(most, sum);
    }
  }
  return most;
}
