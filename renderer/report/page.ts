// Reports drawn on the server: the document's components and charts, which are those of the window, as texts. Bundled by
// `engine/report/page-build.ts` for the engine, which alone loads it.

import { render } from 'svelte/server';
import type {
  Figure,
  RenderedMarkup,
  ReportDocument,
  ReportRenderer,
} from '../../engine/contract/report-document.ts';
import sheet from '../styles/tokens.css?raw';
import ReportFigure from './ReportFigure.svelte';
import ReportPage from './ReportPage.svelte';
import { readTokens } from './tokens.ts';

/** Svelte's marks for a page that comes to life, which a report does not. Texts have no `<` of their own. */
const MARKS = /<!--[^>]*-->/gu;
// `]]>` ends what no text may end in XML.
const STYLES = /<style[^>]*>([^<]*)<\/style>/gu;

function parted({ head, body }: { readonly head: string; readonly body: string }): RenderedMarkup {
  return {
    markup: body.replaceAll(MARKS, '').replaceAll(']]>', ']]&gt;'),
    style: Array.from(head.matchAll(STYLES), ([, css]) => css!).join('\n'),
  };
}

const renderer: ReportRenderer = {
  page: (document: ReportDocument) => parted(render(ReportPage, { props: { document } })),
  figure: (figure: Figure) => parted(render(ReportFigure, { props: { figure } })),
  tokens: readTokens(sheet),
};

export default renderer;
