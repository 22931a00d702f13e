// `app://paretoscope/...`: the renderer's files, with the content-security policy as a response header.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Protocol } from 'electron';
import { APPLICATION_SCHEME, isApplicationUrl } from './trusted-frame.ts';

/** What pages may load and run: their own files and nothing else, no inline code, no evaluation. */
export const CONTENT_SECURITY_POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The privileges of the scheme; to be registered before Electron is ready. */
export const APPLICATION_SCHEME_PRIVILEGES: Electron.CustomScheme = {
  scheme: APPLICATION_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/** A file to serve, or null where the address names nothing that may be served. */
export function resolveApplicationFile(
  folder: string,
  address: string,
): { readonly file: string; readonly mediaType: string } | null {
  if (!isApplicationUrl(address)) return null;
  let name: string;
  try {
    name = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
  if (/[\\\0:]/u.test(name)) return null;
  const file = path.join(folder, name === '/' ? 'index.html' : name);
  const relative = path.relative(folder, file);
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) return null;
  const mediaType = MEDIA_TYPES[path.extname(file).toLowerCase()];
  return mediaType === undefined ? null : { file, mediaType };
}

/** Answers one request with a file of `folder`, or 404. */
export async function respond(
  folder: string,
  request: { readonly url: string; readonly method: string },
): Promise<Response> {
  const headers = {
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
  const missing = new Response('Not found', {
    status: 404,
    headers: { ...headers, 'Content-Type': 'text/plain' },
  });
  if (request.method !== 'GET') return missing;
  const found = resolveApplicationFile(folder, request.url);
  if (found === null) return missing;
  try {
    return new Response(await readFile(found.file), {
      headers: { ...headers, 'Content-Type': found.mediaType },
    });
  } catch {
    return missing;
  }
}

/** Serves `folder` under the scheme. */
export function serveApplication(protocol: Protocol, folder: string): void {
  protocol.handle(APPLICATION_SCHEME, (request) => respond(folder, request));
}
