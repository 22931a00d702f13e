// The commands, in the order the overview lists them.

import type { CommandDefinition } from '../command.ts';
import { attainment, convergence, correlations, dependence, truths } from './analyses.ts';
import { check } from './check.ts';
import { choose } from './choose.ts';
import { copy } from './copy.ts';
import { evaluate } from './evaluate.ts';
import { exportCommand } from './export.ts';
import { front, trials } from './trials.ts';
import { importCommand } from './import.ts';
import { importance } from './importance.ts';
import { note } from './note.ts';
import { race } from './race.ts';
import { report } from './report.ts';
import { retry } from './retry.ts';
import { run } from './run.ts';
import { pruners, samplers } from './samplers.ts';
import { schema } from './schema.ts';
import { sensitivity } from './sensitivity.ts';
import { serve } from './serve.ts';
import { studies } from './studies.ts';
import { systems } from './systems.ts';
import { validate } from './validate.ts';
import { worker } from './worker.ts';

export const commands: readonly CommandDefinition[] = [
  systems,
  samplers,
  pruners,
  evaluate,
  check,
  run,
  retry,
  studies,
  copy,
  front,
  choose,
  trials,
  importance,
  note,
  truths,
  correlations,
  sensitivity,
  dependence,
  convergence,
  attainment,
  race,
  report,
  exportCommand,
  importCommand,
  validate,
  schema,
  serve,
  worker,
];
