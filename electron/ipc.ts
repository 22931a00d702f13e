// Main's end of the channels: the only place that registers handlers, so that none can miss the sender check.

import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import * as v from 'valibot';
import { ParetoscopeError, wireError } from '../engine/contract/errors.ts';
import {
  incomingArguments,
  type Answer,
  type IncomingChannels,
  type PageChannels,
  type RequestChannels,
  type ShellChannels,
} from './channels.ts';
import { isTrustedFrame, type FrameLike } from './trusted-frame.ts';

/**
 * The arguments of a message if its sender is trusted and they are what the channel takes; throws `untrusted` or
 * `usage` otherwise.
 */
export function admit<K extends keyof IncomingChannels>(
  channel: K,
  frame: FrameLike | null | undefined,
  received: readonly unknown[],
): Parameters<IncomingChannels[K]> {
  if (!isTrustedFrame(frame)) {
    throw new ParetoscopeError(
      'untrusted',
      `"${channel}" was sent by a page that is not part of Paretoscope`,
    );
  }
  const parsed = v.safeParse(incomingArguments[channel], received);
  if (!parsed.success) {
    throw new ParetoscopeError('usage', `"${channel}" was sent with arguments it does not take`);
  }
  return parsed.output;
}

/** Answers a request channel. Whatever the handler throws reaches the page as error data. */
export function answerRequests<K extends keyof RequestChannels>(
  ipc: IpcMain,
  channel: K,
  answer: (
    sender: WebContents,
    ...parameters: Parameters<RequestChannels[K]>
  ) => Promise<ReturnType<RequestChannels[K]>>,
): void {
  ipc.handle(
    channel,
    async (
      event: IpcMainInvokeEvent,
      ...received: unknown[]
    ): Promise<Answer<ReturnType<RequestChannels[K]>>> => {
      try {
        const parameters = admit(channel, event.senderFrame, received);
        return { value: await answer(event.sender, ...parameters) };
      } catch (error) {
        return { wire: wireError(error) };
      }
    },
  );
}

/** Listens to a channel without answer. Messages that are not admitted are reported and dropped. */
export function receive<K extends keyof PageChannels>(
  ipc: IpcMain,
  channel: K,
  take: (sender: WebContents, ...parameters: Parameters<PageChannels[K]>) => void,
  refused: (reason: string) => void,
): void {
  ipc.on(channel, (event: IpcMainEvent, ...received: unknown[]) => {
    try {
      take(event.sender, ...admit(channel, event.senderFrame, received));
    } catch (error) {
      refused(wireError(error).message);
    }
  });
}

/** Sends to one page. */
export function sendToPage<K extends keyof ShellChannels>(
  page: WebContents,
  channel: K,
  ...parameters: Parameters<ShellChannels[K]>
): void {
  page.send(channel, ...parameters);
}
