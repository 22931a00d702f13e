import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command } from '../../../renderer/app/commands.ts';
import { fuzzyFilter, fuzzyScore } from '../../../renderer/app/fuzzy.ts';
import { paletteItems } from '../../../renderer/app/palette-items.ts';
import {
  parseInline,
  parseMarkdown,
  plainText,
  type Block,
} from '../../../renderer/features/help/markdown.ts';

function only<K extends Block['kind']>(blocks: readonly Block[], kind: K): Extract<Block, { kind: K }>[] {
  return blocks.filter((block): block is Extract<Block, { kind: K }> => block.kind === kind);
}

describe('pages of the help', () => {
  test('the blocks of a page are told apart', () => {
    const blocks = parseMarkdown(
      [
        '# Title',
        'A sentence that',
        'goes on.',
        '',
        '```sh',
        '# no heading',
        '```',
        '| a | b |',
        '|---|---|',
        '| `x|y` | 2 |',
        '',
        '- one',
        '  goes on',
        '  - deeper',
        '- two',
        '',
        '> said',
      ].join('\n'),
    );
    expect(blocks.map((block) => block.kind)).toEqual([
      'heading',
      'paragraph',
      'code',
      'table',
      'list',
      'quote',
    ]);
    expect(plainText(only(blocks, 'paragraph')[0]!.parts)).toBe('A sentence that goes on.');
    expect(only(blocks, 'code')[0]!.text).toBe('# no heading');
    const table = only(blocks, 'table')[0]!;
    expect(table.head.map(plainText)).toEqual(['a', 'b']);
    expect(table.rows.map((row) => row.map(plainText))).toEqual([['x|y', '2']]);
    const list = only(blocks, 'list')[0]!;
    expect(list.items.map((item) => plainText(item.parts))).toEqual(['one goes on', 'two']);
    expect(plainText(only(list.items[0]!.blocks, 'list')[0]!.items[0]!.parts)).toBe('deeper');
  });

  test('marks inside a line are told apart, and names with underscores are not marks', () => {
    expect(parseInline('**bold** and `a_b*c` in [the file](study-file.md#keys) of snake_case_name')).toEqual([
      { kind: 'strong', parts: [{ kind: 'text', text: 'bold' }] },
      { kind: 'text', text: ' and ' },
      { kind: 'code', text: 'a_b*c' },
      { kind: 'text', text: ' in ' },
      { kind: 'link', address: 'study-file.md#keys', parts: [{ kind: 'text', text: 'the file' }] },
      { kind: 'text', text: ' of snake_case_name' },
    ]);
  });

  test('tags in a page are text, never elements', () => {
    const [block] = parseMarkdown('<img src=x onerror=alert(1)> [x](javascript:alert)');
    expect(block).toMatchObject({ kind: 'paragraph' });
    expect(plainText(only([block!], 'paragraph')[0]!.parts)).toContain('<img src=x onerror=alert(1)>');
  });

  test('any text is read without an error and keeps its words', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('#', '- ', '1. ', '|', '`', '*', '>', '  ', 'a', '\n', '[', '](', ')')),
        (parts) => {
          expect(Array.isArray(parseMarkdown(parts.join('')))).toBe(true);
        },
      ),
      { seed: 8, numRuns: 300 },
    );
  });

  test("every page of the project's own is read, with its headings", () => {
    const folder = path.resolve(import.meta.dirname, '../../../docs');
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      const blocks = parseMarkdown(text);
      const written = text.replaceAll(/^```[^]*?^```/gmu, '').match(/^#{1,6} /gmu)?.length ?? 0;
      expect(only(blocks, 'heading').length, file).toBe(written);
    }
  });
});

describe('the palette', () => {
  test('finds by letters in their order, best first', () => {
    const names = ['Open a study file', 'Show the keys', 'Pause or resume the run', 'Go to explore'];
    const find = (query: string): readonly string[] => fuzzyFilter(names, query, (name) => name, 9);
    expect(find('osf')).toEqual(['Open a study file']);
    expect(find('explore')[0]).toBe('Go to explore');
    expect(find('')).toEqual(names);
    expect(find('xyz')).toEqual([]);
    expect(fuzzyScore('run', 'Run the study')).toBeGreaterThan(fuzzyScore('run', 'Return under')!);
  });

  test('offers what can run, and the trial of a number where a study is open', () => {
    const command = (id: Command['id'], enabled: boolean): Command => ({
      id,
      name: 'Show it',
      group: 'g',
      enabled: () => enabled,
      run: () => undefined,
    });
    const shown: number[] = [];
    const sources = {
      commands: [command('a.a', true), command('b.b', false)],
      systems: [],
      studies: [],
      workspaces: [],
      topics: [],
      mac: false,
      go: () => undefined,
      openWorkspace: () => undefined,
    };
    expect(paletteItems('12', sources).map((item) => item.id)).toEqual(['a.a']);
    const [trial] = paletteItems('12', { ...sources, showTrial: (number) => shown.push(number) });
    trial!.choose();
    expect(shown).toEqual([12]);
  });
});
