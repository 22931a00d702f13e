// Finds systems: every folder beside this file that has an `index` module with a system as its default export.
// The only file of this folder that needs Node. Modules load on demand, so starting with one system loads one.

import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';
import type { Design, ParameterValue, System } from '../contract/system.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
/** Sources are `index.ts`; a built application has `index.mjs`. */
const entry = import.meta.url.endsWith('.ts') ? 'index.ts' : 'index.mjs';

const loaded = new Map<string, Promise<System>>();

/** Ids of all systems, in alphabetical order. Test functions are systems too; see `System.hidden`. */
export function systemIds(): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((item) => item.isDirectory() && existsSync(join(folder, item.name, entry)))
    .map((item) => item.name)
    .sort();
}

/** Loads a system by id; rejects with `not-found`. */
export function loadSystem(id: string): Promise<System> {
  let system = loaded.get(id);
  if (system === undefined) {
    if (!systemIds().includes(id)) {
      return Promise.reject(
        new ParetoscopeError('not-found', `there is no system "${id}"`, {
          hint: `the systems are ${systemIds().join(', ')}`,
        }),
      );
    }
    system = import(new URL(`${id}/${entry}`, import.meta.url).href).then(
      (module: { default: System }) => module.default,
    );
    loaded.set(id, system);
  }
  return system;
}

/** Loads every system, hidden ones included. */
export async function loadAllSystems(): Promise<readonly System[]> {
  return Promise.all(systemIds().map(loadSystem));
}

/** The published configuration of a system: every parameter at its default. */
export function defaultDesign(system: System): Design {
  const design: Record<string, ParameterValue> = {};
  for (const [id, parameter] of Object.entries(system.parameters)) design[id] = parameter.default;
  return design;
}
