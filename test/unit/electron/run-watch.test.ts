import { describe, expect, it } from 'vitest';
import type { RunState } from '../../../engine/contract/host.ts';
import { RunWatch, endText, type RunFacts } from '../../../electron/run-watch.ts';

function facts(state: RunState, others: Partial<RunFacts> = {}): RunFacts {
  return {
    run: 'run-1',
    workspace: 'w',
    study: 's',
    state,
    done: 50,
    total: 100,
    frontSize: 7,
    problem: null,
    ...others,
  };
}

const none = { mode: 'none', share: 0 };

describe('what the shell does about a run', () => {
  /** One run in each state: whether the computer is kept awake, the bar, and whether it is said. */
  const table: readonly [RunState, awake: boolean, bar: object, said: boolean][] = [
    ['queued', false, { mode: 'paused', share: 0.5 }, false],
    ['starting', true, { mode: 'normal', share: 0.5 }, false],
    ['running', true, { mode: 'normal', share: 0.5 }, false],
    ['pausing', true, { mode: 'normal', share: 0.5 }, false],
    ['paused', false, { mode: 'paused', share: 0.5 }, false],
    ['cancelling', true, { mode: 'normal', share: 0.5 }, false],
    ['cancelled', false, none, false],
    ['finished', false, none, true],
    ['failed', false, none, true],
  ];

  it.each(table)('%s: awake %s, %o, said %s', (state, awake, bar, said) => {
    const watch = new RunWatch();
    const ended = watch.take(facts(state));
    expect({ awake: watch.working, bar: watch.bar, said: ended !== undefined }).toEqual({ awake, bar, said });
  });

  it('says an end once, whatever is heard afterwards', () => {
    const watch = new RunWatch();
    watch.take(facts('running'));
    expect(watch.take(facts('finished'))).toMatchObject({ state: 'finished' });
    expect(watch.take(facts('finished'))).toBeUndefined();
    expect(watch.take(facts('running'))).toBeUndefined();
    expect(watch.working).toBe(false);
  });

  it('takes all open runs together, and leaves out those that are over', () => {
    const watch = new RunWatch();
    watch.take(facts('finished', { run: 'a', done: 1000, total: 1000 }));
    watch.take(facts('running', { run: 'b', done: 30, total: 100 }));
    watch.take(facts('queued', { run: 'c', done: 0, total: 200 }));
    expect(watch.bar).toEqual({ mode: 'normal', share: 0.1 });
    watch.take(facts('paused', { run: 'b', done: 30, total: 100 }));
    expect([watch.bar, watch.working]).toEqual([{ mode: 'paused', share: 0.1 }, false]);
    watch.take(facts('running', { run: 'd', total: null }));
    expect([watch.bar.mode, watch.working]).toEqual(['indeterminate', true]);
  });

  it('forgets everything with its engine, without a word', () => {
    const watch = new RunWatch();
    watch.take(facts('running'));
    watch.forget();
    expect([watch.bar, watch.working]).toEqual([none, false]);
    expect(watch.take(facts('finished'))).toMatchObject({ state: 'finished' });
  });

  it('counts no share of nothing, and none above all', () => {
    const watch = new RunWatch();
    watch.take(facts('running', { done: 0, total: 0 }));
    expect(watch.bar.share).toBe(0);
    watch.take(facts('running', { done: 120, total: 100 }));
    expect(watch.bar.share).toBe(1);
  });

  it('puts an end into words', () => {
    expect(endText(facts('finished', { done: 16_384, frontSize: 1 }))).toEqual({
      title: 's finished',
      body: '16,384 trials, 1 design on the front',
    });
    expect(endText(facts('failed', { problem: 'the disk is full' }))).toEqual({
      title: 's failed',
      body: 'the disk is full',
    });
  });
});
