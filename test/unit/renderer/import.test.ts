import { describe, expect, test } from 'vitest';
import type { CsvColumnPreview } from '../../../engine/contract/import.ts';
import {
  guessedColumns,
  inRole,
  isImportable,
  mappingProblem,
  mappingText,
  typedBounds,
} from '../../../renderer/features/import/mapping.ts';

const COLUMNS: readonly CsvColumnPreview[] = [
  { name: 'trial', filled: 3, guess: { as: 'ignore' } },
  { name: 'rows', filled: 3, guess: { as: 'parameter' } },
  {
    name: 'Energy [mJ]',
    filled: 3,
    guess: { as: 'metric', direction: 'minimize', name: 'Energy', unit: 'mJ' },
  },
  { name: 'secs', filled: 3, guess: { as: 'duration', unit: 'ms' } },
];

describe('the mapping of a table', () => {
  test('says what was guessed and changed, and nothing that is as the engine takes it anyway', () => {
    const [trial, rows, energy, seconds] = guessedColumns(COLUMNS);
    const text = mappingText(
      [trial!, { ...rows!, kind: 'integer', scale: 'log' }, { ...energy!, direction: 'none' }, seconds!],
      { decimal: ',' },
      ['Energy <= 5 mJ'],
    );
    expect(JSON.parse(text)).toEqual({
      decimal: ',',
      columns: {
        trial: 'ignore',
        rows: { as: 'parameter', kind: 'integer', scale: 'log' },
        'Energy [mJ]': { as: 'metric', name: 'Energy', unit: 'mJ' },
        secs: { as: 'duration', unit: 'ms' },
      },
      constraints: ['Energy <= 5 mJ'],
    });
  });

  test('needs an objective, a parameter, and names that are one each', () => {
    const columns = guessedColumns(COLUMNS);
    expect(mappingProblem(columns)).toBeUndefined();
    const changed = (index: number, change: object) =>
      mappingProblem(columns.map((column, place) => (place === index ? { ...column, ...change } : column)));
    expect(changed(2, { direction: 'none' })).toContain('which way it is better');
    expect(changed(1, { as: 'ignore' })).toContain('parameter');
    expect(changed(2, { name: 'rows' })).toContain('rows');
    expect(changed(1, { name: ' ' })).toContain('name');
    expect(changed(1, { as: 'duration' })).toContain('duration');
  });

  test('makes a column that becomes a metric an objective', () => {
    const [, rows] = guessedColumns(COLUMNS);
    expect(inRole(rows!, 'metric').direction).toBe('minimize');
    expect(inRole({ ...rows!, direction: 'maximize' }, 'metric').direction).toBe('maximize');
  });

  test('takes bounds one a line', () => {
    expect(typedBounds(' a < 1\n\n b >= 2 \n')).toEqual(['a < 1', 'b >= 2']);
  });

  test('knows which files are imported and which are opened', () => {
    expect(['a.csv', 'b.TSV', 'c.sqlite3', 'd.db'].every(isImportable)).toBe(true);
    expect(['a.study.yaml', 'b.pareto', 'c.json', 'csv'].some(isImportable)).toBe(false);
  });
});
