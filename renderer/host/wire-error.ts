// Any rejection as the plain error data that views show.

import type { WireError } from '../../engine/contract/errors.ts';

function isWireError(value: unknown): value is WireError {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, message } = value as { kind?: unknown; message?: unknown };
  return typeof kind === 'string' && typeof message === 'string';
}

/**
 * The WireError inside a rejection: an object with a `wire` field, error data itself, or anything else as `internal`
 * with its message. Never throws.
 */
export function toWireError(error: unknown): WireError {
  if (typeof error === 'object' && error !== null) {
    const { wire } = error as { wire?: unknown };
    if (isWireError(wire)) return wire;
    if (isWireError(error)) return error;
  }
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'internal', message: message === '' ? 'the engine gave no reason' : message };
}

/** The error a pending call gets when the engine behind it is gone. */
export const ENGINE_RESTARTED: WireError = {
  kind: 'internal',
  message: 'the engine restarted',
  hint: 'the workspace is safe; repeat the action',
};
