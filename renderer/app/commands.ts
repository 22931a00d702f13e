// Everything a person can do by key: a command has an id, a name that starts with a verb, keys, and says when it can
// run. The help sheet is built from the same list; menus and a palette can be.

export interface Command {
  readonly id: string;
  readonly name: string;
  /** A key as `KeyboardEvent.key` gives it, with `Control+` for Ctrl or Cmd: `?`, `p`, `Control+o`. */
  readonly keys: string;
  readonly group: string;
  readonly enabled?: () => boolean;
  readonly run: () => void;
}

/** The part of a KeyboardEvent that decides. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  /** The focus is where plain keys are typed as text. */
  readonly typing: boolean;
}

export class CommandRegistry {
  readonly #commands = new Map<string, Command>();

  /** Adds commands for as long as a view shows; returns what takes them away. */
  register(commands: readonly Command[]): () => void {
    for (const command of commands) this.#commands.set(command.id, command);
    return () => {
      for (const command of commands) {
        if (this.#commands.get(command.id) === command) this.#commands.delete(command.id);
      }
    };
  }

  list(): readonly Command[] {
    return [...this.#commands.values()];
  }

  /** Runs the enabled command of a key press; true if there was one. Plain keys do nothing while typing. */
  handle(press: KeyPress): boolean {
    if (press.altKey) return false;
    const modified = press.ctrlKey || press.metaKey;
    if (press.typing && !modified) return false;
    const wanted = modified ? `Control+${press.key.toLowerCase()}` : press.key;
    for (const command of this.#commands.values()) {
      if (command.keys !== wanted || command.enabled?.() === false) continue;
      command.run();
      return true;
    }
    return false;
  }
}

/** The keys as printed: `Control+o` is Ctrl O, or ⌘ O on a Mac. */
export function keyCaps(keys: string, mac: boolean): string[] {
  return keys
    .split('+')
    .filter((cap) => cap !== '')
    .map((cap) => (cap === 'Control' ? (mac ? '⌘' : 'Ctrl') : cap.length === 1 ? cap.toUpperCase() : cap));
}
