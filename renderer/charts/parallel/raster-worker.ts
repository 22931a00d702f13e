// The worker that draws many lines, so that the page's own thread stays free for the pointer.

import { RasterQueue, type LinesMessage, type PictureMessage, type StripMessage } from './raster-queue.ts';

/** What this file uses of a worker's globals; the renderer is compiled with those of a page. */
interface WorkerScope {
  postMessage(message: StripMessage, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<LinesMessage | PictureMessage>) => void) | null;
}
const scope = globalThis as unknown as WorkerScope;

const { port1, port2 } = new MessageChannel();
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
const queue = new RasterQueue((strip) => scope.postMessage(strip, [strip.pixels.buffer]), turn);
scope.onmessage = ({ data }) => void queue.take(data);
