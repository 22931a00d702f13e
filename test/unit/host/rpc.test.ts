import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { HostApi, ShellEvents } from '../../../engine/contract/host.ts';
import { hostArguments } from '../../../engine/contract/host-schemas.ts';
import { serveEngine } from '../../../engine/host/rpc.ts';
import { decodeWire, encodeWire } from '../../../engine/host/wire.ts';
import { temporaryFolder, testEngine } from '../../fixtures/engine.ts';

function shellOf(port: MessagePort, events: ShellEvents) {
  return createBirpc<HostApi, ShellEvents>(events, {
    post: (message) => port.postMessage(message),
    on: (callback) => port.on('message', callback),
    timeout: 20_000,
  });
}

function connected(events: Partial<ShellEvents> = {}) {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  serveEngine(testEngine(temporaryFolder()), {
    post: (message) => port1.postMessage(message),
    onMessage: (callback) => port1.on('message', callback),
    onClose: (callback) => port1.on('close', callback),
  });
  return shellOf(port2, { progress: () => {}, annotated: () => {}, ...events });
}

describe('an engine behind a channel', () => {
  test('answers calls and tells of progress until the run is over', async () => {
    const states: string[] = [];
    const over = Promise.withResolvers<number>();
    const shell = connected({
      progress: ({ state, done }) => {
        states.push(state);
        if (state === 'finished') over.resolve(done);
      },
    });
    const started = await shell.startRun({
      source: {
        text: '{study: s, system: ethos-u55, parameters: {mac: all}, objectives: [area, sdc], sampler: grid}',
        file: 's.study.yaml',
      },
    });
    expect(await over.promise).toBe(4);
    const columns = await shell.trialColumns(started.workspace.workspace, 's', { names: ['sdc', 'mac'] });
    expect(columns.columns.sdc).toBeInstanceOf(Float64Array);
    expect([...columns.columns.mac!]).toHaveLength(4);
    const detail = await shell.trialDetail(started.workspace.workspace, 's', 0);
    expect(detail.inspection.breakdowns.length).toBeGreaterThan(0);
    expect(detail.command).toContain('paretoscope evaluate ethos-u55');
  });

  test('refuses what is not a call, as data with a kind', async () => {
    const shell = connected() as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const wire = (kind: string) => ({ wire: expect.objectContaining({ kind }) as unknown });
    await expect(shell.system!(42)).rejects.toEqual(wire('usage'));
    await expect(shell.system!('ethos-u55', 'extra')).rejects.toEqual(wire('usage'));
    await expect(shell.system!('nothing')).rejects.toEqual(wire('not-found'));
    await expect(shell.openWorkspace!('/etc/passwd')).rejects.toEqual(wire('not-found'));
    await expect(shell.trialPage!('w', 's', { offset: -1, limit: 1e9 })).rejects.toEqual(wire('usage'));
    await expect(shell.startRun!({ source: { token: 'x' }, workers: 1e9 })).rejects.toEqual(wire('usage'));
  });

  test('offers nothing beyond the contract: no trusted call, no inherited name', async () => {
    const shell = connected() as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    for (const name of ['registerFile', 'openPath', 'startRunAt', 'close', 'constructor', 'toString']) {
      expect(name in hostArguments && Object.hasOwn(hostArguments, name)).toBe(false);
      await expect(shell[name]!('/etc/passwd')).rejects.toThrow('not found');
    }
  });
});

describe('the wire form', () => {
  test('keeps typed arrays typed, at any offset, and everything JSON can say', () => {
    const message = {
      text: 'ρ ≤ 1',
      numbers: [1, -2.5, 1e300, Number.MIN_VALUE],
      none: null,
      floats: new Float64Array([1, Number.NaN, -0, Infinity]).subarray(1),
      singles: new Float32Array([0.5]),
      counts: new Uint32Array([4294967295]),
      signed: new Int32Array([-1]),
      bytes: new Uint8Array([1, 2, 3]),
    };
    expect(decodeWire(encodeWire(message))).toEqual(message);
    expect(decodeWire(encodeWire(message))).toMatchObject({ floats: expect.any(Float64Array) as unknown });
    // What a socket hands over: a piece of a larger memory, whose own `slice` shares it.
    const fromSocket = decodeWire(Buffer.from(encodeWire(message)));
    expect(fromSocket).toEqual({ ...message, bytes: Buffer.of(1, 2, 3) });
  });

  test('throws on bytes that are no message', () => {
    expect(() => decodeWire(new Uint8Array([0xc1]))).toThrow();
    expect(() => decodeWire(encodeWire([1, 2, 3]).slice(0, 2))).toThrow();
  });
});
