// What no page may do, set once for every page that will ever exist.

import type { App, Session, WebContents } from 'electron';
import { isApplicationUrl } from './trusted-frame.ts';

/** Schemes that leave the application. The page needs none of them: everything it shows is part of it. */
const OUTSIDE = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'];

/** Writing to the clipboard is what the copy buttons do; nothing else is ever granted. */
const GRANTED: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** True for the few permissions that our own pages have. */
export function isGranted(permission: string, requester: string): boolean {
  return GRANTED.has(permission) && isApplicationUrl(requester);
}

/**
 * True for a file that one of our own pages has made and gives away (an export, a report, a picture): the person is
 * asked where it goes. Nothing is ever downloaded from anywhere else.
 */
export function isOwnDownload(address: string, page: string): boolean {
  return (
    address.startsWith('blob:') && isApplicationUrl(address.slice('blob:'.length)) && isApplicationUrl(page)
  );
}

/** Denies navigation, new windows and embedded pages everywhere; a wish for a window becomes an external link. */
export function guardContents(app: App, openLink: (address: string) => void): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    const deny = (event: { preventDefault(): void }): void => event.preventDefault();
    contents.on('will-navigate', deny);
    contents.on('will-frame-navigate', deny);
    contents.on('will-redirect', deny);
    contents.on('will-attach-webview', deny);
    contents.setWindowOpenHandler(({ url }) => {
      openLink(url);
      return { action: 'deny' };
    });
  });
}

/** Denies permissions, devices, downloads from outside and the network. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide, details) => {
    decide(isGranted(permission, details.requestingUrl) && isApplicationUrl(contents.getURL()));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item, contents) => {
    if (!isOwnDownload(item.getURL(), contents.getURL())) event.preventDefault();
  });
  session.webRequest.onBeforeRequest({ urls: OUTSIDE }, (_details, decide) => decide({ cancel: true }));
}
