// Where the built files are, in the repository's `dist/` and in a packaged application.

import path from 'node:path';

export interface Folders {
  readonly renderer: string;
  readonly preload: string;
  readonly engineEntry: string;
  readonly resources: { readonly studies: string; readonly migrations: string };
  readonly icon: string;
  readonly manifest: string;
}

/** The twin of a path in the archive that lies outside it: what other processes and worker threads can read. */
export function unpacked(file: string): string {
  return file.replace(/app\.asar(?=[\\/]|$)/u, 'app.asar.unpacked');
}

/** All places, from the folder of the built main. */
export function foldersFrom(mainFolder: string): Folders {
  const build = path.join(mainFolder, '..');
  return {
    renderer: path.join(build, 'renderer'),
    preload: path.join(mainFolder, 'preload.cjs'),
    engineEntry: unpacked(path.join(mainFolder, 'engine-entry.cjs')),
    resources: {
      studies: unpacked(path.join(build, 'studies')),
      migrations: unpacked(path.join(build, 'migrations')),
    },
    icon: path.join(mainFolder, 'icon.png'),
    manifest: path.join(build, '..', 'package.json'),
  };
}
