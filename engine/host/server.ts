// The loopback server behind `paretoscope serve`: the renderer's files and one WebSocket to the engine. It answers
// nobody without the token, and no page but its own.

import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { ParetoscopeError } from '../contract/errors.ts';
import type { Engine } from './engine.ts';
import { serveEngine } from './rpc.ts';
import { decodeWire, encodeWire } from './wire.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Largest message a browser may send: a study file with room to spare. */
const MESSAGE_BYTES = 4 * 1024 * 1024;

export interface ServerOptions {
  readonly engine: Engine;
  /** Folder of the built renderer. */
  readonly renderer: string;
  /** 0 picks a free port. */
  readonly port: number;
}

export interface RunningServer {
  /** Address to open, token included. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the server on 127.0.0.1. Rejects where the renderer is not built or the port is taken. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { renderer, engine } = options;
  if (statSync(join(renderer, 'index.html'), { throwIfNoEntry: false }) === undefined) {
    throw new ParetoscopeError('not-found', 'the workbench is not built', {
      hint: 'run "npm run build:renderer"',
    });
  }
  const token = randomBytes(24).toString('base64url');
  const server = createServer((request, response) => serveFile(renderer, request, response));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES });
  const port = await listen(server, options.port);
  const origin = `http://127.0.0.1:${port}`;

  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', origin);
    const ownPage =
      url.pathname === '/engine' &&
      request.headers.origin === origin &&
      request.headers.host === `127.0.0.1:${port}`;
    if (!ownPage) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    const known = sameToken(url.searchParams.get('token'), token);
    sockets.handleUpgrade(request, socket, head, (client) => {
      if (known) serveSocket(engine, client);
      // A refusal that the page can tell from a lost connection.
      else client.close(1008, 'unknown token');
    });
  });

  return {
    url: `${origin}/?token=${token}`,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new ParetoscopeError('usage', `port ${port} is taken`, { hint: 'choose another, or --port 0' })
          : error,
      );
    });
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function serveSocket(engine: Engine, client: WebSocket): void {
  client.binaryType = 'nodebuffer';
  serveEngine(engine, {
    post: (message) => {
      if (client.readyState === client.OPEN) client.send(encodeWire(message));
    },
    onMessage: (callback) =>
      client.on('message', (data: Buffer) => {
        let message: unknown;
        try {
          message = decodeWire(data);
        } catch {
          client.close(1003, 'not a message');
          return;
        }
        callback(message);
      }),
    onClose: (callback) => client.on('close', callback),
  });
  client.on('error', () => client.terminate());
}

function serveFile(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const headers = {
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
  const path = requestedFile(folder, request.url ?? '/');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, headers).end();
    return;
  }
  const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  const type = path === undefined ? undefined : TYPES[extname(path)];
  if (path === undefined || type === undefined || stat?.isFile() !== true) {
    response.writeHead(404, headers).end('not found');
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Length': stat.size });
  if (request.method === 'HEAD') response.end();
  else createReadStream(path).pipe(response);
}

/** The file a request means, or undefined where it points outside the folder. */
export function requestedFile(folder: string, url: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, 'http://127.0.0.1').pathname);
  } catch {
    return undefined;
  }
  if (path.includes('\0')) return undefined;
  const full = join(folder, path === '/' ? 'index.html' : path);
  return full.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? full : undefined;
}

function sameToken(given: string | null, token: string): boolean {
  if (given === null) return false;
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}
