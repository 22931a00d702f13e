// An HTML report printed to PDF by a Chromium that is on this machine. The desktop application prints by itself.

import { inBrowser } from './browser.ts';

const NEED = { product: 'a PDF', instead: 'write HTML instead and print that from any browser' };

/** The report as PDF with outline and tags, in print style. Throws not-found where there is no browser to print with. */
export async function pdfReport(html: string): Promise<Uint8Array> {
  const bytes = await inBrowser(html, NEED, {}, (page) =>
    page.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      tagged: true,
      outline: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate:
        '<div style="font-size:8px;width:100%;text-align:center;color:#565e66"><span class="pageNumber"></span> / <span class="totalPages"></span></div>',
    }),
  );
  return withoutDates(bytes);
}

/** The dates of printing set to one that says nothing, so that the same report is the same file. */
function withoutDates(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const undated = text.replaceAll(
    /(\/(?:CreationDate|ModDate) \(D:)\d{14}/g,
    (_, before: string) => `${before}20000101000000`,
  );
  return Buffer.from(undated, 'latin1');
}
