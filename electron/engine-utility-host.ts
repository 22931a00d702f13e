// The engine in Electron's utility process: the kind that people get. Pages talk to it directly over ports.

import { utilityProcess, type MessagePortMain } from 'electron';
import type { EngineReport } from './engine-protocol.ts';
import { keepLastWords, type SpawnEngine } from './engine-host.ts';

/** Starts `entry` (a CommonJS file outside the archive) as a utility process. */
export function utilityHost(entry: string): SpawnEngine<MessagePortMain> {
  return (events) => {
    const child = utilityProcess.fork(entry, [], {
      serviceName: 'Paretoscope engine',
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    const lastWords = keepLastWords(child.stderr);
    let connections = 0;
    child.on('message', (report: EngineReport) => events.report(report));
    child.on('exit', (code) => {
      events.exit({ code, reason: `exit status ${code}`, lastWords: lastWords() });
    });
    return {
      get processId() {
        return child.pid;
      },
      post: (command) => child.postMessage(command),
      connect: (port) => {
        connections++;
        child.postMessage({ type: 'connect', connection: connections }, [port]);
      },
      kill: () => child.kill(),
    };
  };
}
