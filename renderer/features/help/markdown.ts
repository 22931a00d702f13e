// Reads the Markdown that the project's own pages use into plain data, which the page turns into elements. There is no
// HTML in between, so nothing in a text can become a script. Pure.

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly parts: readonly Inline[] }
  | { readonly kind: 'emphasis'; readonly parts: readonly Inline[] }
  | { readonly kind: 'link'; readonly address: string; readonly parts: readonly Inline[] };

export interface ListItem {
  readonly parts: readonly Inline[];
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly parts: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly parts: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly ListItem[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: 'rule' };

const FENCE = /^\s*(?:```|~~~)/u;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/u;
const ITEM = /^(\s*)(?:[-*+]|(\d+)[.)])\s+(.*)$/u;
const RULE = /^\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/u;
const TABLE_LINE = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/u;
/** Deeper than any page of ours; deeper nesting is read as text. */
const DEEPEST = 12;

/** The blocks of a text. Never throws; what is not understood is a paragraph. */
export function parseMarkdown(text: string): readonly Block[] {
  return blocksOf(text.replaceAll(/\r\n?/gu, '\n').split('\n'), 0);
}

function blocksOf(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    const heading = HEADING.exec(line);
    if (line.trim() === '') at += 1;
    else if (FENCE.test(line)) {
      const end = lines.findIndex((other, index) => index > at && FENCE.test(other));
      const last = end === -1 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, last).join('\n') });
      at = last + 1;
    } else if (heading !== null) {
      blocks.push({ kind: 'heading', level: heading[1]!.length, parts: parseInline(heading[2]!) });
      at += 1;
    } else if (RULE.test(line)) {
      blocks.push({ kind: 'rule' });
      at += 1;
    } else if (line.includes('|') && TABLE_LINE.test(lines[at + 1] ?? '')) {
      const end = stretch(lines, at + 2, (other) => other.includes('|'));
      blocks.push({
        kind: 'table',
        head: cells(line),
        rows: lines.slice(at + 2, end).map(cells),
      });
      at = end;
    } else if (line.startsWith('>') && depth < DEEPEST) {
      const end = stretch(lines, at, (other) => other.startsWith('>'));
      const inner = lines.slice(at, end).map((other) => other.replace(/^>\s?/u, ''));
      blocks.push({ kind: 'quote', blocks: blocksOf(inner, depth + 1) });
      at = end;
    } else if (ITEM.test(line) && depth < DEEPEST) {
      const end = listEnd(lines, at);
      blocks.push(listOf(lines.slice(at, end), depth));
      at = end;
    } else {
      const end = stretch(lines, at + 1, (other) => other.trim() !== '' && !beginsBlock(other));
      blocks.push({ kind: 'paragraph', parts: parseInline(lines.slice(at, end).join(' ').trim()) });
      at = end;
    }
  }
  return blocks;
}

function beginsBlock(line: string): boolean {
  return FENCE.test(line) || HEADING.test(line) || ITEM.test(line) || line.startsWith('>');
}

/** The first line from `from` on that does not belong. */
function stretch(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  let end = from;
  while (end < lines.length && belongs(lines[end]!)) end += 1;
  return end;
}

/** A list goes on over items, their indented lines, and blank lines between those. */
function listEnd(lines: readonly string[], from: number): number {
  let end = from;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at]!;
    if (ITEM.test(line) || /^\s{2,}\S/u.test(line)) end = at + 1;
    else if (line.trim() !== '' && (lines[at - 1]?.trim() === '' || beginsBlock(line))) break;
    else if (line.trim() !== '') end = at + 1;
  }
  return end;
}

function listOf(lines: readonly string[], depth: number): Block {
  const first = ITEM.exec(lines[0]!)!;
  const indent = first[1]!.length;
  const items: { lines: string[]; text: string }[] = [];
  for (const line of lines) {
    const match = ITEM.exec(line);
    if (match !== null && match[1]!.length <= indent) items.push({ text: match[3]!, lines: [] });
    else items.at(-1)!.lines.push(line);
  }
  return {
    kind: 'list',
    ordered: first[2] !== undefined,
    items: items.map(({ text, lines: inner }) => {
      // Lines that only continue the sentence belong to it; the rest are blocks of the item.
      const goesOn = stretch(inner, 0, (line) => line.trim() !== '' && !beginsBlock(line));
      const sentence = [text, ...inner.slice(0, goesOn)].map((part) => part.trim()).join(' ');
      const deeper = inner.slice(goesOn);
      const shift = Math.min(
        ...deeper.filter((line) => line.trim() !== '').map((line) => /^\s*/u.exec(line)![0].length),
      );
      const blocks = blocksOf(
        deeper.map((line) => line.slice(Number.isFinite(shift) ? shift : 0)),
        depth + 1,
      );
      return { parts: parseInline(sentence), blocks };
    }),
  };
}

function cells(line: string): (readonly Inline[])[] {
  const inner = line.trim().replace(/^\|/u, '').replace(/\|$/u, '');
  const texts: string[] = [];
  let current = '';
  let inCode = false;
  let escaped = false;
  // A bar inside code or behind a backslash is not an edge.
  for (const sign of inner) {
    if (sign === '`' && !escaped) inCode = !inCode;
    if (sign === '|' && !inCode && !escaped) {
      texts.push(current);
      current = '';
    } else current += sign;
    escaped = sign === '\\';
  }
  texts.push(current);
  return texts.map((text) => parseInline(text.trim().replaceAll(String.raw`\|`, '|')));
}

const INLINE =
  /(?<code>(?<ticks>`+)(?<inside>.+?)\k<ticks>)|\*\*(?<strong>.+?)\*\*|(?<![\w*])[*_](?<emphasis>[^\s*_](?:.*?[^\s*_])?)[*_](?![\w*])|!?\[(?<label>(?:[^\]`]|`[^`]*`)*)\]\((?<address>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)|<(?<bare>https?:[^>\s]+)>/u;

/** The parts of one line of text. */
export function parseInline(text: string, depth = 0): readonly Inline[] {
  const parts: Inline[] = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match !== null && depth < DEEPEST; match = INLINE.exec(rest)) {
    if (match.index > 0) parts.push({ kind: 'text', text: rest.slice(0, match.index) });
    const { inside, strong, emphasis, label, address, bare } = match.groups ?? {};
    if (inside !== undefined) parts.push({ kind: 'code', text: inside.trim() });
    else if (strong !== undefined) parts.push({ kind: 'strong', parts: parseInline(strong, depth + 1) });
    else if (emphasis !== undefined)
      parts.push({ kind: 'emphasis', parts: parseInline(emphasis, depth + 1) });
    else if (bare !== undefined) {
      parts.push({ kind: 'link', address: bare, parts: [{ kind: 'text', text: bare }] });
    } else if (match[0].startsWith('!')) {
      // Pictures are left out; what they show is said.
      parts.push(...parseInline(label ?? '', depth + 1));
    } else parts.push({ kind: 'link', address: address ?? '', parts: parseInline(label ?? '', depth + 1) });
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest !== '') parts.push({ kind: 'text', text: rest });
  return parts;
}

/** The words of parts, without their marks. */
export function plainText(parts: readonly Inline[]): string {
  return parts.map((part) => ('text' in part ? part.text : plainText(part.parts))).join('');
}
