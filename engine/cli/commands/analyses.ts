// Commands that say what stored trials tell: correlations, dependence, what is true of the front, convergence.

import type { Dependence, Estimate } from '../../contract/analysis.ts';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { SystemDescription } from '../../contract/host.ts';
import { formatNumber } from '../../host/cli.ts';
import type { CommandDefinition } from '../command.ts';
import { print, printJson, say } from '../output.ts';
import { table } from '../table.ts';
import { showMetric, showParameter } from '../values.ts';
import { asking, JSON_OPTION, STUDY_OPTION } from './asking.ts';
import { withEngine } from './engine.ts';

const percent = (share: number): string =>
  Number.isNaN(share) ? 'unknown' : `${formatNumber(100 * share, { digits: 3 })} %`;

const range = ({ value, low, high }: Estimate): string =>
  Number.isNaN(value) ? 'unknown' : `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;

export const truths: CommandDefinition = {
  name: 'truths',
  words: 'WORKSPACE',
  doc: 'Say what the designs of the front have in common that chance does not explain.',
  options: { ...STUDY_OPTION, ...JSON_OPTION },
  arity: [1, 1],
  run: (call) =>
    asking(
      call,
      ({ engine, workspace, summary }) => engine.frontTruths(workspace.workspace, summary.name),
      (answer, { system }) => {
        const head = `${answer.frontSize.toLocaleString('en')} designs on the front, ${answer.trials.toLocaleString('en')} of ${answer.stored.toLocaleString('en')} trials looked at`;
        if (answer.truths.length === 0) {
          return `${head}\nchance explains all that the front has in common (${answer.tested} statements tested)`;
        }
        const rows = answer.truths.map((truth) => {
          const parameter = system.parameters[truth.id];
          return [
            truth.kind === 'choice'
              ? `${truth.id} = ${showParameter(truth.value, parameter)}`
              : `${truth.id} from ${showParameter(truth.minimum, parameter)} to ${showParameter(truth.maximum, parameter)}`,
            percent(truth.kind === 'choice' ? truth.shareOfFront : 1),
            percent(truth.shareOfTrials),
            percent(truth.shareOfSpace),
          ];
        });
        return [
          head,
          table(['statement', 'of the front', 'of all trials', 'of the space'], rows),
          `${answer.tested} statements were tested; with ${percent(answer.confidence)} confidence none of these is chance`,
        ].join('\n');
      },
    ),
};

export const correlations: CommandDefinition = {
  name: 'correlations',
  words: 'WORKSPACE',
  doc: 'Say in which direction each parameter moves each objective, alone and with the others held.',
  options: { ...STUDY_OPTION, ...JSON_OPTION },
  arity: [1, 1],
  run: (call) =>
    asking(
      call,
      ({ engine, workspace, summary }) => engine.correlations(workspace.workspace, summary.name),
      (answer) =>
        [
          `rank correlations over ${answer.trials.toLocaleString('en')} of ${answer.stored.toLocaleString('en')} trials, with ${percent(answer.confidence)} intervals`,
          table(
            ['metric', 'parameter', 'alone', 'others held'],
            answer.parameters.map(({ metric, parameter, rank, partial }) => [
              metric,
              parameter,
              range(rank),
              range(partial),
            ]),
          ),
          ...answer.metrics.map(({ metrics: [a, b], rank }) => `${a} and ${b} move together: ${range(rank)}`),
        ].join('\n'),
    ),
};

export const dependence: CommandDefinition = {
  name: 'dependence',
  words: 'WORKSPACE METRIC PARAMETER [PARAMETER]',
  doc: 'Show how a metric depends on one or two parameters, by a model of the trials and its error.',
  options: {
    ...STUDY_OPTION,
    points: { value: 'N', doc: 'points along a number; 24 for one parameter, 12 for two' },
    through: { value: 'TRIAL', doc: 'hold the other parameters at this trial instead of averaging' },
    surrogate: { value: 'NAME', doc: '"forest" or "gaussian-process"; the better one if absent' },
    ...JSON_OPTION,
  },
  arity: [3, 4],
  run: (call) =>
    asking(
      call,
      ({ engine, workspace, summary }) => {
        const surrogate = call.value('surrogate');
        if (surrogate !== undefined && surrogate !== 'forest' && surrogate !== 'gaussian-process') {
          throw new ParetoscopeError('usage', `--surrogate is "${surrogate}"`, {
            hint: 'it is forest or gaussian-process',
          });
        }
        const points = call.count('points', 2);
        const through = call.count('through', 0);
        return engine.partialDependence(workspace.workspace, summary.name, {
          metric: call.words[1]!,
          parameters: call.words.slice(2),
          ...(points === undefined ? {} : { points }),
          ...(through === undefined ? {} : { through }),
          ...(surrogate === undefined ? {} : { surrogate }),
        });
      },
      (answer, { system }) => dependenceTable(answer, system),
    ),
};

function dependenceTable(answer: Dependence, system: SystemDescription): string {
  const { fit, axes, metric, through } = answer;
  const unit = system.metrics[metric]?.unit;
  const error = fit.scale === 'log' ? percent(fit.error) : showMetric(fit.error, unit);
  const rows = Array.from(answer.mean, (mean, cell) => {
    let rest = cell;
    const place: string[] = [];
    for (const { id, values } of [...axes].reverse()) {
      place.unshift(showParameter(values[rest % values.length], system.parameters[id]));
      rest = Math.floor(rest / values.length);
    }
    return [
      ...place,
      showMetric(mean, unit),
      `${showMetric(answer.low[cell], unit)} to ${showMetric(answer.high[cell], unit)}`,
      percent(answer.support[cell]!),
    ];
  });
  return [
    `${metric} ${through === undefined ? 'averaged over the other parameters' : `with the other parameters of trial ${through}`}`,
    `${fit.surrogate} of ${fit.trials.toLocaleString('en')} of ${fit.stored.toLocaleString('en')} trials; on trials not seen (${fit.validation}) it explains ${percent(fit.explained)} and errs by ${error}`,
    table([...axes.map(({ id }) => id), metric, '90 % interval', 'trials near'], rows),
  ].join('\n');
}

export const convergence: CommandDefinition = {
  name: 'convergence',
  words: 'WORKSPACE',
  doc: 'Show how front and best values came along, and how sure it is that the front has stopped growing.',
  options: {
    ...STUDY_OPTION,
    points: { value: 'N', doc: 'points along the run; 10 if absent' },
    ...JSON_OPTION,
  },
  arity: [1, 1],
  run: (call) =>
    asking(
      call,
      ({ engine, workspace, summary }) =>
        engine.convergence(workspace.workspace, summary.name, { points: call.count('points', 1) ?? 10 }),
      (answer, { system }) => {
        const final = answer.points.at(-1)?.hypervolume ?? null;
        const withRegret = [...answer.objectives.keys()].filter((index) =>
          answer.points.some(({ regret }) => typeof regret?.[index] === 'number'),
        );
        const rows = answer.points.map(({ trials, hypervolume, frontSize, best, regret }) => [
          trials.toLocaleString('en'),
          hypervolume === null || final === null || final === 0 ? 'unknown' : percent(hypervolume / final),
          String(frontSize),
          ...best.map((value, index) =>
            showMetric(value ?? undefined, system.metrics[answer.objectives[index]!.metric]?.unit),
          ),
          ...withRegret.map((index) => showMetric(regret?.[index] ?? undefined, undefined)),
        ]);
        const { plateau } = answer;
        return [
          table(
            [
              'trials',
              'hypervolume',
              'front',
              ...answer.objectives.map(
                ({ metric, direction }) => `${direction === 'minimize' ? 'least' : 'most'} ${metric}`,
              ),
              ...withRegret.map((index) => `regret of ${answer.objectives[index]!.metric}`),
            ],
            rows,
          ),
          ...(plateau === undefined
            ? []
            : [
                `no gain of more than ${percent(plateau.tolerance)} in the last ${plateau.quietTrials.toLocaleString('en')} trials; with ${percent(plateau.confidence)} confidence ` +
                  `the next trial brings one with a probability below ${percent(plateau.improvementProbability)}, and ${plateau.gainTrials.toLocaleString('en')} more trials gain less than ${percent(plateau.expectedGain)} on average`,
              ]),
        ].join('\n');
      },
    ),
};

export const attainment: CommandDefinition = {
  name: 'attainment',
  words: 'WORKSPACE [STUDY...]',
  doc: 'Compare the fronts of studies that ask the same question, e.g. with other seeds: what shares of them attain.',
  options: JSON_OPTION,
  arity: [1, 200],
  run: (call) =>
    withEngine(async (engine) => {
      const workspace = engine.openPath(call.words[0]!);
      const named = call.words.slice(1);
      const studies = named.length > 0 ? named : workspace.studies.map(({ name }) => name);
      const answer = await engine.attainment(workspace.workspace, studies, {});
      if (call.has('json')) {
        await printJson({
          ...answer,
          curves: answer.curves.map(({ level, first, second }) => ({
            level,
            points: Array.from(first, (value, index) => [value, second[index]!]),
          })),
        });
        return 0;
      }
      const rows = answer.studies.map((study, index) => [
        study,
        formatNumber(answer.hypervolumes[index]!, { digits: 5 }),
      ]);
      await print(table(['study', 'hypervolume'], rows));
      for (const { level, first } of answer.curves) {
        say(
          `${percent(level)} of the studies attain a staircase of ${first.length} corners; --json has them`,
        );
      }
      return 0;
    }),
};
