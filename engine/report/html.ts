// A document as one HTML file that needs nothing else: no network, no fonts, and no scripts to be read.

import { createHash } from 'node:crypto';
import type { Block, Cell, ReportDocument, Section, Table } from './document.ts';
import { figureElement } from './figures/figure.ts';
import { HTML_SCRIPT } from './html-script.ts';
import { HTML_STYLE } from './html-style.ts';
import { markup, verbatim, type Markup } from './markup.ts';

/** Tables of more rows than this scroll by themselves. */
const TALL_ROWS = 25;
/** What is longer in a column of numbers is a message. */
const LONGEST_NUMBER = 60;

/**
 * The whole file. Well-formed as XML too. Its content-security policy lets only its own style and script act, so that
 * nothing that a name or message might smuggle in would.
 */
export function htmlReport(document: ReportDocument): string {
  const policy = `default-src 'none'; style-src '${hash(HTML_STYLE)}'; script-src '${hash(HTML_SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const page = markup`<!DOCTYPE html>
<html lang="en" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${policy}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="generator" content="${document.colophon}"/>
<title>${document.title}</title>
<style>${verbatim(HTML_STYLE)}</style>
</head>
<body>
<header><h1 dir="auto">${document.title}</h1><p>${document.subtitle}</p></header>
<nav aria-label="Sections"><ul>${document.sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main>
${document.sections.map((section) => writeSection(section, 2))}
</main>
<footer>${document.colophon}</footer>
<script>${verbatim(HTML_SCRIPT)}</script>
</body>
</html>
`;
  return page.toString();
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function writeSection({ id, title, blocks }: Section, level: number): Markup {
  const heading = verbatim(`h${Math.min(level, 6)}`);
  // A section with a name is a landmark; inner ones of several studies would have the same names.
  const name = level === 2 ? markup` aria-labelledby="${id}-heading"` : undefined;
  return markup`<section${name} id="${id}"><${heading} id="${id}-heading">${title}</${heading}>
${blocks.map((block, index) => writeBlock(block, level, `${id}-${index}`))}</section>
`;
}

function writeBlock(block: Block, level: number, id: string): Markup {
  switch (block.kind) {
    case 'paragraph':
      return block.tone === undefined
        ? markup`<p dir="auto">${block.text}</p>\n`
        : markup`<p dir="auto" class="${block.tone}">${block.text}</p>\n`;
    case 'list':
      return markup`<ul>${block.items.map((item) => markup`<li dir="auto">${item}</li>`)}</ul>\n`;
    case 'facts':
      return markup`<dl>${block.facts.map(([term, fact]) => markup`<dt>${term}</dt><dd dir="auto">${fact}</dd>`)}</dl>\n`;
    case 'code':
      return markup`<p class="quiet" id="${id}-label">${block.label}</p><pre role="group" tabindex="0" aria-labelledby="${id}-label"><code>${block.text}</code></pre>\n`;
    case 'figures':
      return markup`<div class="figures">${block.figures.map(
        (figure) =>
          markup`<figure>${figureElement(figure)}<figcaption><strong>${figure.title}</strong>${figure.caption}</figcaption></figure>`,
      )}</div>\n`;
    case 'section':
      return writeSection(block.section, level + 1);
    case 'table':
      return writeTable(block, id);
  }
}

function writeTable(table: Table, id: string): Markup {
  const { columns, rows, caption, sortable, trials } = table;
  const tall = rows.length > TALL_ROWS ? 'scroll tall' : 'scroll';
  const attributes = sortable === true ? markup` data-sortable="yes"` : undefined;
  return markup`<div class="${tall}" role="group" tabindex="0" aria-labelledby="${id}-caption"><table${attributes}><caption id="${id}-caption">${caption}</caption>
<thead><tr>${columns.map(({ title, numeric }) => markup`<th scope="col"${numeric === true ? markup` class="number"` : undefined}>${title}</th>`)}</tr></thead>
<tbody>${rows.map((row, index) => {
    const trial = trials?.[index];
    const named = trial === undefined ? undefined : markup` data-trial="${trial}"`;
    return markup`<tr${named}>${row.map((one, column) => writeCell(one, table, column))}</tr>\n`;
  })}</tbody></table></div>\n`;
}

function writeCell({ text, value, tone }: Cell, { columns, sortable }: Table, column: number): Markup {
  const { numeric, header } = columns[column]!;
  const names = [numeric === true && text.length <= LONGEST_NUMBER ? 'number' : undefined, tone].filter(
    (name) => name !== undefined,
  );
  const className = names.length === 0 ? undefined : markup` class="${names.join(' ')}"`;
  const order =
    sortable === true && value !== undefined && Number.isFinite(value)
      ? markup` data-value="${value}"`
      : undefined;
  return header === true
    ? markup`<th scope="row" dir="auto"${className}${order}>${text}</th>`
    : markup`<td dir="auto"${className}${order}>${text}</td>`;
}
