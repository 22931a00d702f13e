import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CommandRegistry, keyCaps, type Command, type KeyPress } from '../../../renderer/app/commands.ts';
import { Refresher } from '../../../renderer/app/refresher.ts';
import { parseRoute, routeAddress, STUDY_TABS, type Route } from '../../../renderer/app/route.ts';
import {
  EMPTY_VIEW,
  parseViewState,
  viewStateText,
  type StudyViewState,
} from '../../../renderer/app/study-view-state.ts';
import { edited, newHistory, redone, undone } from '../../../renderer/app/view-history.ts';

describe('routes', () => {
  test('every route survives the address bar', () => {
    const name = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.isWellFormed());
    const route: fc.Arbitrary<Route> = fc.oneof(
      fc.constant({ view: 'start' } as const),
      fc.constant({ view: 'systems' } as const),
      fc.constant({ view: 'settings' } as const),
      fc.constant({ view: 'import' } as const),
      fc.record({ view: fc.constant('system' as const), system: name }),
      fc.record({ view: fc.constant('new' as const), system: name }),
      fc.record({ view: fc.constant('setup' as const), token: fc.option(name) }),
      fc.record({ view: fc.constant('help' as const), topic: fc.option(name) }),
      fc.record({ view: fc.constant('workspace' as const), workspace: name }),
      fc.record({
        view: fc.constant('study' as const),
        workspace: name,
        study: name,
        tab: fc.constantFrom(...STUDY_TABS),
        trial: fc.option(fc.nat()),
      }),
    );
    fc.assert(
      fc.property(route, (given) => {
        expect(parseRoute(routeAddress(given))).toEqual(given);
      }),
      { seed: 11 },
    );
  });

  test('an address that means nothing is the start view, and never throws', () => {
    expect(parseRoute('#/nowhere/at/all')).toEqual({ view: 'start' });
    expect(parseRoute('')).toEqual({ view: 'start' });
    fc.assert(
      fc.property(fc.string(), (fragment) => {
        expect(typeof parseRoute(`#/${fragment}`).view).toBe('string');
      }),
      { seed: 12 },
    );
    expect(parseRoute('#/systems/%E0%A4%A')).toEqual({ view: 'system', system: '%E0%A4%A' });
    expect(parseRoute('#/workspaces/w/studies/s/explore/trials/x')).toMatchObject({ trial: null });
  });

  test('a link to a design of an earlier version still leads to it', () => {
    expect(parseRoute('#/workspaces/w/studies/s/trials/12')).toEqual({
      view: 'study',
      workspace: 'w',
      study: 's',
      tab: 'explore',
      trial: 12,
    });
  });
});

describe('commands', () => {
  const press = (key: string, rest: Partial<KeyPress> = {}): KeyPress => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    typing: false,
    timeStamp: 0,
    ...rest,
  });

  test('a key runs its command; typing text and disabled commands do not', () => {
    const registry = new CommandRegistry();
    const run = vi.fn();
    let enabled = true;
    registry.register([
      { id: 'run.pause', name: 'Pause it', keys: 'p', group: 'g', enabled: () => enabled, run },
    ]);
    expect(registry.handle(press('p'))).toBe(true);
    expect(registry.handle(press('p', { typing: true }))).toBe(false);
    expect(registry.handle(press('p', { ctrlKey: true }))).toBe(false);
    expect(registry.handle(press('p', { altKey: true }))).toBe(false);
    expect(registry.handle(press('P', { shiftKey: true }))).toBe(false);
    enabled = false;
    expect(registry.handle(press('p'))).toBe(false);
    expect(registry.run('run.pause')).toBe(false);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('Ctrl and Cmd are the same, and work while typing', () => {
    const registry = new CommandRegistry();
    const open = vi.fn();
    const redo = vi.fn();
    registry.register([
      { id: 'file.open', name: 'Open it', keys: 'Control+o', group: 'g', run: open },
      { id: 'view.redo', name: 'Redo it', keys: 'Control+Shift+z', group: 'g', run: redo },
    ]);
    expect(registry.handle(press('O', { metaKey: true, typing: true }))).toBe(true);
    expect(registry.handle(press('o', { ctrlKey: true }))).toBe(true);
    expect(registry.handle(press('z', { ctrlKey: true }))).toBe(false);
    expect(registry.handle(press('Z', { ctrlKey: true, shiftKey: true }))).toBe(true);
    expect(open).toHaveBeenCalledTimes(2);
    expect(redo).toHaveBeenCalledTimes(1);
  });

  test('a pair of keys is one shortcut if the second follows soon, and a view goes before the window', () => {
    const registry = new CommandRegistry();
    const explore = vi.fn();
    const window = vi.fn();
    const view = vi.fn();
    registry.register([
      { id: 'tab.explore', name: 'Go to explore', keys: 'g e', otherKeys: '2', group: 'g', run: explore },
      { id: 'all.e', name: 'Show it', keys: 'e', group: 'g', run: window },
    ]);
    registry.handle(press('g', { timeStamp: 1000 }));
    registry.handle(press('e', { timeStamp: 1300 }));
    expect([explore.mock.calls.length, window.mock.calls.length]).toEqual([1, 0]);
    registry.handle(press('2'));
    expect(explore).toHaveBeenCalledTimes(2);
    registry.handle(press('g', { timeStamp: 2000 }));
    registry.handle(press('e', { timeStamp: 9000 }));
    expect([explore.mock.calls.length, window.mock.calls.length]).toEqual([2, 1]);
    const remove = registry.register([{ id: 'view.e', name: 'Export it', keys: 'e', group: 'g', run: view }]);
    registry.handle(press('e', { timeStamp: 10_000 }));
    remove();
    registry.handle(press('e', { timeStamp: 11_000 }));
    expect([view.mock.calls.length, window.mock.calls.length]).toEqual([1, 2]);
  });

  test('commands go with their view', () => {
    const registry = new CommandRegistry();
    const command: Command = { id: 'a.a', name: 'Show A', keys: 'a', group: 'g', run: () => undefined };
    const remove = registry.register([command]);
    const replacement: Command = { ...command, name: 'Show B' };
    registry.register([replacement]);
    remove();
    expect(registry.list()).toEqual([replacement]);
  });

  test('keys are printed as on the keyboard', () => {
    expect(keyCaps('Control+o', false)).toEqual(['Ctrl', 'O']);
    expect(keyCaps('Control+Shift+z', true)).toEqual(['⌘', '⇧', 'Z']);
    expect(keyCaps('g e', false)).toEqual(['G', 'E']);
    expect(keyCaps('?', false)).toEqual(['?']);
  });
});

