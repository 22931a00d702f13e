// A report printed to PDF by Electron's own Chromium, in a window that nobody sees and in which nothing runs.

import { BrowserWindow } from 'electron';

/** What is printed may take this long to load and lay out. */
const PRINT_MILLISECONDS = 60_000;

const FOOTER =
  '<div style="font-size:8px;width:100%;text-align:center;color:#565e66"><span class="pageNumber"></span> / <span class="totalPages"></span></div>';

/** The PDF of a self-contained HTML text, with outline and tags. Rejects where it cannot be laid out in time. */
export async function printToPdf(html: string): Promise<Uint8Array> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      images: true,
      spellcheck: false,
      devTools: false,
    },
  });
  const late = setTimeout(() => window.destroy(), PRINT_MILLISECONDS);
  try {
    await window.loadURL(`data:text/html;charset=utf-8;base64,${Buffer.from(html).toString('base64')}`);
    return await window.webContents.printToPDF({
      preferCSSPageSize: true,
      printBackground: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: FOOTER,
    });
  } finally {
    clearTimeout(late);
    if (!window.isDestroyed()) window.destroy();
  }
}
