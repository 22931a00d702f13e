// The engine behind `paretoscope serve`: a WebSocket on the page's own host, opened with the token of the address
// that the command printed.

import { decodeWire, encodeWire } from '../../engine/host/wire.ts';
import { Connection, createHost, type Channel } from './connection.ts';
import type { Host } from './host.ts';

const TOKEN_KEY = 'paretoscope.token';
const FIRST_WAIT_MILLISECONDS = 250;
const LONGEST_WAIT_MILLISECONDS = 5000;
/** Close code of a server that refuses the token (RFC 6455: policy violation). */
const POLICY_VIOLATION = 1008;

/** Takes the token out of the address bar, so that it is not shared with a copied address, and keeps it for reloads. */
function takeToken(): string | null {
  const address = new URL(location.href);
  const token = address.searchParams.get('token');
  if (token === null) return sessionStorage.getItem(TOKEN_KEY);
  sessionStorage.setItem(TOKEN_KEY, token);
  address.searchParams.delete('token');
  history.replaceState(history.state, '', address);
  return token;
}

function socketChannel(socket: WebSocket): Channel {
  return {
    post: (message) => socket.send(encodeWire(message)),
    onMessage: (receive) =>
      socket.addEventListener('message', (event: MessageEvent<ArrayBuffer>) => {
        receive(decodeWire(new Uint8Array(event.data)));
      }),
    close: () => socket.close(),
  };
}

/** A Host over a WebSocket that is sought again, with growing pauses, whenever it breaks. */
export function createBrowserHost(): Host {
  const connection = new Connection();
  const token = takeToken();
  let wait = FIRST_WAIT_MILLISECONDS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    clearTimeout(timer);
    timer = undefined;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(
      `${scheme}://${location.host}/engine?token=${encodeURIComponent(token ?? '')}`,
    );
    socket.binaryType = 'arraybuffer';
    const channel = socketChannel(socket);
    let opened = false;
    socket.addEventListener('open', () => {
      opened = true;
      wait = FIRST_WAIT_MILLISECONDS;
      connection.attach(channel);
    });
    socket.addEventListener('close', (event) => {
      if (event.code === POLICY_VIOLATION) {
        connection.refuse();
        return;
      }
      connection.lose(opened ? channel : undefined);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MILLISECONDS);
    });
  }

  if (token === null) connection.refuse();
  else open();
  return createHost(connection, () => {
    if (timer !== undefined) open();
  });
}
