// The engine as a child process of a given Node executable, for runtimes whose own Node cannot load the database
// driver. There are no ports across such a border, so main relays between each page's port and the child's channel.

import { spawn } from 'node:child_process';
import type { EngineCommand, EngineReport } from './engine-protocol.ts';
import { keepLastWords, type RelayPort, type SpawnEngine } from './engine-host.ts';

/** Starts `entry` under the Node executable `node`. */
export function childHost(node: string, entry: string): SpawnEngine<RelayPort> {
  return (events) => {
    const child = spawn(node, [entry], {
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      serialization: 'advanced',
      windowsHide: true,
    });
    const lastWords = keepLastWords(child.stderr);
    const ports = new Map<number, RelayPort>();
    let connections = 0;
    let ended = false;

    function post(command: EngineCommand): void {
      // A failure to send means that the child is going; its exit says so.
      if (child.connected) child.send(command, () => undefined);
    }

    function end(code: number | null, reason: string): void {
      if (ended) return;
      ended = true;
      for (const port of ports.values()) port.close();
      ports.clear();
      events.exit({ code, reason, lastWords: lastWords() });
    }

    function disconnect(connection: number): void {
      const port = ports.get(connection);
      ports.delete(connection);
      port?.close();
    }

    child.on('message', (message) => {
      const report = message as EngineReport;
      if (report.type === 'data') ports.get(report.connection)?.postMessage(report.message);
      else if (report.type === 'disconnect') disconnect(report.connection);
      else events.report(report);
    });
    child.on('error', (error) => end(null, error.message));
    // `close` comes after `exit` and after the last of its output, so the last words are complete.
    child.on('close', (code, signal) => {
      end(code, signal === null ? `exit status ${String(code)}` : `killed by ${signal}`);
    });

    return {
      get processId() {
        return child.pid;
      },
      post,
      connect: (port) => {
        connections++;
        const connection = connections;
        ports.set(connection, port);
        post({ type: 'connect', connection });
        port.on('message', ({ data }) => post({ type: 'data', connection, message: data }));
        port.on('close', () => {
          if (ports.delete(connection)) post({ type: 'disconnect', connection });
        });
        port.start();
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}
