// Workspaces that are open in this engine, and the tokens that stand for files: shells never see or send paths.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';
import type { WorkspaceListing } from '../contract/host.ts';
import { openWorkspace } from '../store/index.ts';
import type { Workspace } from '../store/index.ts';

/** Longest list of workspaces offered for opening. */
const LISTED = 50;

export class Workspaces {
  readonly #folder: string;
  readonly #open = new Map<string, Workspace>();
  readonly #files = new Map<string, string>();
  /** Ids closed in this process: a late question about one must not open its file again. */
  readonly #closed = new Set<string>();
  #ended = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * A token for a file that a trusted party (dialog, command line) named. The same file has the same token in every
   * process, so that a shell can go on after the engine was restarted; a token opens nothing that was not registered.
   */
  register(path: string): string {
    const full = realPath(path);
    const token = fingerprint(full);
    this.#files.set(token, full);
    return token;
  }

  path(token: string): string {
    const path = this.#files.get(token);
    if (path === undefined) {
      throw new ParetoscopeError('not-found', 'this file is not known any more', { hint: 'open it again' });
    }
    return path;
  }

  /** Workspace files in the shell's folder, newest first. */
  list(): WorkspaceListing[] {
    let names: string[];
    try {
      names = readdirSync(this.#folder).filter((name) => name.endsWith('.pareto'));
    } catch {
      return [];
    }
    return names
      .flatMap((name) => {
        const path = join(this.#folder, name);
        const stat = statSync(path, { throwIfNoEntry: false });
        return stat?.isFile() === true
          ? [{ token: this.register(path), title: name, modified: stat.mtimeMs, bytes: stat.size }]
          : [];
      })
      .sort((a, b) => b.modified - a.modified)
      .slice(0, LISTED);
  }

  /** The file of a study's own workspace in the shell's folder. */
  pathForStudy(study: string): string {
    mkdirSync(this.#folder, { recursive: true });
    return join(this.#folder, workspaceFileName(study));
  }

  /** Opens a file, or finds it open already. */
  open(
    path: string,
    mode: 'write' | 'read' | 'write-or-read',
    create: boolean,
  ): { id: string; workspace: Workspace } {
    const full = realPath(path);
    for (const [id, workspace] of this.#open) {
      if (realPath(workspace.path) !== full) continue;
      if (mode !== 'write' || !workspace.readOnly) return { id, workspace };
      workspace.close();
      this.#open.delete(id);
    }
    const workspace = openWorkspace(path, { mode, create });
    const id = this.register(full);
    this.#closed.delete(id);
    this.#open.set(id, workspace);
    return { id, workspace };
  }

  /** An open workspace; one that an earlier engine had open and that is still known is opened again. */
  get(id: string): Workspace {
    const workspace = this.#open.get(id);
    if (workspace !== undefined) return workspace;
    if (!this.#files.has(id)) this.list();
    const path = this.#ended || this.#closed.has(id) ? undefined : this.#files.get(id);
    if (path === undefined) {
      throw new ParetoscopeError('not-found', 'this workspace is not open', { hint: 'open it again' });
    }
    return this.open(path, 'write-or-read', false).workspace;
  }

  /** Does something with a file that may be open already; one that is not is closed again, and never written. */
  peek<T>(path: string, work: (workspace: Workspace) => T): T {
    const full = realPath(path);
    const known = [...this.#open.values()].find((workspace) => realPath(workspace.path) === full);
    if (known !== undefined) return work(known);
    const workspace = openWorkspace(path, { mode: 'read' });
    try {
      return work(workspace);
    } finally {
      workspace.close();
    }
  }

  close(id: string): void {
    this.#open.get(id)?.close();
    this.#open.delete(id);
    this.#closed.add(id);
  }

  /** Closes everything for good. */
  closeAll(): void {
    this.#ended = true;
    for (const id of [...this.#open.keys()]) this.close(id);
  }
}

/** A text as the name of a file, without extension; every character that some file system refuses becomes "-". */
export function safeFileName(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are among what file systems refuse
  const name = text.replace(/[\u0000-\u001f<>:"/\\|?*]+/g, '-').replace(/^[.\s-]+|[.\s-]+$/g, '');
  return basename(name === '' ? 'study' : name);
}

/** File name of a study's own workspace. */
export function workspaceFileName(study: string): string {
  return `${safeFileName(study)}.pareto`;
}

/** Twenty-four hexadecimal digits of a path's SHA-256. */
function fingerprint(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 24);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
