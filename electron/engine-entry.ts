// The engine process's entry. The engine is loaded only after the handshake, so that a runtime that cannot load it
// still says hello and can report why.

import { serveShell } from './engine-side.ts';

serveShell(async ({ workspaceFolder, resources }) => {
  const { startEngineHost } = await import('../engine/host/process.ts');
  return startEngineHost({ shell: 'desktop', workspaceFolder, resources });
});