describe('the view of a study', () => {
  test('edits can be undone and redone, and a run of the same kind is one step', () => {
    let history = newHistory('a');
    history = edited(history, 'the filter', 'ab', 0);
    history = edited(history, 'the filter', 'abc', 300);
    history = edited(history, 'the axes', 'x', 400);
    history = edited(history, 'the axes', 'y', 5000);
    expect(history.past.map((step) => step.what)).toEqual(['the filter', 'the axes', 'the axes']);
    expect(undone(history).present).toBe('x');
    expect(undone(undone(undone(history))).present).toBe('a');
    expect(undone(undone(undone(undone(history)))).present).toBe('a');
    expect(redone(undone(undone(history))).present).toBe('x');
    expect(redone(redone(redone(undone(undone(history))))).present).toBe('y');
    expect(edited(undone(history), 'the axes', 'z', 5001).future).toEqual([]);
  });

  test('undo after any edits goes back through every state', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 90 }), (states) => {
        let history = newHistory<number | null>(null);
        states.forEach((state, index) => (history = edited(history, 'it', state, index * 10_000)));
        for (const state of states.toReversed()) {
          expect(history.present).toBe(state);
          history = undone(history);
        }
        expect(history.present).toBeNull();
      }),
      { seed: 5, numRuns: 50 },
    );
  });

  test('it is saved as JSON and comes back; what is not understood falls back', () => {
    const state: StudyViewState = {
      filter: 'area < 2',
      selected: [3, 5],
      baseline: 7,
      compared: [1, 2],
      tabs: { explore: { x: 'area', scales: { area: 'log' } } },
    };
    expect(parseViewState(viewStateText(state))).toEqual(state);
    expect(parseViewState(undefined)).toEqual(EMPTY_VIEW);
    expect(parseViewState('{')).toEqual(EMPTY_VIEW);
    expect(parseViewState('[1]')).toEqual(EMPTY_VIEW);
    expect(
      parseViewState(
        '{"filter":1,"selected":[1,-1,"x"],"baseline":"a","compared":[1,2,3,4,5,6],"tabs":{"x":{}}}',
      ),
    ).toEqual({ ...EMPTY_VIEW, selected: [1], compared: [2, 3, 4, 5, 6] });
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseViewState(text).compared.length).toBeLessThanOrEqual(5);
      }),
      { seed: 6 },
    );
  });
});

describe('refresher', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('many requests while one is under way make one more', async () => {
    let finish: () => void = () => undefined;
    const work = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const refresher = new Refresher(work, 100);
    refresher.request();
    refresher.request();
    refresher.request();
    expect(work).toHaveBeenCalledTimes(1);
    finish();
    await vi.advanceTimersByTimeAsync(99);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(work).toHaveBeenCalledTimes(2);
    finish();
    await vi.advanceTimersByTimeAsync(1000);
    expect(work).toHaveBeenCalledTimes(2);
  });

  test('is settled once what is under way is done, and at once where nothing is', async () => {
    let finish: () => void = () => undefined;
    const refresher = new Refresher(() => new Promise<void>((resolve) => (finish = resolve)), 100);
    await refresher.settled;
    refresher.request();
    let settled = false;
    void refresher.settled.then(() => (settled = true));
    await vi.advanceTimersByTimeAsync(1000);
    expect(settled).toBe(false);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(settled).toBe(true);
  });

  test('nothing runs after it is stopped', async () => {
    const work = vi.fn(() => Promise.resolve());
    const refresher = new Refresher(work, 100);
    refresher.request();
    refresher.request();
    await vi.advanceTimersByTimeAsync(1);
    refresher.stop();
    await vi.advanceTimersByTimeAsync(1000);
    refresher.request();
    expect(work).toHaveBeenCalledTimes(1);
  });
});
