// Makes systems from outside the product known to this thread. Called only for what the user trusts.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ParetoscopeError } from '../contract/errors.ts';
import type { System } from '../contract/system.ts';
import { addSystemFolder, provideSystem } from '../systems/registry.ts';
import { loadManifestSystem } from './external/system.ts';
import type { TrustedSystems } from './pool.ts';

/** Loads trusted systems; rejects with the file that is not one. */
export async function provideTrusted(systems: TrustedSystems): Promise<readonly System[]> {
  for (const folder of systems.folders) addSystemFolder(folder);
  const loaded = await Promise.all(systems.files.map(loadSystemFile));
  loaded.forEach(provideSystem);
  return loaded;
}

/** The system of a manifest or module. A manifest is only read; a module's code runs. */
export async function loadSystemFile(file: string): Promise<System> {
  if (/\.ya?ml$/i.test(file)) return loadManifestSystem(file);
  let module: { default?: Partial<System> };
  try {
    module = (await import(pathToFileURL(resolve(file)).href)) as typeof module;
  } catch (error) {
    throw new ParetoscopeError(
      'not-found',
      `cannot load ${file}: ${error instanceof Error ? error.message : ''}`,
      {
        cause: error,
      },
    );
  }
  const system = module.default;
  if (typeof system?.id !== 'string' || typeof system.evaluate !== 'function') {
    throw new ParetoscopeError('usage', `${file} is no system`, {
      hint: 'its default export must be made by defineSystem',
    });
  }
  return system as System;
}
