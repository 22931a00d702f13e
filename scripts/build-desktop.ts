// Builds everything of the desktop application but its renderer into `dist/`:
//   electron/   main.cjs, preload.cjs, engine-entry.cjs: CommonJS, which a sandboxed preload and Electron < 28 need
//   engine/     the engine, in the layout of its sources: host/process.mjs, run/worker.mjs and host/analysis-worker.mjs
//               (self-contained, as worker threads must be), systems/<id>/index.mjs (found by folder at run time), report/page.mjs
//               (the components that draw reports), and what these share
//   migrations/, studies/   copies
// Packages with native code or with files of their own stay outside of the bundles.

import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown, type OutputChunk, type OutputOptions, type Plugin, type RolldownOptions } from 'rolldown';
import { buildPage } from '../engine/report/page-build.ts';

const root = path.resolve(import.meta.dirname, '..');

/** Loaded from `node_modules` at run time. `electron` is the runtime's own. */
const EXTERNAL_PACKAGES = ['electron', 'better-sqlite3', 'piscina', 'playwright-core'] as const;
/** Electron 25, the oldest runtime the build must start on, has Node 18. */
const OLDEST_NODE = 'node18.15';
/** What worker threads run. */
const WORKERS = ['run/worker', 'host/analysis-worker'] as const;
const PLACEHOLDER = '__paretoscopeSourceUrl';

const external = [/^node:/u, ...EXTERNAL_PACKAGES];

/**
 * Keeps `import.meta.url` true to the layout of the sources: in a bundle it becomes the address that the module's own
 * file would have in `dist/`, so that code finding files beside itself works bundled and unbundled.
 */
function sourceUrls(): Plugin {
  const folderFields = /import\.meta\.(?:dirname|filename)/u;
  return {
    name: 'source-urls',
    transform: {
      filter: { id: /\.ts$/u, code: /import\.meta\./u },
      handler(code, id) {
        const source = path.relative(root, id).replaceAll(path.sep, '/');
        if (folderFields.test(code)) {
          throw new Error(
            `${source} uses import.meta.dirname or filename; use import.meta.url, which the build keeps`,
          );
        }
        const built = source.replace(/\.ts$/u, '.mjs');
        return { code: code.replaceAll('import.meta.url', `${PLACEHOLDER}(${JSON.stringify(built)})`) };
      },
    },
    renderChunk(code, chunk) {
      if (!code.includes(PLACEHOLDER)) return null;
      const folder = path.posix.dirname(chunk.fileName);
      return code.replaceAll(new RegExp(`${PLACEHOLDER}\\(("[^"]+")\\)`, 'gu'), (_call, quoted: string) => {
        const built = path.posix.relative(`engine/${folder}`, JSON.parse(quoted) as string);
        return `new URL(${JSON.stringify(built)}, import.meta.url).href`;
      });
    },
  };
}

async function bundle(input: RolldownOptions, output: OutputOptions): Promise<OutputChunk[]> {
  const bundled = await rolldown({
    cwd: root,
    platform: 'node',
    external,
    transform: { target: OLDEST_NODE },
    ...input,
  });
  try {
    const written = await bundled.write({ sourcemap: false, minify: false, ...output });
    return written.output.filter((item) => item.type === 'chunk');
  } finally {
    await bundled.close();
  }
}

/** The built addresses that sources import at run time are not for the bundler to follow. */
const engineFromEntry: Plugin = {
  name: 'engine-from-entry',
  resolveId(specifier) {
    const match = /^\.\.\/engine\/(?<module>host\/.+)\.ts$/u.exec(specifier);
    return match?.groups ? { id: `../engine/${match.groups.module}.mjs`, external: true } : null;
  },
};

async function buildShell(build: string): Promise<void> {
  for (const name of ['main', 'preload', 'engine-entry']) {
    await bundle(
      { input: `electron/${name}.ts`, plugins: [engineFromEntry] },
      { file: path.join(build, 'electron', `${name}.cjs`), format: 'cjs', codeSplitting: false },
    );
  }
  cpSync(
    path.join(root, 'electron', 'packaging', 'icons', '512x512.png'),
    path.join(build, 'electron', 'icon.png'),
  );
}

async function buildEngine(build: string): Promise<void> {
  const input: Record<string, string> = { 'host/process': 'engine/host/process.ts' };
  const systems = path.join(root, 'engine', 'systems');
  for (const id of readdirSync(systems)) {
    for (const kind of ['index', 'family']) {
      const entry = `engine/systems/${id}/${kind}.ts`;
      if (existsSync(path.join(root, entry))) input[`systems/${id}/${kind}`] = entry;
    }
  }
  const names = { dir: path.join(build, 'engine'), format: 'esm', entryFileNames: '[name].mjs' } as const;
  await bundle({ input, plugins: [sourceUrls()] }, { ...names, chunkFileNames: 'shared/[name]-[hash].mjs' });
  for (const name of WORKERS) {
    const [worker, ...others] = await bundle(
      { input: { [name]: `engine/${name}.ts` }, plugins: [sourceUrls()] },
      { ...names, codeSplitting: false },
    );
    const strangers = worker?.imports.filter((other) => !other.startsWith('node:') && other !== 'piscina');
    if (worker === undefined || others.length > 0 || strangers?.length !== 0) {
      throw new Error(
        `${name} must be one self-contained file, but it imports ${strangers?.join(', ') ?? 'others'}`,
      );
    }
  }
}

/** The components that draw reports, where `engine/report/page.ts` looks for them. */
async function buildReportPage(build: string): Promise<void> {
  const folder = path.join(build, 'engine', 'report');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'page.mjs'), (await buildPage()).code);
}

/**
 * Builds into `build` afresh; whatever an earlier build left there is replaced, the renderer's part excepted. A build
 * that fails leaves the earlier one as it was.
 */
export async function buildDesktop(build: string = path.join(root, 'dist')): Promise<void> {
  const unfinished = path.join(build, '.unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  try {
    await buildShell(unfinished);
    await buildEngine(unfinished);
    await buildReportPage(unfinished);
    for (const data of ['migrations', 'studies']) {
      cpSync(path.join(root, data), path.join(unfinished, data), { recursive: true });
    }
    for (const part of readdirSync(unfinished)) {
      rmSync(path.join(build, part), { recursive: true, force: true });
      renameSync(path.join(unfinished, part), path.join(build, part));
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildDesktop();
