// Files between a shell and the engine: exports and reports for the person to take away, and files that the person
// gives to be imported. The shell never sees a path: it reads and writes a file in parts by its token.

import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join, relative, sep } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { ParetoscopeError } from '../contract/errors.ts';
import type { PreparedFile } from '../contract/host.ts';
import { safeFileName } from './workspaces.ts';

/** Bytes that one call hands over, at most. */
const PART_BYTES = 4 * 1024 * 1024;
/** Files kept at once; making one more drops the oldest. */
const MOST_FILES = 8;
/** What an archive says of the age of its files: the same files are the same archive. */
const NO_DATE = '2000-01-01T00:00:00';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.bib': 'application/x-bibtex',
  '.csv': 'text/csv',
  '.db': 'application/vnd.sqlite3',
  '.html': 'text/html',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.md': 'text/markdown',
  '.pareto': 'application/vnd.sqlite3',
  '.parquet': 'application/vnd.apache.parquet',
  '.pdf': 'application/pdf',
  '.tex': 'application/x-tex',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.zip': 'application/zip',
};

interface Kept {
  readonly folder: string;
  readonly path: string;
  readonly bytes: number;
}

/** Bytes that a shell may give, in all parts of a file. */
const MOST_BYTES = 1024 ** 3;

/** The files of one engine, each in a folder of its own that goes when it is released or the engine ends. */
export class PreparedFiles {
  readonly #kept = new Map<string, Kept>();

  /**
   * Has `make` write a file named after `title` and keeps it. Where it writes others beside it, all of them become one
   * archive.
   */
  async prepare(
    title: string,
    extension: string,
    make: (path: string) => Promise<unknown>,
  ): Promise<PreparedFile> {
    const folder = mkdtempSync(join(tmpdir(), 'paretoscope-file-'));
    try {
      const stem = safeFileName(title);
      const content = join(folder, `${stem}.${extension}`);
      await make(content);
      const files = filesIn(folder);
      if (files.length === 1) return this.#keep(folder, content);
      const archive = join(folder, `${stem}.zip`);
      writeFileSync(archive, archiveOf(folder, files));
      return this.#keep(folder, archive);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Begins a file that the shell gives; `name` is the person's name for it, without folders. Returns its token. */
  receive(name: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'paretoscope-file-'));
    const extension = extname(name);
    const path = join(
      folder,
      `${safeFileName(basename(name, extension))}${extension.replace(/[^.\w]/g, '')}`,
    );
    writeFileSync(path, '');
    return this.#keep(folder, path).file;
  }

  /** Appends to a file that the shell gives. Throws not-found where it is gone, `usage` where it grows too large. */
  append(token: string, part: Uint8Array): void {
    const kept = this.#find(token);
    if (kept.bytes + part.length > MOST_BYTES) {
      this.release(token);
      throw new ParetoscopeError('usage', 'the file is larger than 1 GiB', {
        hint: 'import it from the command line: paretoscope import FILE --into WORKSPACE',
      });
    }
    appendFileSync(kept.path, part);
    this.#kept.set(token, { ...kept, bytes: kept.bytes + part.length });
  }

  /** Where a file lies, for the engine alone. Throws not-found. */
  path(token: string): string {
    return this.#find(token).path;
  }

  /** The part of a file that begins at `offset`; empty at its end. Throws not-found where the file is gone. */
  part(token: string, offset: number): Uint8Array {
    const { path, bytes } = this.#find(token);
    const part = new Uint8Array(Math.max(0, Math.min(PART_BYTES, bytes - offset)));
    const file = openSync(path, 'r');
    try {
      for (let done = 0; done < part.length;) {
        const count = readSync(file, part, done, part.length - done, offset + done);
        if (count === 0)
          throw new ParetoscopeError('not-found', 'the file was cut short', { hint: 'make it again' });
        done += count;
      }
    } finally {
      closeSync(file);
    }
    return part;
  }

  /** Drops a file; one that is gone already is no error. */
  release(token: string): void {
    const kept = this.#kept.get(token);
    if (kept === undefined) return;
    this.#kept.delete(token);
    rmSync(kept.folder, { recursive: true, force: true });
  }

  releaseAll(): void {
    for (const token of [...this.#kept.keys()]) this.release(token);
  }

  #keep(folder: string, path: string): PreparedFile {
    const token = randomBytes(12).toString('hex');
    const bytes = statSync(path).size;
    while (this.#kept.size >= MOST_FILES) this.release(this.#kept.keys().next().value!);
    this.#kept.set(token, { folder, path, bytes });
    const mediaType = MEDIA_TYPES[extname(path)] ?? 'application/octet-stream';
    return { file: token, name: relative(folder, path), mediaType, bytes };
  }

  #find(token: string): Kept {
    const kept = this.#kept.get(token);
    if (kept !== undefined) return kept;
    throw new ParetoscopeError('not-found', 'this file is not kept any more', { hint: 'make it again' });
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function archiveOf(folder: string, files: readonly string[]): Uint8Array {
  const contents: Zippable = {};
  for (const file of files) contents[relative(folder, file).split(sep).join('/')] = readFileSync(file);
  return zipSync(contents, { mtime: NO_DATE });
}
