// Compiles the report's components (`renderer/report/`) and the charts they share with the window for the server: one
// module without imports. Needs the development packages; `scripts/build-desktop.ts` puts the result into the product.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown, type Plugin } from 'rolldown';
import { compile, VERSION } from 'svelte/compiler';
import { ParetoscopeError } from '../contract/errors.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ENTRY = join(ROOT, 'renderer', 'report', 'page.ts');

/** Components for the server, their styles with them; class names depend on the path within the project only. */
const svelteOnServer: Plugin = {
  name: 'svelte-on-server',
  transform: {
    filter: { id: /\.svelte$/u },
    handler(code, id) {
      const filename = relative(ROOT, id).replaceAll(sep, '/');
      const { js } = compile(code, {
        filename,
        generate: 'server',
        css: 'injected',
        dev: false,
        cssHash: ({ hash, name }) => `${name.toLowerCase()}-${hash(filename)}`,
      });
      return { code: js.code, moduleType: 'js' };
    },
  },
};

/** `?raw`, as in the window's build: the file as a text. */
const rawTexts: Plugin = {
  name: 'raw-texts',
  resolveId(specifier, importer) {
    if (!specifier.endsWith('?raw') || importer === undefined) return null;
    return join(dirname(importer), specifier);
  },
  load: {
    filter: { id: /\?raw$/u },
    handler(id) {
      const text = readFileSync(id.slice(0, -'?raw'.length), 'utf8');
      return { code: `export default ${JSON.stringify(text)};`, moduleType: 'js' };
    },
  },
};

/** The module's text, and the files of this project that it was made of, by their paths within it. */
export async function buildPage(): Promise<{ readonly code: string; readonly sources: readonly string[] }> {
  const bundled = await rolldown({
    input: ENTRY,
    cwd: ROOT,
    platform: 'node',
    external: [/^node:/u],
    plugins: [rawTexts, svelteOnServer],
    transform: { target: 'node18.15' },
    logLevel: 'silent',
  });
  try {
    const { output } = await bundled.generate({ format: 'esm', codeSplitting: false, sourcemap: false });
    const [chunk] = output;
    const sources = chunk.moduleIds
      .map((id) => relative(ROOT, id.replace(/\?raw$/u, '')).replaceAll(sep, '/'))
      .filter((path) => !path.startsWith('node_modules/') && existsSync(join(ROOT, path)));
    return { code: chunk.code, sources: sources.sort() };
  } finally {
    await bundled.close();
  }
}

interface Kept {
  readonly sources: readonly string[];
  readonly fingerprint: string;
}

/** The path of the compiled module: that of an earlier time where nothing changed since. */
export async function builtPage(): Promise<string> {
  const folder = keptFolder();
  const record = join(folder, 'report-page.json');
  if (existsSync(record)) {
    const { sources, fingerprint } = JSON.parse(readFileSync(record, 'utf8')) as Kept;
    const path = join(folder, `report-page-${fingerprint}.mjs`);
    if (fingerprint === fingerprintOf(sources) && existsSync(path)) return path;
  }
  let built: Awaited<ReturnType<typeof buildPage>>;
  try {
    built = await buildPage();
  } catch (error) {
    throw new ParetoscopeError('internal', 'the page of reports cannot be compiled', {
      hint: error instanceof Error ? error.message.split('\n')[0]! : 'see the sources in renderer/report',
      cause: error,
    });
  }
  const fingerprint = fingerprintOf(built.sources);
  const path = join(folder, `report-page-${fingerprint}.mjs`);
  replace(path, built.code);
  replace(record, JSON.stringify({ sources: built.sources, fingerprint } satisfies Kept));
  return path;
}

/** Where tools keep what they made, outside of the sources; elsewhere if it cannot be written. */
function keptFolder(): string {
  for (const folder of [join(ROOT, 'node_modules', '.cache', 'paretoscope'), join(tmpdir(), 'paretoscope')]) {
    try {
      mkdirSync(folder, { recursive: true });
      return folder;
    } catch {
      // The next one.
    }
  }
  throw new ParetoscopeError('workspace-read-only', 'there is no folder for compiled files', {
    hint: 'make the folder for temporary files writable',
  });
}

function fingerprintOf(sources: readonly string[]): string {
  const hash = createHash('sha256').update(VERSION);
  for (const source of sources) {
    const path = join(ROOT, source);
    hash.update(`\0${source}\0`).update(existsSync(path) ? readFileSync(path) : '');
  }
  return hash.digest('hex').slice(0, 16);
}

/** Other processes may be at it too: whoever comes last replaces the same by the same. */
function replace(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
}
