import { ParetoscopeError } from '../../contract/errors.ts';
import { parseQuantity } from '../../contract/quantity.ts';
import { chooseFromFront, formatNumber } from '../../host/cli.ts';
import type { Call, CommandDefinition } from '../command.ts';
import { table } from '../table.ts';
import { showMetric } from '../values.ts';
import { asking, JSON_OPTION, STUDY_OPTION } from './asking.ts';

export const choose: CommandDefinition = {
  name: 'choose',
  words: 'WORKSPACE',
  doc: 'Rank the designs of the front by what matters to you, each with what speaks for it.',
  options: {
    ...STUDY_OPTION,
    method: {
      value: 'NAME',
      doc: 'topsis (closeness to the best corner), weighted (mean), knee, or aspiration; topsis if absent',
    },
    weights: { value: 'A=2,B=1', doc: 'how much each objective matters; 1 where not named' },
    aspire: { value: 'A=5 mm²,B=20 ms', doc: 'the values that method aspiration comes nearest to' },
    filter: { value: 'EXPR', doc: "only trials for which this holds, e.g. 'mac = 32'" },
    limit: { value: 'N', doc: 'print at most this many; 10 if absent' },
    ...JSON_OPTION,
  },
  arity: [1, 1],
  run: (call) =>
    asking(
      call,
      async ({ engine, workspace, summary, system }) => {
        const weights = pairs(call, 'weights', (text) => Number(text));
        const aspired = pairs(call, 'aspire', (text, name) =>
          parseQuantity(text, system.metrics[name]?.unit, name),
        );
        const filter = call.value('filter');
        const limit = call.count('limit', 1) ?? 10;
        const choice = await chooseFromFront(engine, workspace.workspace, summary, {
          method: call.value('method') ?? (aspired === undefined ? 'topsis' : 'aspiration'),
          ...(weights === undefined ? {} : { weights }),
          ...(aspired === undefined ? {} : { aspired }),
          ...(filter === undefined ? {} : { filter }),
        });
        return { ...choice, frontSize: choice.trials.length, trials: choice.trials.slice(0, limit) };
      },
      ({ study, method, weights, frontSize, trials }, { summary, system }) => {
        const names = summary.study.objectives.map(({ metric }) => metric);
        const rows = trials.map(({ number, score, values, reason }, index) => [
          String(index + 1),
          String(number),
          formatNumber(score, { digits: 3 }),
          ...names.map((name) => showMetric(values[name], system.metrics[name]?.unit)),
          reason,
        ]);
        const weighted =
          method === 'knee' ? '' : `, weights ${names.map((name) => `${name} ${weights[name]!}`).join(', ')}`;
        return [
          `${trials.length} of ${frontSize.toLocaleString('en')} designs on the front of ${study} by ${method}${weighted}`,
          '',
          table(['', 'trial', 'score', ...names, 'why'], rows, 100),
        ].join('\n');
      },
    ),
};

/** An option of the form `a=2,b=1`; undefined where it is absent. */
function pairs(
  call: Call,
  option: string,
  read: (text: string, name: string) => number,
): Record<string, number> | undefined {
  const text = call.value(option);
  if (text === undefined) return undefined;
  return Object.fromEntries(
    text.split(',').map((part) => {
      const at = part.indexOf('=');
      const name = part.slice(0, at).trim();
      const value = part.slice(at + 1).trim();
      const number = at < 1 || value === '' ? Number.NaN : read(value, name);
      if (Number.isNaN(number)) {
        throw new ParetoscopeError('usage', `--${option} has "${part.trim()}"`, {
          hint: 'write objective=number, with commas between',
        });
      }
      return [name, number];
    }),
  );
}
