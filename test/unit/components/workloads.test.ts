import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, catalogueEntry } from '../../../engine/components/workloads/catalogue.ts';
import type { MatrixProduct } from '../../../engine/components/workloads/convolution.ts';
import { LLAMA_2_7B, LLAMA_3_8B } from '../../../engine/components/workloads/language-models.ts';
import {
  activeParameters,
  cachedElementsPerToken,
  checkRouting,
  DEEPSEEK_MOE_16B,
  DEEPSEEK_V2_LITE,
  expectedDistinctExperts,
  expertParameters,
  feedForwardMacsPerToken,
  MIXTRAL_8X7B,
  mixtureParameters,
} from '../../../engine/components/workloads/mixture-of-experts.ts';
import {
  independentParameters,
  MAMBA_130M,
  recurrentMacs,
  recurrentParameters,
  stateSpaceElements,
  stateSpaceMacs,
} from '../../../engine/components/workloads/recurrent.ts';
import { layerActivationBytes, trainingState } from '../../../engine/components/workloads/training.ts';
import { transformerProducts } from '../../../engine/components/workloads/transformer-products.ts';
import { denoiser, STABLE_DIFFUSION_1_5 } from '../../../engine/components/workloads/u-net.ts';
import {
  VIT_BASE_16,
  visionProducts,
  visionTokens,
} from '../../../engine/components/workloads/vision-transformer.ts';

const macs = (products: readonly MatrixProduct[]): number =>
  products.reduce((sum, product) => sum + product.rows * product.columns * product.inner * product.count, 0);

describe('catalogue', () => {
  it.each(CATALOGUE)('$name has the published number of parameters', ({ parameters, published }) => {
    expect(parameters()).toBe(published);
  });

  it('names what there is when asked for something else', () => {
    expect(() => catalogueEntry('GPT-5')).toThrow('GPT-5');
    expect(catalogueEntry('ViT-B/16').kind).toBe('vision');
  });
});

describe('transformer products', () => {
  it('do the work of every weight for each token, and of attention', () => {
    const tokens = 10;
    const { layers, width, feedForwardWidth } = LLAMA_2_7B;
    expect(layers).toBe(32);
    const weights = 4 * width * width + 3 * width * feedForwardWidth;
    const attention = 2 * tokens * 30 * width;
    expect(macs(transformerProducts(LLAMA_2_7B, tokens, 30, 1))).toBe(tokens * weights + attention);
  });

  it('stack the queries that share keys', () => {
    const scores = transformerProducts(LLAMA_3_8B, 3, 50, 2).find(({ name }) => name === 'attention scores')!;
    expect(scores).toMatchObject({ rows: 3 * 4, columns: 50, inner: 128, count: 8 * 2 });
  });
});

describe('vision transformers', () => {
  it('have 197 tokens and 17.6 GMAC for ViT-B/16 at 224 pixels', () => {
    expect(visionTokens(VIT_BASE_16)).toBe(197);
    // 12 layers x 197 x 12 x 768², attention 12 x 2 x 197² x 768, patches 196 x 768², classifier 768,000.
    const expected = 12 * 197 * 12 * 768 ** 2 + 12 * 2 * 197 ** 2 * 768 + 196 * 768 ** 2 + 768000;
    expect(macs(visionProducts(VIT_BASE_16, 1))).toBe(expected);
    expect(macs(visionProducts(VIT_BASE_16, 3))).toBe(3 * expected);
  });

  it('refuse patches that do not tile the picture', () => {
    expect(() => visionTokens({ ...VIT_BASE_16, patch: 15 })).toThrow('15 pixels');
  });
});

describe('denoisers', () => {
  it('have the same parameters at any picture size, and more work on larger ones', () => {
    const small = denoiser(STABLE_DIFFUSION_1_5, 32);
    const large = denoiser(STABLE_DIFFUSION_1_5, 64);
    expect(small.parameters).toBe(large.parameters);
    expect(macs(large.products)).toBeGreaterThan(3.9 * macs(small.products));
  });
});

