// Finds systems. A folder beside this file is a system if it has an `index` module whose default export is one, or a
// family of systems (test functions) if it has a `family` module with a `SystemFamily`. The only file of this folder
// that needs Node. Modules load on demand, so starting with one system loads one.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ParetoscopeError } from '../contract/errors.ts';
import type { Design, ParameterValue, System } from '../contract/system.ts';

/** Many small systems in one folder. `ids` must be cheap; `load` makes one of them. */
export interface SystemFamily {
  readonly ids: readonly string[];
  readonly load: (id: string) => System | Promise<System>;
}

/** Sources are `.ts`; a built application has `.mjs`. */
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.mjs';
const folders = [fileURLToPath(new URL('.', import.meta.url))];

type Load = () => Promise<System>;
let known: Promise<ReadonlyMap<string, Load>> | undefined;
const loaded = new Map<string, Promise<System>>();

/**
 * Adds a folder of systems, laid out like this one. Its modules will run in this process, so only call it for folders
 * that the user trusts.
 */
export function addSystemFolder(folder: string): void {
  if (folders.includes(folder)) return;
  folders.push(folder);
  known = undefined;
}

const provided = new Map<string, Load>();

/**
 * Adds one system that is not in a folder, such as one whose designs an external program evaluates; it comes before one
 * of the same id in a folder. Whoever provides it answers for the user's trust.
 */
export function provideSystem(system: System): void {
  provided.set(system.id, () => Promise.resolve(system));
  loaded.delete(system.id);
  known = undefined;
}

async function discover(): Promise<ReadonlyMap<string, Load>> {
  const found = new Map<string, Load>();
  for (const folder of folders) {
    for (const item of readdirSync(folder, { withFileTypes: true })) {
      if (!item.isDirectory()) continue;
      const index = join(folder, item.name, `index${extension}`);
      const family = join(folder, item.name, `family${extension}`);
      if (existsSync(index)) {
        found.set(item.name, async () => (await importFrom(index)) as System);
      } else if (existsSync(family)) {
        const members = (await importFrom(family)) as SystemFamily;
        for (const id of members.ids) found.set(id, async () => members.load(id));
      }
    }
  }
  for (const [id, load] of provided) found.set(id, load);
  return found;
}

async function importFrom(file: string): Promise<unknown> {
  const module = (await import(pathToFileURL(file).href)) as { default: unknown };
  return module.default;
}

/** Ids of all systems, in alphabetical order. Test functions are systems too; see `System.hidden`. */
export async function systemIds(): Promise<readonly string[]> {
  return [...(await (known ??= discover())).keys()].sort();
}

/** Loads a system by id; rejects with `not-found`. */
export async function loadSystem(id: string): Promise<System> {
  let system = loaded.get(id);
  if (system === undefined) {
    const load = (await (known ??= discover())).get(id);
    if (load === undefined) {
      throw new ParetoscopeError('not-found', `there is no system "${id}"`, {
        hint: '"paretoscope systems" lists them',
      });
    }
    system = load();
    loaded.set(id, system);
  }
  return system;
}

/** Loads every system, hidden ones included. */
export async function loadAllSystems(): Promise<readonly System[]> {
  return Promise.all((await systemIds()).map(loadSystem));
}

/** The published configuration of a system: every parameter at its default. */
export function defaultDesign(system: System): Design {
  const design: Record<string, ParameterValue> = {};
  for (const [id, parameter] of Object.entries(system.parameters)) design[id] = parameter.default;
  return design;
}
