import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { defaultResources, createEngine, startServer } from '../../host/cli.ts';
import type { CommandDefinition } from '../command.ts';
import { print, say } from '../output.ts';

export const serve: CommandDefinition = {
  name: 'serve',
  words: '',
  doc: 'Serve the workbench to a browser on this machine. Prints the address, token included, and runs until Ctrl-C.',
  options: {
    port: { value: 'N', doc: 'port on 127.0.0.1; a free one if absent' },
    folder: { value: 'DIR', doc: 'where workspaces are kept; Paretoscope in the home folder if absent' },
    workers: { value: 'N', doc: 'worker threads; all cores if absent' },
    open: { doc: 'open the address in the default browser' },
  },
  arity: [0, 0],
  run: async (call) => {
    const workers = call.count('workers', 1);
    const engine = createEngine({
      shell: 'browser',
      yielding: true,
      workspaceFolder: resolve(call.value('folder') ?? join(homedir(), 'Paretoscope')),
      ...(workers === undefined ? {} : { workers }),
    });
    try {
      const { renderer } = defaultResources();
      const server = await startServer({ engine, renderer, port: call.count('port', 0) ?? 0 });
      await print(server.url);
      say('serving the workbench; Ctrl-C ends it');
      if (call.has('open')) openInBrowser(server.url);
      await new Promise<void>((done) => {
        process.once('SIGINT', () => done());
        process.once('SIGTERM', () => done());
      });
      await server.close();
      return 0;
    } finally {
      await engine.close();
    }
  },
};

function openInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => say('no browser could be opened: open the address yourself'));
  child.unref();
}
