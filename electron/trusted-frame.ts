// Which frames main listens to.

export const APPLICATION_SCHEME = 'app';
export const APPLICATION_HOST = 'paretoscope';
export const APPLICATION_URL = `${APPLICATION_SCHEME}://${APPLICATION_HOST}/index.html`;

/** The part of Electron's WebFrameMain that the decision needs. */
export interface FrameLike {
  readonly url: string;
  readonly parent: unknown;
}

/** A parsed address, or null; `URL.canParse` is missing from the oldest runtime. */
export function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** True for addresses of our own pages, whatever their path. */
export function isApplicationUrl(text: string): boolean {
  const url = parseUrl(text);
  return (
    url !== null &&
    url.protocol === `${APPLICATION_SCHEME}:` &&
    url.host === APPLICATION_HOST &&
    url.username === '' &&
    url.password === ''
  );
}

/** True only for the top frame of one of our own pages; a frame that is gone (null) is not trusted. */
export function isTrustedFrame(frame: FrameLike | null | undefined): boolean {
  return frame?.parent === null && isApplicationUrl(frame.url);
}
