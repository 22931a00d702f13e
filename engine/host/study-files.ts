// Study files that shells name: the ready-to-run ones of the product by token, others by their text.

import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { ParetoscopeError } from '../contract/errors.ts';
import type { StudyListing, StudySource } from '../contract/host.ts';
import type { Study } from '../contract/study.ts';
import { prunerDefinitions } from '../pruning/index.ts';
import { studySamplers } from '../run/study-sampler.ts';
import { loadStudy } from '../study/load.ts';
import { loadSystem, systemIds } from '../systems/registry.ts';

export class StudyFiles {
  readonly #folder: string;
  readonly #paths = new Map<string, string>();

  /** `folder` holds the ready-to-run studies. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The ready-to-run studies, by file name; those of hidden systems are left out. */
  async list(): Promise<readonly StudyListing[]> {
    const files = (await readdir(this.#folder)).filter((file) => file.endsWith('.study.yaml')).sort();
    const listings = await Promise.all(files.map((file) => this.#listing(file)));
    return listings.filter((listing) => listing !== undefined);
  }

  /** The text of a source and the name of its file. Throws not-found for an unknown token. */
  async read(source: StudySource): Promise<{ text: string; file: string }> {
    if ('text' in source) return source;
    if (!this.#paths.has(source.token)) await this.list();
    const path = this.#paths.get(source.token);
    if (path === undefined) throw new ParetoscopeError('not-found', `there is no study "${source.token}"`);
    return { text: await readFile(path, 'utf8'), file: basename(path) };
  }

  /** A study text checked against its system; what is wrong is among the problems. */
  async load(text: string, file: string): Promise<ReturnType<typeof loadStudy>> {
    const named = systemNamed(text);
    const ids = await systemIds();
    const system = named !== undefined && ids.includes(named) ? await loadSystem(named) : undefined;
    return loadStudy({
      text,
      file,
      systems: (id) => (id === system?.id ? system : undefined),
      systemIds: ids,
      samplers: studySamplers,
      pruners: prunerDefinitions,
    });
  }

  /** A study that can run, or its first problem as an error. */
  async resolve(source: StudySource): Promise<{ study: Study; text: string }> {
    const { text, file } = await this.read(source);
    const { study, problems } = await this.load(text, file);
    const first = problems[0];
    if (first !== undefined) throw first;
    return { study: study!, text };
  }

  async #listing(file: string): Promise<StudyListing | undefined> {
    const path = join(this.#folder, file);
    const document = parse(await readFile(path, 'utf8')) as Record<string, unknown> | null;
    if (typeof document?.study !== 'string' || typeof document.system !== 'string') return undefined;
    let systemTitle = document.system;
    try {
      const system = await loadSystem(document.system);
      if (system.hidden) return undefined;
      systemTitle = system.title;
    } catch {
      // A study of a system that is not there is still listed; opening it says what is wrong.
    }
    const token = `study:${file}`;
    this.#paths.set(token, path);
    return {
      token,
      name: document.study,
      system: document.system,
      systemTitle,
      description: typeof document.description === 'string' ? document.description.trim() : '',
      file,
    };
  }
}

/** The system a study text names, as far as the text can be read at all. */
function systemNamed(text: string): string | undefined {
  try {
    const document = parse(text, { maxAliasCount: 100, logLevel: 'silent' }) as { system?: unknown } | null;
    return typeof document?.system === 'string' ? document.system : undefined;
  } catch {
    // Broken YAML is the loader's to report, with its line.
    return undefined;
  }
}
