import { ParetoscopeError } from '../../contract/errors.ts';
import { formatNumber, formatQuantity, MOST_SEEDS, race as runRace, type Race } from '../../host/cli.ts';
import type { CommandDefinition } from '../command.ts';
import { print, printJson } from '../output.ts';
import { table } from '../table.ts';
import { provideOwnSystem, SYSTEM_OPTIONS } from '../trusted.ts';
import { withEngine } from './engine.ts';
import { readStudyFile } from './study-file.ts';

export const race: CommandDefinition = {
  name: 'race',
  words: 'STUDY.yaml',
  doc: 'Give several samplers the same question, budget and seeds, and compare what they find.',
  options: {
    samplers: { value: 'A,B,...', doc: 'the samplers; random, nsga2 and tpe if absent' },
    seeds: { value: 'N', doc: `how many seeds, at most ${MOST_SEEDS}; 5 if absent` },
    trials: { value: 'N', doc: 'another budget than the file says' },
    ...SYSTEM_OPTIONS,
    json: { doc: 'print JSON' },
  },
  arity: [1, 1],
  run: (call) =>
    withEngine(async (engine) => {
      const trials = call.count('trials', 1);
      const seeds = call.count('seeds', 1) ?? 5;
      if (seeds > MOST_SEEDS) {
        throw new ParetoscopeError('usage', `--seeds is ${seeds}`, { hint: `at most ${MOST_SEEDS}` });
      }
      const source = readStudyFile(call.words[0]!);
      const samplers = (call.value('samplers') ?? 'random,nsga2,tpe').split(',').map((name) => name.trim());
      const known = (await engine.samplers()).map(({ type }) => type);
      const unknown = samplers.find((name) => !known.includes(name));
      if (unknown !== undefined) {
        throw new ParetoscopeError('usage', `there is no sampler "${unknown}"`, {
          hint: `the samplers are ${known.join(', ')}`,
        });
      }
      await provideOwnSystem(engine, call);
      const result = await runRace(engine, {
        source,
        samplers,
        seeds,
        ...(trials === undefined ? {} : { trials }),
        onRun: (sampler, seed) => {
          if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${sampler}, seed ${seed} of ${seeds}`);
        },
      });
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
      if (call.has('json')) {
        await printJson(result);
        return 0;
      }
      const show = (value: number | undefined): string =>
        value === undefined ? '' : formatNumber(value, { digits: 4 });
      const shares = [0.1, 0.25, 0.5, 1];
      const rows = result.results.map(({ sampler, band, interval, ...costs }) => {
        const end = band.at(-1)!;
        return [
          sampler,
          ...shares.map((share) =>
            show(band.find(({ trials: count }) => count >= share * result.trials)?.median),
          ),
          `${show(end.low)} to ${show(end.high)}`,
          `${show(interval.low)} to ${show(interval.high)}`,
          formatQuantity(costs.secondsPerTrial, 's'),
          formatQuantity(costs.evaluationSecondsPerTrial, 's'),
        ];
      });
      await print(
        [
          `${result.score}, ${result.better} is better; medians of ${seeds} seeds after shares of ${result.trials.toLocaleString('en')} trials`,
          '',
          table(
            [
              'sampler',
              ...shares.map((share) => `${100 * share} %`),
              'middle half',
              `${100 * result.confidence} % interval`,
              'time a trial',
              'evaluation',
            ],
            rows,
          ),
          ...qualityLines(result.results),
          '',
          ...result.verdict,
        ].join('\n'),
      );
      return 0;
    }),
};

/** The final fronts of several objectives against the joint front of all runs; smaller is better everywhere. */
function qualityLines(results: Race['results']): string[] {
  const show = (value: number): string => formatNumber(value, { digits: 3 });
  const rows = results.flatMap(({ sampler, quality }) =>
    quality === undefined
      ? []
      : [
          [
            sampler,
            show(quality.invertedGenerationalDistancePlus),
            show(quality.additiveEpsilon),
            show(quality.r2),
            show(quality.spread),
          ],
        ],
  );
  if (rows.length === 0) return [];
  return [
    '',
    'fronts at the end against what all runs found together (medians, objectives scaled, less is better)',
    '',
    table(['sampler', 'IGD+', 'additive epsilon', 'R2', 'spread'], rows),
  ];
}
