// The look of an HTML report: on light and dark screens of any width, and on paper.

type Tokens = Readonly<Record<string, readonly [light: string, dark: string]>>;

/** Custom properties that `style` uses, and those that their values use. */
function declarations(style: string, tokens: Tokens, theme: 0 | 1): string {
  const used = new Set<string>();
  const visit = (text: string): void => {
    for (const [, name] of text.matchAll(/var\((--[a-z0-9-]+)/gu)) {
      const token = tokens[name!];
      if (token === undefined || used.has(name!)) continue;
      used.add(name!);
      visit(token[theme]);
    }
  };
  visit(style);
  const light = [...used].sort().filter((name) => theme === 0 || tokens[name]![0] !== tokens[name]![1]);
  return light.map((name) => `${name}: ${tokens[name]![theme]};`).join(' ');
}

/** The style sheet of a page: the window's tokens, what the components bring, and the look of the page. */
export function htmlStyle(components: string, tokens: Tokens): string {
  const style = `${components}\n${PAGE_STYLE}`;
  return `:root { color-scheme: light; --chart-text-size: 12px; ${declarations(style, tokens, 0)} }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; ${declarations(style, tokens, 1)} }
}
${style}`;
}

const PAGE_STYLE = `
* { box-sizing: border-box; }
body { margin: 0; background: var(--surface); color: var(--ink); font: 16px/1.55 var(--font); }
header, nav, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2.5rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
header p { margin: 0.4rem 0 1.5rem; color: var(--ink-quiet); font-size: 1.1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; margin: 0; padding: 0.7rem 0; list-style: none; border-block: 1px solid var(--line); }
nav a { color: var(--accent); }
h2 { font-size: 1.45rem; line-height: 1.3; margin: 2.6rem 0 0.8rem; }
h3 { font-size: 1.15rem; margin: 2rem 0 0.6rem; }
h4, h5 { font-size: 1rem; margin: 1.6rem 0 0.5rem; }
p, li, dd { max-width: 46rem; }
p, li, dd, dt, h2, h3, h4, figcaption { overflow-wrap: anywhere; }
ul { padding-left: 1.3rem; }
.quiet { color: var(--ink-quiet); }
.warning { color: var(--warning); border-left: 4px solid; padding-left: 0.8rem; }
.good { color: var(--good); }
.bad { color: var(--bad); font-weight: 600; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 0.25rem 1.5rem; margin: 1rem 0; }
dt { color: var(--ink-quiet); }
dd { margin: 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.5rem 2rem; margin: 1.2rem 0; }
figure { margin: 0; max-width: 46rem; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { font-size: 0.875rem; color: var(--ink-quiet); margin-top: 0.3rem; }
figcaption strong { color: var(--ink); display: block; }
.scroll { overflow-x: auto; margin: 1rem 0; }
.tall { max-height: 34rem; overflow-y: auto; border-block: 1px solid var(--line); }
.rows { font-size: 0.875rem; margin-top: -0.6rem; }
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; min-width: 30rem; }
caption { text-align: left; color: var(--ink-quiet); padding: 0.3rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid var(--line); min-width: 4rem; max-width: 34rem; }
thead th { border-bottom: 2px solid var(--line); background: var(--surface); vertical-align: bottom; }
.tall thead th { position: sticky; top: 0; }
tbody th { font-weight: 500; }
.number { text-align: right; }
td.number { white-space: nowrap; }
thead button { all: unset; cursor: pointer; }
thead button:focus-visible, .scroll:focus-visible, pre:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th[aria-sort='ascending'] button::after { content: ' ▲'; }
th[aria-sort='descending'] button::after { content: ' ▼'; }
tr.marked > * { background: var(--warning-soft); }
pre { background: var(--surface-sunken); border: 1px solid var(--line); border-radius: 5px; padding: 0.8rem 1rem; overflow-x: auto; font: 0.85rem/1.5 var(--font-mono); }
footer { margin-top: 3rem; padding-block: 1rem 2rem; border-top: 1px solid var(--line); color: var(--ink-quiet); font-size: 0.875rem; }
@media print {
  @page { size: A4; margin: 16mm 14mm; }
  @page wide { size: A4 landscape; }
  :root { --chart-text-size: 15px; }
  body { font-size: 10pt; }
  figcaption { font-size: 8pt; line-height: 1.35; }
  header, nav, main, footer { max-width: none; padding-inline: 0; }
  nav, .rows { display: none; }
  .scroll, .tall { overflow: visible; max-height: none; }
  table { font-size: 7.5pt; line-height: 1.3; min-width: 0; width: 100%; }
  th, td { padding: 0.15rem 0.4rem 0.15rem 0; min-width: 0; hyphens: auto; }
  td { overflow-wrap: break-word; }
  .wide { page: wide; }
  .tall thead th { position: static; }
  .figures { grid-template-columns: 1fr 1fr; gap: 6mm; }
  figure, tr { break-inside: avoid; }
  figure { max-width: 100%; }
  h2, h3, h4, caption, thead { break-after: avoid; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
}
`.trim();
