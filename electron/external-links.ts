// The one way out to the person's web browser. Study files and papers carry addresses that others wrote.

import { parseUrl } from './trusted-frame.ts';

/** What happens to an address: opened, opened if the person agrees, or nothing. */
export type LinkVerdict =
  | { readonly verdict: 'open'; readonly address: string }
  | { readonly verdict: 'ask'; readonly address: string; readonly host: string }
  | { readonly verdict: 'refuse' };

/** Sites of the papers that systems refer to. */
const KNOWN_HOSTS: ReadonlySet<string> = new Set(['arxiv.org', 'doi.org']);
const LONGEST_ADDRESS = 2000;

/**
 * Judges an address. Only `https:` ever leaves: other schemes start programs or mount shares. Names with a user or
 * password in them are refused because they exist to mislead.
 */
export function judgeLink(text: string): LinkVerdict {
  const url = text.length > LONGEST_ADDRESS ? null : parseUrl(text);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return { verdict: 'refuse' };
  const address = url.href;
  return KNOWN_HOSTS.has(url.host)
    ? { verdict: 'open', address }
    : { verdict: 'ask', address, host: url.host };
}

export interface LinkOpener {
  /** Asks the person whether to open `address` on `host`. */
  confirm(address: string, host: string): Promise<boolean>;
  open(address: string): Promise<void>;
}

/** Opens an address in the browser if it may be; says whether it did. */
export async function openExternal(text: string, opener: LinkOpener): Promise<boolean> {
  const link = judgeLink(text);
  if (link.verdict === 'refuse') return false;
  if (link.verdict === 'ask' && !(await opener.confirm(link.address, link.host))) return false;
  await opener.open(link.address);
  return true;
}
