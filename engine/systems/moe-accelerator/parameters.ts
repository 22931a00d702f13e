// All parameters, and what must hold between them.

import type { DesignConstraint, DesignOf } from '../../contract/system.ts';
import { machineParameters } from './machine-parameters.ts';
import { modelParameters } from './model-parameters.ts';
import { useParameters } from './use-parameters.ts';

export const parameters = { ...modelParameters, ...machineParameters, ...useParameters };

export type AcceleratorDesign = DesignOf<typeof parameters>;

/** Sparsest grouped projections that accuracy was measured for. */
export const LEAST_DENSITY = 1 / 8;

export const constraints: readonly DesignConstraint<AcceleratorDesign>[] = [
  {
    id: 'active-fits',
    message: 'a token cannot use more experts than there are',
    uses: ['active_experts', 'experts'],
    holds: ({ active_experts: active, experts }) => active <= experts,
  },
  {
    id: 'groups-divide',
    message: 'expert groups must divide the active experts',
    uses: ['active_experts', 'expert_groups'],
    holds: ({ active_experts: active, expert_groups: groups }) => active % groups === 0,
  },
  {
    id: 'devices-hold-experts',
    message: 'there must be an expert for every device',
    uses: ['devices', 'experts'],
    holds: ({ devices, experts }) => devices <= experts,
  },
  {
    id: 'heads-divide',
    message: 'heads of keys and values must divide the query heads',
    uses: ['query_heads', 'key_value_heads'],
    holds: ({ query_heads: queries, key_value_heads: keys }) => queries % keys === 0,
  },
  {
    id: 'projection-groups',
    message: `a projection group must divide the width and be at least an eighth of it, or be as large (dense)`,
    uses: ['projection_group', 'width'],
    holds: ({ projection_group: group, width }) =>
      group >= width || (width % group === 0 && group >= LEAST_DENSITY * width),
  },
  {
    id: 'home-exists',
    message: 'experts cannot live in a tier that is not there',
    uses: ['expert_home', 'dram_kind', 'flash_drives'],
    holds: ({ expert_home: home, dram_kind: dram, flash_drives: drives }) =>
      home === 'hbm' || (home === 'dram' ? dram !== 'none' : drives > 0),
  },
];
