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
