import { readFileSync } from 'node:fs';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { EvaluatedDesign, SystemDescription } from '../../contract/host.ts';
import type { BreakdownNode, ParameterValue } from '../../contract/system.ts';
import { isInfeasible } from '../../contract/system.ts';
import type { CommandDefinition } from '../command.ts';
import { print, printJson } from '../output.ts';
import { table } from '../table.ts';
import { showMetric, showParameter } from '../values.ts';
import { SYSTEM_OPTIONS, provideOwnSystem } from '../trusted.ts';
import { withEngine } from './engine.ts';

export const evaluate: CommandDefinition = {
  name: 'evaluate',
  words: 'SYSTEM',
  doc: 'Evaluate one design; parameters that are not given are at their published defaults.',
  options: {
    design: { value: 'JSON|@FILE', doc: 'the design, e.g. \'{"mac": 64, "clock": "500 MHz"}\'' },
    ...SYSTEM_OPTIONS,
    inspect: { doc: 'show where the numbers come from' },
    json: { doc: 'print JSON' },
  },
  arity: [1, 1],
  run: (call) =>
    withEngine(async (engine) => {
      await provideOwnSystem(engine, call);
      const id = call.words[0]!;
      const evaluated = await engine.evaluate(id, readDesign(call.value('design')));
      const { outcome } = evaluated.inspection;
      if (call.has('json')) {
        await printJson(call.has('inspect') ? evaluated : { system: id, design: evaluated.design, outcome });
      } else {
        await print(describe(await engine.system(id), evaluated, call.has('inspect')));
      }
      return isInfeasible(outcome) ? 1 : 0;
    }),
};

function readDesign(text: string | undefined): Record<string, ParameterValue> {
  if (text === undefined) return {};
  let source = text;
  if (text.startsWith('@')) {
    try {
      source = readFileSync(text.slice(1), 'utf8');
    } catch (error) {
      throw new ParetoscopeError('not-found', `cannot read ${text.slice(1)}`, { cause: error });
    }
  }
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw new ParetoscopeError(
      'usage',
      `--design is not JSON: ${error instanceof Error ? error.message : ''}`,
      {
        hint: 'write it like \'{"mac": 64}\'',
      },
    );
  }
  const isDesign =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => ['number', 'string', 'boolean'].includes(typeof item));
  if (!isDesign)
    throw new ParetoscopeError('usage', '--design must be a JSON object of parameters and values');
  return value as Record<string, ParameterValue>;
}

function describe(system: SystemDescription, evaluated: EvaluatedDesign, inspect: boolean): string {
  const { outcome, breakdowns, notes } = evaluated.inspection;
  const values = isInfeasible(outcome) ? (outcome.metrics ?? {}) : outcome;
  const lines = [
    table(
      ['parameter', 'value'],
      Object.entries(evaluated.design).map(([id, value]) => [
        id,
        showParameter(value, system.parameters[id]),
      ]),
    ),
    '',
    table(
      ['metric', 'value', 'provenance', 'assumes'],
      Object.entries(system.metrics)
        .filter(([id]) => values[id] !== undefined)
        .map(([id, metric]) => [
          id,
          showMetric(values[id], metric.unit),
          metric.provenance,
          metric.assumption ?? '',
        ]),
      80,
    ),
  ];
  if (isInfeasible(outcome)) lines.push('', `infeasible: ${outcome.infeasible}`);
  if (inspect) {
    for (const { quantity, unit, root } of breakdowns) {
      lines.push('', `${quantity}:`, ...tree(root, unit, root.value, 1));
    }
    if (notes.length > 0) lines.push('', ...notes.map((note) => `- ${note}`));
  }
  return lines.join('\n');
}

function tree(node: BreakdownNode, unit: string | undefined, total: number, depth: number): string[] {
  const share = total > 0 ? ` ${((100 * node.value) / total).toFixed(1).padStart(5)} %` : '';
  return [
    `${'  '.repeat(depth)}${node.label.padEnd(Math.max(1, 40 - 2 * depth))}${showMetric(node.value, unit).padStart(14)}${share}`,
    ...(node.children ?? []).flatMap((child) => tree(child, unit, total, depth + 1)),
  ];
}
