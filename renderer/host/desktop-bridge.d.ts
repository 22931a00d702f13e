// What the preload of the desktop shell puts on the window. Absent in a browser.

export type OpenFileEvent =
  | { readonly kind: 'study'; readonly text: string; readonly file: string }
  | { readonly kind: 'workspace'; readonly token: string };

export interface DesktopBridge {
  readonly platform: string;
  readonly engine: {
    /** Says that the page listens for engine ports; the callback runs each time one has been posted. */
    onPort(callback: () => void): void;
  };
  /** Asks for a study file; null if the dialog was dismissed. */
  chooseStudyFile(): Promise<{ readonly text: string; readonly file: string } | null>;
  /** Asks for a workspace file; gives its token, null if the dialog was dismissed. */
  chooseWorkspaceFile(): Promise<string | null>;
  /** Runs when a file is opened from outside: double-click, command line, second start. */
  onOpenFile(callback: (event: OpenFileEvent) => void): void;
}

declare global {
  interface Window {
    readonly paretoscope?: DesktopBridge;
  }
}
