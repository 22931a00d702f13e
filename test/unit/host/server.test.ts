import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { requestedFile, startServer } from '../../../engine/host/server.ts';
import { encodeWire } from '../../../engine/host/wire.ts';
import { temporaryFolder, testEngine } from '../../fixtures/engine.ts';

async function serving() {
  const renderer = temporaryFolder();
  mkdirSync(join(renderer, 'assets'));
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>t</title>');
  writeFileSync(join(renderer, 'assets', 'a.js'), 'export {};');
  writeFileSync(join(renderer, 'secret.key'), 'secret');
  const server = await startServer({ engine: testEngine(temporaryFolder()), renderer, port: 0 });
  onTestFinished(() => server.close());
  const url = new URL(server.url);
  return { origin: url.origin, token: url.searchParams.get('token')! };
}

/** `open` where the engine answers, `1008` where the token is refused, `refused` where there is no socket at all. */
function upgrade(address: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(address, { headers });
    socket.on('open', () => socket.send(encodeWire({ t: 'q', i: '1', m: 'about', a: [] })));
    socket.on('message', () => {
      resolve('open');
      socket.close();
    });
    socket.on('close', (code) => resolve(String(code)));
    socket.on('error', () => resolve('refused'));
  });
}

describe('the loopback server', () => {
  test('serves the renderer under a strict policy, and nothing but known file types', async () => {
    const { origin } = await serving();
    const page = await fetch(origin);
    expect(page.status).toBe(200);
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect((await fetch(`${origin}/assets/a.js`)).headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${origin}/secret.key`)).status).toBe(404);
    expect((await fetch(`${origin}/assets`)).status).toBe(404);
    expect((await fetch(`${origin}/%2e%2e/%2e%2e/etc/passwd`)).status).toBe(404);
    expect((await fetch(origin, { method: 'POST' })).status).toBe(405);
  });

  test('opens the engine only to its own page with the token', async () => {
    const { origin, token } = await serving();
    const address = `${origin.replace('http', 'ws')}/engine`;
    expect(await upgrade(`${address}?token=${token}`, { origin })).toBe('open');
    expect(await upgrade(address, { origin })).toBe('1008');
    expect(await upgrade(`${address}?token=${token.slice(1)}x`, { origin })).toBe('1008');
    expect(await upgrade(`${address}?token=${token}`, { origin: 'http://evil.example' })).toBe('refused');
    expect(await upgrade(`${address}?token=${token}`, {})).toBe('refused');
    expect(await upgrade(`${address}?token=${token}`, { origin, host: 'evil.example' })).toBe('refused');
  });
});

describe('requestedFile', () => {
  test('stays inside its folder', () => {
    expect(requestedFile('/app', '/')).toBe(join('/app', 'index.html'));
    expect(requestedFile('/app', '/assets/a.js?x=1')).toBe(join('/app', 'assets', 'a.js'));
    for (const url of ['/..%2f..%2fetc/passwd', '/%2e%2e%2fapp2/x', '/a%00b', '/%zz']) {
      expect(requestedFile('/app', url)).toBeUndefined();
    }
  });
});
