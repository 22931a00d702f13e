// Every error a person can meet: a kind that programs branch on, a sentence that names the thing and the reason,
// and a hint that gives the way out. Errors cross process borders as plain data and come back as the same class.

/** What went wrong, as a word that code and tests branch on. */
export type ErrorKind =
  | 'usage' // a command or call was made wrongly
  | 'study-invalid' // a study file does not say something we can run
  | 'space-empty' // no design satisfies the space and its constraints
  | 'not-found' // a system, study, trial or file that is not there
  | 'design-invalid' // a design that its system does not accept
  | 'workspace-foreign' // the file is not a Paretoscope workspace
  | 'workspace-damaged' // the file is ours but SQLite reports damage
  | 'workspace-newer' // written by a newer version
  | 'workspace-read-only' // the file or its folder cannot be written
  | 'workspace-locked' // another live process writes to it
  | 'workspace-lost' // the file was moved or deleted while open
  | 'study-differs' // a study of that name exists with other contents
  | 'disk-full'
  | 'evaluation-failed' // every evaluation of a run failed
  | 'cancelled'
  | 'untrusted' // code that would run has not been trusted by the user
  | 'internal';

/** A line and column, both from 1, in a named text. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** An error as plain data, for a process border or `--json`. */
export interface WireError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly hint?: string;
  readonly place?: Place;
}

interface ErrorDetails {
  readonly hint?: string | undefined;
  readonly place?: Place | undefined;
  readonly cause?: unknown;
}

/** The one error class of the engine. `message` says what and why; `hint` says what to do about it. */
export class ParetoscopeError extends Error {
  override readonly name = 'ParetoscopeError';
  readonly kind: ErrorKind;
  readonly hint?: string;
  readonly place?: Place;

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    if (details.hint !== undefined) this.hint = details.hint;
    if (details.place !== undefined) this.place = details.place;
  }

  /** `file:line: message; hint`, the form the command line prints. */
  get sentence(): string {
    const { place } = this;
    const where = place ? `${place.file}${place.line === undefined ? '' : `:${place.line}`}: ` : '';
    return `${where}${this.message}${this.hint === undefined ? '' : `; ${this.hint}`}`;
  }

  toWire(): WireError {
    return {
      kind: this.kind,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.place === undefined ? {} : { place: this.place }),
    };
  }

  static fromWire(wire: WireError): ParetoscopeError {
    return new ParetoscopeError(wire.kind, wire.message, { hint: wire.hint, place: wire.place });
  }
}

/** Any thrown value as wire data; what is not ours becomes `internal` with its message. */
export function wireError(error: unknown): WireError {
  if (error instanceof ParetoscopeError) return error.toWire();
  return { kind: 'internal', message: error instanceof Error ? error.message : String(error) };
}
