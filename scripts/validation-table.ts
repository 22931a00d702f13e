// `npm run validation`: writes docs/validation.md, every published claim of every system beside ours. With `--check` it
// writes nothing and fails where the file is out of date.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ClaimResult } from '../engine/contract/host.ts';
import { formatQuantity } from '../engine/contract/quantity.ts';
import type { ClaimValue } from '../engine/contract/system.ts';
import { checkClaims } from '../engine/run/claims.ts';
import { loadAllSystems } from '../engine/systems/registry.ts';

const FILE = fileURLToPath(new URL('../docs/validation.md', import.meta.url));

function show(value: ClaimValue | undefined, unit: string | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatQuantity(value, unit, { digits: 4 });
  return `${formatQuantity(value.from, unit)} to ${formatQuantity(value.to, unit)}`;
}

function error(result: ClaimResult): string {
  if (result.error === undefined || !Number.isFinite(result.error)) return '';
  return 'relative' in result.tolerance
    ? `${(100 * result.error).toFixed(1)} %`
    : result.error.toPrecision(2).replace(/\.?0+$/, '');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function rows(results: readonly ClaimResult[]): string[] {
  return results.map((result) =>
    [
      '',
      result.id,
      cell(result.statement),
      cell(result.source),
      show(result.published, result.unit),
      result.ours === undefined ? cell(result.failure ?? '') : show(result.ours, result.unit),
      error(result),
      result.pass ? 'pass' : '**miss**',
      '',
    ].join(' | '),
  );
}

function section(title: string, results: readonly ClaimResult[]): string[] {
  if (results.length === 0) return [];
  const sorted = [...results.filter(({ pass }) => !pass), ...results.filter(({ pass }) => pass)];
  const notes = sorted.filter(({ pass, note }) => !pass && note !== undefined);
  return [
    `### ${title}`,
    '',
    '| claim | statement | source | published | ours | error | |',
    '|---|---|---|---|---|---|---|',
    ...rows(sorted).map((row) => row.trim()),
    '',
    ...notes.map(({ id, note }) => `- *${id}*: ${note!}`),
    ...(notes.length > 0 ? [''] : []),
  ];
}

const lines = [
  '# Validation',
  '',
  'Every published number that a system claims to reproduce, beside ours; misses first. A **check** is predicted by the',
  'model. A **calibration** is a number that a constant or table was fitted to: it shows that the model can say it, and',
  'proves nothing. Made by `npm run validation`; the same numbers come from `paretoscope validate`.',
  '',
];
const summary = ['| system | checks inside tolerance | calibrations |', '|---|---|---|'];
const details: string[] = [];
for (const system of await loadAllSystems()) {
  if (system.claims.length === 0) continue;
  const results = checkClaims(system);
  const checks = results.filter(({ kind }) => kind === 'check');
  const calibrations = results.filter(({ kind }) => kind === 'calibration');
  const passed = checks.filter(({ pass }) => pass).length;
  summary.push(
    `| [${system.title}](#${system.id}) | ${passed} of ${checks.length} (${Math.round((100 * passed) / checks.length)} %) | ${calibrations.length} |`,
  );
  details.push(
    `<a id="${system.id}"></a>`,
    `## ${system.title}`,
    '',
    ...section('Checks', checks),
    ...section('Calibrations', calibrations),
  );
}
const text = [...lines, ...summary, '', ...details].join('\n').trimEnd() + '\n';

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== text) {
    console.error('docs/validation.md is out of date; run "npm run validation"');
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, text);
}
