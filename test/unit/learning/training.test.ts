import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { ParetoscopeError } from '../../../engine/contract/errors.ts';
import { release, scalar, tensor, valuesOf, type Weights } from '../../../engine/learning/arrays.ts';
import { batches, gather, type Examples } from '../../../engine/learning/examples.ts';
import { adam, momentumDescent } from '../../../engine/learning/optimisers.ts';
import { spread } from '../../../engine/learning/spread.ts';
import { crossEntropy, predictor, trainer } from '../../../engine/learning/training.ts';
import { forward, halves, initialLine, loss, settings, trainedLine } from './_line.ts';

describe('training', () => {
  it('gives the same bits in a worker thread', async () => {
    const worker = new Worker(new URL('./_worker.ts', import.meta.url));
    const [posted] = (await once(worker, 'message')) as [Float32Array];
    await worker.terminate();
    const weights = trainedLine();
    expect([...posted]).toEqual([...valuesOf(weights).line!]);
    release(weights);
  });

  it('learns a line, and gives the same bits from the same seed', () => {
    const examples = halves(200);
    const fitter = trainer(loss, adam());
    const judge = predictor(forward, 64);
    const first = fitter.fit(initialLine(), examples, settings);
    const second = fitter.fit(initialLine(), examples, settings);
    const other = fitter.fit(initialLine(), examples, { ...settings, seed: 2 });
    expect(judge.accuracy(first, examples)).toBeGreaterThan(0.95);
    expect(valuesOf(second)).toEqual(valuesOf(first));
    expect(valuesOf(other)).not.toEqual(valuesOf(first));
    for (const weights of [first, second, other]) release(weights);
    fitter.dispose();
    judge.dispose();
  });

  it('learns by momentum descent too', () => {
    const examples = halves(200);
    const fitter = trainer(loss, momentumDescent());
    const judge = predictor(forward, 64);
    const weights = fitter.fit(initialLine(), examples, settings);
    expect(judge.accuracy(weights, examples)).toBeGreaterThan(0.95);
    release(weights);
    fitter.dispose();
    judge.dispose();
  });

  it('stops where the signal is aborted', () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const report = (step: number): void => {
      seen.push(step);
      controller.abort();
    };
    const fitter = trainer(loss, adam());
    expect(() =>
      fitter.fit(initialLine(), halves(50), {
        ...settings,
        signal: controller.signal,
        report,
        reportEvery: 10,
      }),
    ).toThrow(expect.objectContaining({ kind: 'cancelled' }) as ParetoscopeError);
    expect(seen).toEqual([10]);
    fitter.dispose();
  });

  it('frees the weights where a report throws', () => {
    const fitter = trainer(loss, adam());
    let seen: Weights = {};
    const report = (_step: number, weights: Weights): void => {
      seen = weights;
      throw new Error('pruned');
    };
    expect(() => fitter.fit(initialLine(), halves(50), { ...settings, report, reportEvery: 5 })).toThrow(
      'pruned',
    );
    expect(seen.line!.refCount).toBe(0);
    fitter.dispose();
  });

  it('says when the loss is no number any more', () => {
    const fitter = trainer(loss, momentumDescent());
    expect(() => fitter.fit(initialLine(), halves(50), { ...settings, rate: Infinity })).toThrow(
      /the loss became NaN/,
    );
    fitter.dispose();
  });

  it('has a cross-entropy of ln(classes) for equal logits', () => {
    const targets = new Float32Array([1, 0, 0, 0, 0, 0, 1, 0]);
    expect(crossEntropy(tensor(new Float32Array(8), [2, 4]), tensor(targets, [2, 4])).item()).toBeCloseTo(
      Math.log(4),
      5,
    );
  });
});

describe('optimisers', () => {
  const gradients = [0.5, -2];

  it('moves each weight by the rate in the first step of Adam, whatever the gradient', () => {
    const rule = adam();
    const weights = { w: tensor(new Float32Array([1, 1]), [2]) };
    const state = rule.initial(weights);
    const next = rule.update(
      weights,
      { w: tensor(new Float32Array(gradients), [2]) },
      state,
      scalar(0.1),
      scalar(1),
    );
    const values = valuesOf(next.weights).w!;
    expect(values[0]).toBeCloseTo(0.9, 5);
    expect(values[1]).toBeCloseTo(1.1, 5);
  });

  it('adds the velocity of momentum descent up: g, then 1.9 g', () => {
    const rule = momentumDescent(0.9);
    let weights: Weights = { w: tensor(new Float32Array([0, 0]), [2]) };
    let state = rule.initial(weights);
    for (let step = 1; step <= 2; step++) {
      ({ weights, state } = rule.update(
        weights,
        { w: tensor(new Float32Array(gradients), [2]) },
        state,
        scalar(0.1),
        scalar(step),
      ));
    }
    const values = valuesOf(weights).w!;
    expect(values[0]).toBeCloseTo(-0.1 * (0.5 + 0.95), 5);
    expect(values[1]).toBeCloseTo(0.1 * (2 + 3.8), 5);
  });
});

describe('batches', () => {
  it('visit every example once an epoch, in an order of seed and epoch', () => {
    const order = batches(12, 4, 9);
    const epochs = [0, 1].map(() => [0, 1, 2].flatMap(() => [...order.next().value]));
    for (const epoch of epochs)
      expect(epoch.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(epochs[1]).not.toEqual(epochs[0]);
    const again = batches(12, 4, 9);
    expect([0, 1, 2].flatMap(() => [...again.next().value])).toEqual(epochs[0]);
  });

  it('take everything where the batch is larger', () => {
    expect(batches(3, 8, 1).next().value).toHaveLength(3);
  });

  it('are gathered with one-hot targets and filled up from the start', () => {
    const examples: Examples = {
      count: 2,
      shape: [1],
      classes: 3,
      features: new Float32Array([10, 20]),
      labels: new Uint8Array([2, 0]),
    };
    const { features, targets } = gather(examples, [1, 0], 3);
    expect([...features]).toEqual([20, 10, 20]);
    expect([...targets]).toEqual([1, 0, 0, 0, 0, 1, 1, 0, 0]);
  });
});

describe('spread', () => {
  it('is mean, sample deviation and standard error', () => {
    expect(spread([1, 2, 3, 6])).toEqual({
      mean: 3,
      deviation: Math.sqrt(14 / 3),
      error: Math.sqrt(14 / 3) / 2,
      values: [1, 2, 3, 6],
    });
    expect(spread([0.5]).deviation).toBe(0);
  });
});
