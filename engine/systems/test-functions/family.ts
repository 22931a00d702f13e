// The test functions as the registry finds them.

import type { SystemFamily } from '../registry.ts';
import { testFunctionSystems } from './systems.ts';

export default {
  ids: testFunctionSystems.map(({ id }) => id),
  load: (id) => testFunctionSystems.find((system) => system.id === id)!,
} satisfies SystemFamily;
