// A report made for a page of its own, shown inside of another page: its contents and its look in a shadow tree, where
// neither touches the window. Scripts, links to elsewhere and inline styles stay out.

const KEPT_ELEMENTS = 'header, main, footer';
const DROPPED = 'script, style, link, meta, base, iframe, object, embed, form, input, button';

/** The report's style sheet for a shadow tree: what was said of the page is said of its root. */
export function shadowStyle(css: string): string {
  return css
    .replaceAll(/:root\b/gu, ':host')
    .replaceAll(/(^|[\s,}])body(?=[\s{,])/gu, '$1.report')
    .replaceAll(/(^|[\s,}])main(?=[\s{,])/gu, '$1.main');
}

/** Puts the report of an HTML text into `host`. */
export function showReport(host: HTMLElement, html: string): void {
  // Taken out before parsing: the window's policy refuses style elements even in a document that is never shown.
  const styles: string[] = [];
  const unstyled = html.replaceAll(/<style[^>]*>([\s\S]*?)<\/style>/gu, (_, css: string) => {
    styles.push(css);
    return '';
  });
  const parsed = new DOMParser().parseFromString(unstyled, 'text/html');
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(shadowStyle(styles.join('\n')));
  root.adoptedStyleSheets = [sheet];
  for (const element of parsed.querySelectorAll(DROPPED)) element.remove();
  for (const element of parsed.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) {
      if (name === 'style' || name === 'href' || name.startsWith('on')) element.removeAttribute(name);
    }
  }
  const body = document.createElement('div');
  body.className = 'report';
  body.append(...parsed.body.querySelectorAll(`:scope > :is(${KEPT_ELEMENTS})`));
  // The window has a main part of its own, and there is only one in a page.
  for (const main of body.querySelectorAll('main')) {
    const part = document.createElement('div');
    part.className = 'main';
    part.append(...main.childNodes);
    main.replaceWith(part);
  }
  root.replaceChildren(body);
}
