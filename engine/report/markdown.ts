// A document as Markdown (GitHub's dialect, for tables) with its figures as SVG files beside it.

import type { Block, Figure, ReportDocument, Section, Table } from '../contract/report-document.ts';
import { figureFile } from './figure-file.ts';
import { fitText } from './markup.ts';

export interface MarkdownReport {
  readonly text: string;
  /** Contents of each file, by its name within the folder of figures. */
  readonly figures: ReadonlyMap<string, string>;
}

/** `figureFolder` is the folder's path as seen from the Markdown file. */
export async function markdownReport(
  document: ReportDocument,
  figureFolder: string,
): Promise<MarkdownReport> {
  const named = new Map<string, Figure>();
  const folder = figureFolder.split('/').map(encodeURIComponent).join('/');
  const image = (figure: Figure): string => {
    const name = `${figure.id}.svg`;
    named.set(name, figure);
    return `![${escapeMarkdown(figure.title)}](${folder}/${name})\n\n*${escapeMarkdown(figure.caption)}*`;
  };
  const write = (block: Block, level: number): string => {
    switch (block.kind) {
      case 'paragraph':
        return block.tone === 'warning' ? `> ${opening(block.text)}` : opening(block.text);
      case 'list':
        return block.items.map((item) => `- ${opening(item)}`).join('\n');
      case 'facts':
        return block.facts
          .map(([term, fact]) => `- **${escapeMarkdown(term)}:** ${escapeMarkdown(fact)}`)
          .join('\n');
      case 'code':
        return `${opening(block.label)}:\n\n${fenced(block.text)}`;
      case 'figures':
        return block.figures.map(image).join('\n\n');
      case 'section':
        return section(block.section, level + 1);
      case 'table':
        return table(block);
    }
  };
  const section = ({ title, blocks }: Section, level: number): string =>
    [
      `${'#'.repeat(Math.min(level, 6))} ${escapeMarkdown(title)}`,
      ...blocks.map((block) => write(block, level)),
    ].join('\n\n');
  const text = [
    `# ${escapeMarkdown(document.title)}`,
    opening(document.subtitle),
    ...document.sections.map((one) => section(one, 2)),
    `---\n\n${escapeMarkdown(document.colophon)}`,
  ].join('\n\n');
  const figures = new Map<string, string>();
  for (const [name, figure] of named) figures.set(name, await figureFile(figure));
  return { text: `${text}\n`, figures };
}

/** A text on one line in which nothing is Markdown or HTML. */
export function escapeMarkdown(text: string): string {
  return fitText(text)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_[\]<>|&#~$]/g, '\\$&')
    .replaceAll('://', ':\\//');
}

/** As `escapeMarkdown`, for the beginning of a line, where more characters have a meaning. */
function opening(text: string): string {
  return escapeMarkdown(text)
    .replace(/^([-+=:])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${fitText(text).trimEnd()}\n${fence}`;
}

function table({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `**${escapeMarkdown(caption)}**`,
    '',
    line(columns.map(({ title }) => escapeMarkdown(title))),
    line(columns.map(({ numeric }) => (numeric === true ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(({ text }) => escapeMarkdown(text)))),
  ].join('\n');
}
