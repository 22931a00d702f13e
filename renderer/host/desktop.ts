// The engine behind an Electron window: a message port, handed over by the preload each time an engine starts.

import { ENGINE_PORT_MESSAGE, type ParetoscopeBridge } from '../../electron/bridge.ts';
import { Connection, createHost, type Channel } from './connection.ts';
import type { Host } from './host.ts';

function portChannel(port: MessagePort, closed: () => void): Channel {
  port.addEventListener('close', closed);
  return {
    post: (message) => port.postMessage(message),
    onMessage: (receive) => {
      port.addEventListener('message', (event) => receive(event.data));
      port.start();
    },
    close: () => {
      port.removeEventListener('close', closed);
      port.close();
    },
  };
}

/** A Host over the ports that the preload posts to this page. Calls made before the first port wait for it. */
export function createDesktopHost(bridge: ParetoscopeBridge): Host {
  const connection = new Connection();
  let current: Channel | undefined;
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.source !== window || event.origin !== location.origin) return;
    const message = event.data as { type?: unknown } | null;
    const port = event.ports[0];
    if (message?.type !== ENGINE_PORT_MESSAGE || port === undefined) return;
    const channel: Channel = portChannel(port, () => connection.lose(channel));
    current = channel;
    connection.attach(channel);
  });
  // A page that goes while its port is open takes its process with it on some runtimes (Electron 25).
  window.addEventListener('pagehide', () => current?.close());
  bridge.engine.onPort(() => undefined);
  // The shell restarts a dead engine by itself and posts a new port.
  return createHost(connection, () => undefined);
}
