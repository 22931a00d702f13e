import { availableParallelism } from 'node:os';
import type { CommandDefinition } from '../command.ts';
import { formatNumber, formatQuantity } from '../../host/cli.ts';
import { print, printJson, sayError } from '../output.ts';
import { SYSTEM_OPTIONS, provideOwnSystem } from '../trusted.ts';
import { withEngine } from './engine.ts';
import { readStudyFile } from './study-file.ts';

export const check: CommandDefinition = {
  name: 'check',
  words: 'STUDY.yaml',
  doc: 'Validate a study file, count its space, evaluate a few designs of it and estimate how long it takes.',
  options: { ...SYSTEM_OPTIONS, json: { doc: 'print JSON' } },
  arity: [1, 1],
  run: (call) =>
    withEngine(async (engine) => {
      await provideOwnSystem(engine, call);
      const source = readStudyFile(call.words[0]!);
      const checked = await engine.checkStudy(source);
      const { study } = checked;
      if (study === undefined || checked.problems.length > 0) {
        if (call.has('json')) await printJson({ file: source.file, problems: checked.problems });
        for (const problem of checked.problems) sayError(problem);
        return 1;
      }
      const pilot = await engine.pilotStudy(source);
      const seconds = (study.budget.trials * pilot.secondsPerDesign) / availableParallelism();
      if (call.has('json')) {
        await printJson({
          file: source.file,
          study,
          spaceSize: checked.spaceSize,
          ...pilot,
          estimatedSeconds: seconds,
        });
        return 0;
      }
      const size =
        checked.spaceSize === null ? 'continuous' : `${checked.spaceSize.toLocaleString('en')} designs`;
      await print(
        [
          pilot.description,
          '',
          `space      ${size}${pilot.allowed === undefined ? '' : `, ${pilot.allowed}`}`,
          `trials     ${Number.isFinite(study.budget.trials) ? study.budget.trials.toLocaleString('en') : 'until the time is up'}`,
          `pilot      ${pilot.evaluated} designs, ${formatQuantity(pilot.secondsPerDesign, 's')} each`,
          `estimate   ${Number.isFinite(seconds) ? `about ${formatQuantity(Math.max(seconds, 0.1), 's')} of evaluation on ${availableParallelism()} cores` : 'none'}`,
          ...Object.entries(pilot.metrics).map(
            ([id, value]) => `${id.padEnd(10)} ${formatNumber(value, { digits: 4 })} (first design)`,
          ),
          ...(pilot.message === undefined ? [] : [`first design: ${pilot.message}`]),
        ].join('\n'),
      );
      return 0;
    }),
};
