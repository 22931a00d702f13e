// Markup built from parts. What is put into a template is escaped, whoever wrote it; only markup itself passes as it is.

/** A piece of well-formed HTML or SVG. Made by `markup` alone, so that no other text can pass for it. */
export class Markup {
  readonly #text: string;

  constructor(parts: readonly string[], key: symbol) {
    if (key !== MAKER) throw new TypeError('markup is made by the template function');
    this.#text = parts.join('');
  }

  toString(): string {
    return this.#text;
  }
}

const MAKER = Symbol('markup');

/** What a template takes: texts and numbers are escaped, lists joined, nothing at all is left out. */
export type Part = Markup | string | number | undefined | readonly Part[];

const REPLACEMENTS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
// Characters that XML cannot hold, lone halves of surrogate pairs, and the marks that turn the direction of the text
// that follows: a name must not reorder the sentence around it.
const UNFIT =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text without characters that markup cannot hold; each is replaced by the replacement character. */
export function fitText(text: string): string {
  return text.replaceAll(UNFIT, '\ufffd');
}

/** A text as content or attribute value. */
export function escapeMarkup(text: string): string {
  return fitText(text).replaceAll(/[&<>"']/g, (character) => REPLACEMENTS[character]!);
}

function write(part: Part, parts: string[]): void {
  if (part === undefined) return;
  if (part instanceof Markup) parts.push(part.toString());
  else if (typeof part === 'string') parts.push(escapeMarkup(part));
  else if (typeof part === 'number') parts.push(String(part));
  else for (const one of part) write(one, parts);
}

/** Markup of a template: its own text as written, what is put into it escaped. Attribute values stand in quotes. */
export function markup(texts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  const parts: string[] = [];
  texts.forEach((text, index) => {
    parts.push(text);
    if (index < values.length) write(values[index], parts);
  });
  return new Markup(parts, MAKER);
}

/** Text that this program wrote, as it is: style sheets and scripts, where escapes would not be understood. */
export function verbatim(text: string): Markup {
  return new Markup([text], MAKER);
}
