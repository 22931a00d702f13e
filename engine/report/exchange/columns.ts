// The columns of an exported table: what each holds, under which name, in which unit.

import type { NamedSelection, TrialAnnotation } from '../../contract/annotations.ts';
import type {
  Direction,
  Metric,
  Parameter,
  ParameterValue,
  Provenance,
  System,
} from '../../contract/system.ts';
import type { StoredStudy } from '../../store/index.ts';

/** A study to export. `system` describes its parameters and metrics; it may be of another version than the trials. */
export interface ExportSource {
  readonly stored: StoredStudy;
  readonly system: System;
  /** Version of the program that exports. */
  readonly engineVersion: string;
  /** What was written about trials, and the selections that were kept, for formats that hold them; none if absent. */
  readonly annotations?: readonly TrialAnnotation[];
  readonly selections?: readonly NamedSelection[];
}

interface Named {
  /** Unique within the table. */
  readonly name: string;
  readonly doc: string;
  readonly unit?: string;
}

export type ExportColumn = Named &
  (
    | { readonly role: 'trial' | 'state' | 'on_front' | 'duration' | 'message' }
    | {
        readonly role: 'parameter';
        readonly id: string;
        /** Index of the study's dimension. */
        readonly index: number;
        /** Values by code; absent for numbers. */
        readonly choices?: readonly ParameterValue[];
        /** Its values are integers of 32 bits. */
        readonly integer: boolean;
      }
    | {
        readonly role: 'metric';
        readonly id: string;
        /** Index among the study's metrics. */
        readonly index: number;
        readonly direction?: Direction;
        readonly provenance?: Provenance;
      }
  );

/**
 * The columns in their order: trial, state, on_front, parameters that vary, metrics, duration_seconds, message. A
 * parameter or metric that has the name of an earlier column gets a number behind it.
 */
export function exportColumns({ stored, system }: ExportSource): readonly ExportColumn[] {
  const { study, metrics } = stored;
  const directions = new Map(study.objectives.map(({ metric, direction }) => [metric, direction]));
  const taken = new Set(['trial', 'state', 'on_front', 'duration_seconds', 'message']);
  const nameOf = (id: string): string => {
    let name = id;
    for (let count = 2; taken.has(name); count++) name = `${id} ${count}`;
    taken.add(name);
    return name;
  };
  return [
    { role: 'trial', name: 'trial', doc: 'Number of the trial within its study' },
    { role: 'state', name: 'state', doc: 'complete, infeasible, pruned, failed or cancelled' },
    {
      role: 'on_front',
      name: 'on_front',
      doc: 'Whether no other feasible trial is better in every objective',
    },
    ...study.dimensions.map((dimension, index): ExportColumn => {
      const parameter: Parameter | undefined = system.parameters[dimension.id];
      return {
        role: 'parameter',
        name: nameOf(dimension.id),
        id: dimension.id,
        index,
        integer:
          dimension.kind === 'integer' && dimension.minimum >= -(2 ** 31) && dimension.maximum < 2 ** 31,
        doc: parameter?.doc ?? '',
        ...(parameter?.unit === undefined ? {} : { unit: parameter.unit }),
        ...(dimension.kind === 'choice' ? { choices: dimension.choices } : {}),
      };
    }),
    ...metrics.map(({ id, unit }, index): ExportColumn => {
      const metric: Metric | undefined = system.metrics[id];
      const direction = directions.get(id) ?? metric?.direction;
      return {
        role: 'metric',
        name: nameOf(id),
        id,
        index,
        doc: metric?.doc ?? '',
        ...(unit === undefined ? {} : { unit }),
        ...(direction === undefined ? {} : { direction }),
        ...(metric === undefined ? {} : { provenance: metric.provenance }),
      };
    }),
    { role: 'duration', name: 'duration_seconds', doc: 'Time the evaluation took', unit: 's' },
    { role: 'message', name: 'message', doc: 'Why the trial failed or is infeasible' },
  ];
}
