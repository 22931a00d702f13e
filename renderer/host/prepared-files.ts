// Files that the engine makes, in parts, as whole ones in the page.

import type { PreparedFile } from '../../engine/contract/host.ts';
import type { Host } from './host.ts';

/** The contents of a prepared file, which is dropped by the engine afterwards, whatever happens. */
export async function fetchPrepared(host: Host, { file, bytes, mediaType }: PreparedFile): Promise<Blob> {
  const parts: BlobPart[] = [];
  try {
    let offset = 0;
    while (offset < bytes) {
      const part = await host.filePart(file, offset);
      if (part.byteLength === 0) break;
      parts.push(new Uint8Array(part));
      offset += part.byteLength;
    }
  } finally {
    await host.releaseFile(file);
  }
  return new Blob(parts, { type: mediaType });
}

/** Bytes of a file that go into one call. */
const PART_BYTES = 1024 * 1024;

/** Hands a file of the person to the engine, in parts; returns its token. `onSent` hears the share that is through. */
export async function sendFile(
  host: Host,
  file: File,
  onSent: (share: number) => void = () => undefined,
): Promise<string> {
  const token = await host.receiveFile(file.name.slice(-200));
  for (let offset = 0; offset < file.size; offset += PART_BYTES) {
    const part = new Uint8Array(await file.slice(offset, offset + PART_BYTES).arrayBuffer());
    await host.receivePart(token, part);
    onSent(Math.min(1, (offset + PART_BYTES) / file.size));
  }
  onSent(1);
  return token;
}
