// A document as one HTML file that needs nothing else: no network, no fonts, and no scripts to be read. What it shows is
// drawn by Svelte components (`page.ts`); here is what surrounds them.

import { createHash } from 'node:crypto';
import type { ReportDocument } from '../contract/report-document.ts';
import { HTML_SCRIPT } from './html-script.ts';
import { htmlStyle } from './html-style.ts';
import { markup, verbatim } from './markup.ts';
import { reportRenderer } from './page.ts';

/**
 * The whole file. Well-formed as XML too. Its content-security policy lets only its own style and script act, so that
 * nothing that a name or message might smuggle in would.
 */
export async function htmlReport(document: ReportDocument): Promise<string> {
  const renderer = await reportRenderer();
  const { markup: body, style: components } = renderer.page(document);
  const style = htmlStyle(components, renderer.tokens);
  const policy = `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(HTML_SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const page = markup`<!DOCTYPE html>
<html lang="en" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${policy}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="generator" content="${document.colophon}"/>
<title>${document.title}</title>
<style>${verbatim(style)}</style>
</head>
<body>
${verbatim(body)}
<script>${verbatim(HTML_SCRIPT)}</script>
</body>
</html>
`;
  return page.toString();
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
