import type { SystemDescription } from '../../contract/host.ts';
import type { Parameter } from '../../contract/system.ts';
import type { CommandDefinition } from '../command.ts';
import { print, printJson } from '../output.ts';
import { table } from '../table.ts';
import { showParameter } from '../values.ts';
import { withEngine } from './engine.ts';

export const systems: CommandDefinition = {
  name: 'systems',
  words: '[ID]',
  doc: 'List the systems; with an ID, one system with its parameters, constraints and metrics.',
  options: {
    all: { doc: 'list test functions too' },
    json: { doc: 'print JSON' },
  },
  arity: [0, 1],
  run: (call) =>
    withEngine(async (engine) => {
      const [id] = call.words;
      if (id !== undefined) {
        const system = await engine.system(id);
        await (call.has('json') ? printJson(system) : print(describe(system)));
        return 0;
      }
      const listed = (await engine.systems()).filter(({ hidden }) => !hidden || call.has('all'));
      if (call.has('json')) await printJson(listed);
      else {
        const rows = listed.map((system) => [
          system.id,
          String(system.parameterCount),
          String(system.metricCount),
          String(system.claimCount),
          system.title,
        ]);
        await print(table(['id', 'parameters', 'metrics', 'claims', 'title'], rows, 80));
      }
      return 0;
    }),
};

function describe(system: SystemDescription): string {
  const parameters = Object.entries(system.parameters).map(([id, parameter]) => [
    id,
    rangeOf(parameter),
    showParameter(parameter.default, parameter),
    parameter.doc,
  ]);
  const metrics = Object.entries(system.metrics).map(([id, metric]) => [
    id,
    metric.unit ?? '',
    metric.direction,
    metric.provenance,
    metric.doc,
  ]);
  const paper = system.paper;
  return [
    `${system.title} (${system.id}, version ${system.version})`,
    system.summary,
    ...(paper === undefined
      ? []
      : [`Paper: ${paper.title}, ${paper.year}${paper.arxiv === undefined ? '' : `, arXiv ${paper.arxiv}`}`]),
    '',
    table(['parameter', 'range', 'default', ''], parameters, 100),
    ...system.constraints.map(({ message, uses }) => `must hold: ${message} (${uses.join(', ')})`),
    '',
    table(['metric', 'unit', 'better', 'provenance', ''], metrics, 100),
    '',
    `default objectives: ${system.defaultObjectives.join(', ')}`,
    ...(system.limits.length === 0 ? [] : ['', 'limits:', ...system.limits.map((limit) => `- ${limit}`)]),
  ].join('\n');
}

function rangeOf(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'float':
    case 'integer': {
      const ends = [parameter.minimum, parameter.maximum].map((end) => showParameter(end, parameter));
      return `${ends.join(' to ')}${parameter.scale === 'log' ? ' (log)' : ''}`;
    }
    case 'ordinal':
    case 'categorical':
      return parameter.choices.map((choice) => showParameter(choice, parameter)).join(', ');
    case 'boolean':
      return 'true, false';
  }
}
