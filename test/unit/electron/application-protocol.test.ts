import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CONTENT_SECURITY_POLICY,
  resolveApplicationFile,
  respond,
} from '../../../electron/application-protocol.ts';

let folder: string;
let outside: string;

beforeAll(() => {
  outside = mkdtempSync(path.join(tmpdir(), 'paretoscope-protocol-'));
  folder = path.join(outside, 'renderer');
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(outside, 'secret.json'), '{}');
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(folder, 'assets', 'index-abc.js'), 'export {}');
  writeFileSync(path.join(folder, 'assets', 'program.exe'), '');
});

afterAll(() => rmSync(outside, { recursive: true, force: true }));

const get = (url: string): Promise<Response> => respond(folder, { url, method: 'GET' });

describe('the app protocol', () => {
  it.each([
    ['app://paretoscope/', 'text/html; charset=utf-8', '<!doctype html>'],
    ['app://paretoscope/index.html?study=1#run', 'text/html; charset=utf-8', '<!doctype html>'],
    ['app://paretoscope/assets/index-abc.js', 'text/javascript; charset=utf-8', 'export {}'],
  ])('serves %s', async (address, mediaType, text) => {
    const response = await get(address);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(mediaType);
    expect(await response.text()).toBe(text);
  });

  it('sends the policy with everything, also with what is missing', async () => {
    for (const address of ['app://paretoscope/', 'app://paretoscope/no.html']) {
      const { headers } = await get(address);
      expect(headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|http/u);
    expect(CONTENT_SECURITY_POLICY.startsWith("default-src 'none'")).toBe(true);
  });

  it.each([
    'app://paretoscope/../secret.json',
    'app://paretoscope/%2e%2e/secret.json',
    'app://paretoscope/..%2fsecret.json',
    'app://paretoscope/assets/..%2f..%2fsecret.json',
    'app://paretoscope/..%5csecret.json',
    'app://paretoscope/index.html%00.js',
    'app://paretoscope/%ff',
    'app://paretoscope//etc/hosts.json',
    'app://paretoscope/C:/secret.json',
    'app://paretoscope/assets/program.exe',
    'app://paretoscope/assets',
    'app://elsewhere/index.html',
    'file:///etc/hostname.json',
  ])('does not serve %s', async (address) => {
    expect((await get(address)).status).toBe(404);
  });

  it('answers nothing but GET', async () => {
    expect((await respond(folder, { url: 'app://paretoscope/', method: 'POST' })).status).toBe(404);
  });

  it('never leaves its folder, whatever the path', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '%2e%2e',
        '%2f',
        '..%2f',
        '%5c',
        '\\',
        '/',
        'C:',
        'assets',
        'a.js',
        '%00',
        '~',
      ),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const found = resolveApplicationFile(folder, `app://paretoscope/${parts.join('/')}`);
        if (found !== null) expect(found.file.startsWith(folder + path.sep)).toBe(true);
      }),
      { seed: 11, numRuns: 2000 },
    );
  });
});
