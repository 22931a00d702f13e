import type { ImportanceAnswer } from '../../contract/host.ts';
import { ParetoscopeError } from '../../contract/errors.ts';
import { FRONT_MEMBERSHIP } from '../../host/cli.ts';
import type { CommandDefinition } from '../command.ts';
import { print, printJson } from '../output.ts';
import { table } from '../table.ts';
import { chosenStudy } from './trials.ts';
import { withEngine } from './engine.ts';

export const importance: CommandDefinition = {
  name: 'importance',
  words: 'WORKSPACE',
  doc: 'Say which parameters matter: for each objective, and for being on the front.',
  options: {
    study: { value: 'NAME', doc: 'which study; needed where the workspace has several' },
    metric: { value: 'NAME', doc: 'one metric, or "front"; all objectives and the front if absent' },
    method: {
      value: 'NAME',
      doc: '"fanova" (shares of variance) or "permutation" (sees interactions); fanova if absent',
    },
    json: { doc: 'print JSON' },
  },
  arity: [1, 1],
  run: (call) =>
    withEngine(async (engine) => {
      const method = call.value('method') ?? 'fanova';
      if (method !== 'fanova' && method !== 'permutation') {
        throw new ParetoscopeError('usage', `--method is "${method}"`, {
          hint: 'it is fanova or permutation',
        });
      }
      const workspace = engine.openPath(call.words[0]!);
      const summary = chosenStudy(workspace, call);
      const metric = call.value('metric');
      const quantities =
        metric === undefined
          ? [...summary.study.objectives.map((one) => one.metric), FRONT_MEMBERSHIP]
          : [metric];
      const answers: ImportanceAnswer[] = [];
      for (const quantity of quantities) {
        answers.push(await engine.importance(workspace.workspace, summary.name, { quantity, method }));
      }
      await (call.has('json') ? printJson(answers) : print(answers.map(describe).join('\n\n')));
      return 0;
    }),
};

function describe(answer: ImportanceAnswer): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const rows = [...answer.parameters]
    .sort((a, b) => b.share - a.share)
    .map(({ id, share, low, high }) => [id, percent(share), `${percent(low)} to ${percent(high)}`]);
  const title = answer.quantity === FRONT_MEMBERSHIP ? 'being on the front' : answer.quantity;
  return [
    `${title}: ${answer.trials.toLocaleString('en')} trials, ${percent(answer.modelFit)} explained by the model`,
    table(['parameter', 'share', '5 to 95 %'], rows),
    `only together: ${percent(answer.interactions)}`,
  ].join('\n');
}