describe('mixtures of experts', () => {
  it('use 12.9 of 46.7 billion parameters for a token of Mixtral', () => {
    expect(activeParameters(MIXTRAL_8X7B)).toBe(12879925248);
    expect(mixtureParameters(MIXTRAL_8X7B) - activeParameters(MIXTRAL_8X7B)).toBe(
      32 * 6 * expertParameters(MIXTRAL_8X7B),
    );
    expect(feedForwardMacsPerToken(MIXTRAL_8X7B)).toBe(32 * (4096 * 8 + 2 * 3 * 4096 * 14336));
  });

  it('caches one latent vector instead of keys and values', () => {
    expect(cachedElementsPerToken(MIXTRAL_8X7B)).toBe(2 * 32 * 8 * 128);
    expect(cachedElementsPerToken(DEEPSEEK_V2_LITE)).toBe(27 * (512 + 64));
    expect(cachedElementsPerToken(DEEPSEEK_MOE_16B)).toBeGreaterThan(
      7 * cachedElementsPerToken(DEEPSEEK_V2_LITE),
    );
  });

  it('touches all experts in the end', () => {
    expect(expectedDistinctExperts(8, 2, 1)).toBe(2);
    expect(expectedDistinctExperts(8, 2, 2)).toBeCloseTo(3.5, 12);
    expect(expectedDistinctExperts(64, 6, 1000)).toBeCloseTo(64, 9);
  });

  it('refuses routing that asks for more experts than there are', () => {
    expect(() => checkRouting({ ...MIXTRAL_8X7B, expertsPerToken: 9 })).toThrow('9 of 8');
    expect(() => checkRouting({ ...MIXTRAL_8X7B, groups: 3 })).toThrow('3 equal groups');
    expect(() => checkRouting({ ...MIXTRAL_8X7B, groups: 4, groupsPerToken: 1, expertsPerToken: 3 })).toThrow(
      '2 experts',
    );
  });
});

describe('recurrent layers', () => {
  it('have the parameters of the usual library layers', () => {
    expect(recurrentParameters('lstm', 128, 256)).toBe(395264);
    expect(recurrentParameters('gru', 128, 256)).toBe(296448);
    expect(recurrentParameters('plain', 10, 20, 1)).toBe(620);
    expect(independentParameters(10, 20)).toBe(240);
    expect(recurrentMacs('gru', 128, 256)).toBe(3 * 256 * 384 + 3 * 256);
  });

  it('keep a state that does not grow', () => {
    expect(stateSpaceElements(MAMBA_130M)).toBe(1536 * 19);
    // 3 x 768 x 1536, convolution 1536 x 4, projections 1536 x (48 + 32) and 48 x 1536, recurrence 3 x 1536 x
    // 16.
    expect(stateSpaceMacs(MAMBA_130M)).toBe(3538944 + 6144 + 122880 + 73728 + 73728);
  });
});

describe('training memory', () => {
  it('takes 16 bytes a parameter with Adam', () => {
    const { weights, gradients, masterWeights, optimizer } = trainingState('adam');
    expect(weights + gradients + masterWeights + optimizer).toBe(16);
  });

  it('keeps s b h (34 + 5 a s / h) bytes a layer, and less when recomputed or shared', () => {
    const layer = { sequence: 2048, batch: 1, width: 12288, heads: 96 };
    const unit = 2048 * 12288;
    // GPT-3: 5 a s / h = 80, so attention takes 70 % of the activations.
    expect(layerActivationBytes(layer, 'none')).toBe(unit * (34 + 80));
    expect(layerActivationBytes(layer, 'attention')).toBe(unit * 34);
    expect(layerActivationBytes(layer, 'full')).toBe(unit * 2);
    expect(layerActivationBytes(layer, 'none', 8)).toBe(unit * (10 + 104 / 8));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4096 }), fc.integer({ min: 1, max: 64 }), (sequence, batch) => {
        const own = { ...layer, sequence, batch };
        expect(layerActivationBytes(own, 'full')).toBeLessThan(layerActivationBytes(own, 'attention'));
        expect(layerActivationBytes(own, 'attention')).toBeLessThan(layerActivationBytes(own, 'none'));
      }),
      { seed: 1 },
    );
  });
});
