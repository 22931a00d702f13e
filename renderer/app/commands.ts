// Everything a person can do, in one list: a command has an id, a name that starts with a verb, keys that the compiler
// checks, and says when it can run. The palette, the help sheet and the desktop's menus are made from this list.

import type { MenuCommand, MenuName } from '../../electron/bridge.ts';

type Letter =
  | 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm'
  | 'n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z'; // prettier-ignore
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type Sign = '?' | '/' | '.' | ',' | '[' | ']' | '+' | '-' | '=';
type Named = 'Enter' | 'Escape' | 'Delete' | 'F1';

/** `p`, `?`, `g e` (one after the other), `Control+o` (Ctrl, or Cmd on a Mac), `Control+Shift+z`. */
export type Shortcut =
  | Letter
  | Digit
  | Sign
  | Named
  | `g ${Letter}`
  | `Shift+${Letter}`
  | `Control+${Letter | Digit | Sign | Named}`
  | `Control+Shift+${Letter}`;

/** Names start with a verb, so that a list of them reads as what can be done. */
type Verb =
  | 'Add' | 'Cancel' | 'Change' | 'Choose' | 'Clear' | 'Close' | 'Compare' | 'Continue' | 'Copy' | 'Delete' | 'Export'
  | 'Extend' | 'Filter' | 'Go' | 'Hide' | 'Invert' | 'Make' | 'Open' | 'Pause' | 'Pin' | 'Queue' | 'Redo' | 'Remove'
  | 'Reset' | 'Resume' | 'Retry' | 'Run' | 'Save' | 'Search' | 'Select' | 'Show' | 'Start' | 'Switch' | 'Tag' | 'Try'
  | 'Undo' | 'Validate' | 'Write' | 'Zoom'; // prettier-ignore

export interface Command {
  /** `group.action`: `run.pause`. */
  readonly id: `${string}.${string}`;
  readonly name: `${Verb} ${string}`;
  readonly keys?: Shortcut;
  /** A second way by key. */
  readonly otherKeys?: Shortcut;
  /** The heading it is listed under. */
  readonly group: string;
  /** The menu of the desktop that has it; the View menu if absent. */
  readonly menu?: MenuName;
  /** Absent: always. */
  readonly enabled?: () => boolean;
  readonly run: () => void;
}

/** The part of a KeyboardEvent that decides. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  /** The focus is where plain keys are typed as text. */
  readonly typing: boolean;
  /** When, in milliseconds: the second key of a pair must follow soon. */
  readonly timeStamp: number;
}

/** The second key of a pair comes within this time, or the pair is forgotten. */
const PAIR_MILLISECONDS = 1500;
/** The only key that begins a pair. */
const PAIR_KEY = 'g';

/** The key press as a shortcut is written, without what came before it. */
function written(press: KeyPress): string {
  const { key } = press;
  const letter = /^[a-z]$/iu.test(key);
  const shift = press.shiftKey && letter ? 'Shift+' : '';
  if (press.ctrlKey || press.metaKey) return `Control+${shift}${letter ? key.toLowerCase() : key}`;
  return letter ? `${shift}${key.toLowerCase()}` : key;
}

export function canRun(command: Command): boolean {
  return command.enabled?.() !== false;
}

/** Commands as the desktop's menus show them. */
export function menuCommands(commands: readonly Command[]): MenuCommand[] {
  return commands.map((command) => ({
    id: command.id,
    name: command.name,
    keys: command.keys ?? null,
    menu: command.menu ?? 'view',
    group: command.group,
    enabled: canRun(command),
  }));
}

export class CommandRegistry {
  readonly #commands = new Map<string, Command>();
  readonly #listeners = new Set<() => void>();
  #pairBegan = Number.NEGATIVE_INFINITY;

  /** Adds commands for as long as a view shows; returns what takes them away. */
  register(commands: readonly Command[]): () => void {
    for (const command of commands) this.#commands.set(command.id, command);
    this.#tell();
    return () => {
      for (const command of commands) {
        if (this.#commands.get(command.id) === command) this.#commands.delete(command.id);
      }
      this.#tell();
    };
  }

  list(): readonly Command[] {
    return [...this.#commands.values()];
  }

  /** Calls back whenever the list changed; returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs a command by id; false if there is none, or it cannot run now. */
  run(id: string): boolean {
    const command = this.#commands.get(id);
    if (command === undefined || !canRun(command)) return false;
    command.run();
    return true;
  }

  /** Runs the enabled command of a key press; true if the press is taken. Plain keys do nothing while typing. */
  handle(press: KeyPress): boolean {
    if (press.altKey) return false;
    const modified = press.ctrlKey || press.metaKey;
    if (press.typing && !modified) return false;
    const key = written(press);
    const second = press.timeStamp - this.#pairBegan < PAIR_MILLISECONDS;
    this.#pairBegan = Number.NEGATIVE_INFINITY;
    if (second && this.#runKeys(`${PAIR_KEY} ${key}`)) return true;
    if (key === PAIR_KEY) {
      this.#pairBegan = press.timeStamp;
      return true;
    }
    return this.#runKeys(key);
  }

  #runKeys(keys: string): boolean {
    // What registered last is nearest to the person: a view's keys go before the window's.
    for (const command of this.list().toReversed()) {
      if ((command.keys !== keys && command.otherKeys !== keys) || !canRun(command)) continue;
      command.run();
      return true;
    }
    return false;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const CAPS: Readonly<Record<string, string>> = { Escape: 'Esc', Delete: 'Del' };

/** The keys as printed: `Control+o` is Ctrl O, or ⌘ O on a Mac; `g e` is G E. */
export function keyCaps(keys: string, mac: boolean): string[] {
  return keys
    .split(/[+ ]/u)
    .filter((cap) => cap !== '')
    .map((cap) => {
      if (cap === 'Control') return mac ? '⌘' : 'Ctrl';
      if (cap === 'Shift') return mac ? '⇧' : 'Shift';
      return cap.length === 1 ? cap.toUpperCase() : (CAPS[cap] ?? cap);
    });
}
