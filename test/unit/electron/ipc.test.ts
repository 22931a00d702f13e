import { describe, expect, it } from 'vitest';
import { incomingArguments, type IncomingChannels } from '../../../electron/channels.ts';
import { admit } from '../../../electron/ipc.ts';
import { isTrustedFrame } from '../../../electron/trusted-frame.ts';

const ours = { url: 'app://paretoscope/index.html', parent: null };
const channels = Object.keys(incomingArguments) as (keyof IncomingChannels)[];

const strangers = [
  ['no frame at all', undefined],
  ['a frame that is gone', null],
  ['a frame inside our page', { url: ours.url, parent: ours }],
  ['a page of another host', { url: 'app://elsewhere/index.html', parent: null }],
  ['a page of a longer host', { url: 'app://paretoscope.example/index.html', parent: null }],
  ['a page of another scheme', { url: 'https://paretoscope/index.html', parent: null }],
  ['a page with a user name', { url: 'app://paretoscope@elsewhere/', parent: null }],
  ['a file', { url: 'file:///paretoscope/index.html', parent: null }],
  ['an empty page', { url: 'about:blank', parent: null }],
  ['a data page', { url: 'data:text/html,app://paretoscope/', parent: null }],
  ['no address', { url: '', parent: null }],
] as const;

describe('what main takes from a page', () => {
  it('trusts the top frame of our page', () => {
    expect(isTrustedFrame(ours)).toBe(true);
    expect(isTrustedFrame({ url: 'app://paretoscope/index.html?study=1#run', parent: null })).toBe(true);
  });

  it.each(strangers)('refuses %s on every channel', (_name, frame) => {
    expect(isTrustedFrame(frame)).toBe(false);
    for (const channel of channels) {
      expect(() => admit(channel, frame, [])).toThrow(expect.objectContaining({ kind: 'untrusted' }));
    }
  });

  const taking: readonly string[] = ['print-report', 'open-dropped-file', 'commands', 'change-settings'];
  const bare = channels.filter((channel) => !taking.includes(channel));

  it.each(bare)('admits %s from our page without arguments, and refuses any argument', (channel) => {
    expect(admit(channel, ours, [])).toEqual([]);
    for (const received of [['/etc/passwd'], [undefined], [null], [{ path: '/' }], [1, 2]]) {
      expect(() => admit(channel, ours, received)).toThrow(expect.objectContaining({ kind: 'usage' }));
    }
  });

  it('opens one dropped file by its path and nothing else', () => {
    expect(admit('open-dropped-file', ours, ['/home/somebody/a.pareto'])).toEqual([
      '/home/somebody/a.pareto',
    ]);
    for (const received of [[], [''], ['x'.repeat(4097)], [1], ['a', 'b'], [{ path: 'a' }]]) {
      expect(() => admit('open-dropped-file', ours, received)).toThrow(
        expect.objectContaining({ kind: 'usage' }),
      );
    }
  });

  it('takes commands for its menus as they are declared and nothing else', () => {
    const command = {
      id: 'run.pause',
      name: 'Pause or resume the run',
      keys: 'p',
      menu: 'run',
      group: 'In a study',
      enabled: true,
    };
    const both = [command, { ...command, id: 'study.dry-run', keys: null, enabled: false }];
    expect(admit('commands', ours, [both])).toEqual([both]);
    expect(admit('commands', ours, [[]])).toEqual([[]]);
    const wrong = [
      { ...command, id: 'run' },
      { ...command, id: 'run.pause\n' },
      { ...command, name: '' },
      { ...command, name: 'x'.repeat(121) },
      { ...command, keys: undefined },
      { ...command, menu: 'window' },
      { ...command, enabled: 'yes' },
      { ...command, role: 'quit' },
      { ...command, click: 'code' },
      'run.pause',
    ];
    for (const received of [[], [command], [both, both], [null], ...wrong.map((one) => [[one]])]) {
      expect(() => admit('commands', ours, received)).toThrow(expect.objectContaining({ kind: 'usage' }));
    }
    expect(() => admit('commands', ours, [Array.from({ length: 201 }, () => command)])).toThrow(
      expect.objectContaining({ kind: 'usage' }),
    );
  });

  it('changes settings that there are to values that they have, and nothing else', () => {
    for (const change of [{}, { theme: 'dark' }, { zoom: 1.25, workers: null }, { workers: 8 }]) {
      expect(admit('change-settings', ours, [change])).toEqual([change]);
    }
    const wrong = [
      { theme: 'blue' },
      { zoom: 40 },
      { zoom: '1' },
      { workers: 0 },
      { workers: 1.5 },
      { workers: 257 },
      { holdOffSleep: 'no' },
      { file: '/etc/passwd' },
      null,
      'dark',
    ];
    for (const received of [[], [{}, {}], ...wrong.map((one) => [one])]) {
      expect(() => admit('change-settings', ours, received)).toThrow(
        expect.objectContaining({ kind: 'usage' }),
      );
    }
  });

  it('prints one text of bounded length and nothing else', () => {
    expect(admit('print-report', ours, ['<p>report</p>'])).toEqual(['<p>report</p>']);
    const tooLong = 'x'.repeat(64 * 1024 * 1024 + 1);
    for (const received of [[], [tooLong], [1], ['<p>', '<p>'], [{ html: '' }]]) {
      expect(() => admit('print-report', ours, received)).toThrow(expect.objectContaining({ kind: 'usage' }));
    }
  });
});
