import { formatQuantity } from '../../host/cli.ts';
import type { ClaimResult } from '../../contract/host.ts';
import type { ClaimValue } from '../../contract/system.ts';
import type { CommandDefinition } from '../command.ts';
import { print, printJson, say } from '../output.ts';
import { table } from '../table.ts';
import { withEngine } from './engine.ts';

export const validate: CommandDefinition = {
  name: 'validate',
  words: '[SYSTEM...]',
  doc: 'Evaluate every published claim of the systems (all if none is named) and print ours beside theirs.',
  options: {
    strict: { doc: 'exit with status 1 if a check misses its tolerance' },
    json: { doc: 'print JSON' },
  },
  arity: [0, 1000],
  run: (call) =>
    withEngine(async (engine) => {
      const ids =
        call.words.length > 0
          ? call.words
          : (await engine.systems()).filter(({ claimCount }) => claimCount > 0).map(({ id }) => id);
      const results: ClaimResult[] = [];
      for (const id of ids) results.push(...(await engine.validate(id)));
      if (call.has('json')) await printJson(results);
      else await print(describe(results));
      const checks = results.filter(({ kind }) => kind === 'check');
      const passed = checks.filter(({ pass }) => pass).length;
      say(
        `${passed} of ${checks.length} checks inside their tolerance; ` +
          `${results.length - checks.length} calibrations, which prove nothing`,
      );
      return call.has('strict') && passed < checks.length ? 1 : 0;
    }),
};

function describe(results: readonly ClaimResult[]): string {
  const rows = results.map((result) => [
    result.system,
    result.id,
    result.kind,
    show(result.published, result.unit),
    result.ours === undefined ? (result.failure ?? '') : show(result.ours, result.unit),
    showError(result),
    result.pass ? 'pass' : 'MISS',
    result.statement,
  ]);
  const notes = results
    .filter(({ pass, note }) => !pass && note !== undefined)
    .map(({ system, id, note }) => `${system} ${id}: ${note}`);
  return [
    table(['system', 'claim', 'kind', 'published', 'ours', 'error', '', 'statement'], rows, 70),
    ...(notes.length === 0 ? [] : ['', 'Misses explained:', ...notes.map((note) => `- ${note}`)]),
  ].join('\n');
}

function show(value: ClaimValue, unit: string | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatQuantity(value, unit, { digits: 4 });
  return `${formatQuantity(value.from, unit, { digits: 3 })} to ${formatQuantity(value.to, unit, { digits: 3 })}`;
}

function showError({ error, tolerance }: ClaimResult): string {
  if (error === undefined || !Number.isFinite(error)) return '';
  return 'relative' in tolerance ? `${(100 * error).toFixed(1)} %` : error.toPrecision(2);
}
