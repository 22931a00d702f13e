import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CommandRegistry, keyCaps, type KeyPress } from '../../../renderer/app/commands.ts';
import { Refresher } from '../../../renderer/app/refresher.ts';
import { parseRoute, routeAddress, type Route } from '../../../renderer/app/route.ts';

describe('routes', () => {
  test('every route survives the address bar', () => {
    const name = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.isWellFormed());
    const route: fc.Arbitrary<Route> = fc.oneof(
      fc.constant({ view: 'start' } as const),
      fc.record({ view: fc.constant('system' as const), system: name }),
      fc.record({ view: fc.constant('study' as const), token: fc.option(name) }),
      fc.record({ view: fc.constant('workspace' as const), workspace: name }),
      fc.record({
        view: fc.constant('explore' as const),
        workspace: name,
        study: name,
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
    expect(parseRoute('#/workspaces/w/studies/s/trials/x')).toMatchObject({ trial: null });
  });
});

describe('commands', () => {
  const press = (key: string, rest: Partial<KeyPress> = {}): KeyPress => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    typing: false,
    ...rest,
  });

  test('a key runs its command; typing text and disabled commands do not', () => {
    const registry = new CommandRegistry();
    const run = vi.fn();
    let enabled = true;
    registry.register([{ id: 'a', name: 'Pause', keys: 'p', group: 'g', enabled: () => enabled, run }]);
    expect(registry.handle(press('p'))).toBe(true);
    expect(registry.handle(press('p', { typing: true }))).toBe(false);
    expect(registry.handle(press('p', { ctrlKey: true }))).toBe(false);
    expect(registry.handle(press('p', { altKey: true }))).toBe(false);
    enabled = false;
    expect(registry.handle(press('p'))).toBe(false);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('Ctrl and Cmd are the same, and work while typing', () => {
    const registry = new CommandRegistry();
    const run = vi.fn();
    registry.register([{ id: 'a', name: 'Open', keys: 'Control+o', group: 'g', run }]);
    expect(registry.handle(press('O', { metaKey: true, typing: true }))).toBe(true);
    expect(registry.handle(press('o', { ctrlKey: true }))).toBe(true);
    expect(run).toHaveBeenCalledTimes(2);
  });

  test('commands go with their view', () => {
    const registry = new CommandRegistry();
    const command = { id: 'a', name: 'A', keys: 'a', group: 'g', run: () => undefined };
    const remove = registry.register([command]);
    const replacement = { ...command, name: 'B' };
    registry.register([replacement]);
    remove();
    expect(registry.list()).toEqual([replacement]);
  });

  test('keys are printed as on the keyboard', () => {
    expect(keyCaps('Control+o', false)).toEqual(['Ctrl', 'O']);
    expect(keyCaps('Control+o', true)).toEqual(['⌘', 'O']);
    expect(keyCaps('?', false)).toEqual(['?']);
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
