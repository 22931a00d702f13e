// Loads what draws reports. In an installed program it lies beside the bundled engine; from sources it is compiled when
// a report is first written after a change, and kept.

import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Figure, ReportDocument, ReportRenderer } from '../contract/report-document.ts';
import { fitText } from './markup.ts';

let loaded: Promise<ReportRenderer> | undefined;

/** The renderer, with texts made fit for markup before they reach it. Throws not-found from incomplete sources. */
export function reportRenderer(): Promise<ReportRenderer> {
  return (loaded ??= load().then(
    ({ page, figure, tokens }) => ({
      page: (document: ReportDocument) => page(fitted(document)),
      figure: (one: Figure) => figure(fitted(one)),
      tokens,
    }),
    (error: unknown) => {
      loaded = undefined;
      throw error;
    },
  ));
}

async function load(): Promise<ReportRenderer> {
  const built = new URL('./page.mjs', import.meta.url);
  const address = existsSync(built) ? built : await fromSources();
  return ((await import(address.href)) as { default: ReportRenderer }).default;
}

/** By an address that bundlers do not follow: an installed program has neither compiler nor sources. */
async function fromSources(): Promise<URL> {
  const builder = new URL('./page-build.ts', import.meta.url);
  const { builtPage } = (await import(builder.href)) as typeof import('./page-build.ts');
  return pathToFileURL(await builtPage());
}

/** Plain data with every text fit for markup. */
function fitted<T>(value: T): T {
  if (typeof value === 'string') return fitText(value) as T;
  if (Array.isArray(value)) return value.map(fitted) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fitted<unknown>(one)])) as T;
}
