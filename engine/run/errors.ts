// Whatever was thrown, as an error with a kind.

import { ParetoscopeError, wireError } from '../contract/errors.ts';

export function asParetoscopeError(error: unknown): ParetoscopeError {
  return error instanceof ParetoscopeError ? error : ParetoscopeError.fromWire(wireError(error));
}
