// The state that all views share: the engine, where the window is, the runs, and what was opened.

import { getContext, setContext } from 'svelte';
import type { WireError } from '../../engine/contract/errors.ts';
import type {
  RunProgress,
  StartedRun,
  StartRunRequest,
  WorkspaceSummary,
} from '../../engine/contract/host.ts';
import type { OpenFileEvent, StudyText } from '../../electron/bridge.ts';
import type { ConnectionState, Host } from '../host/host.ts';
import { isActive } from '../formatting/run-words.ts';
import { studyText } from '../formatting/study-text.ts';
import { toWireError } from '../host/wire-error.ts';
import { CommandRegistry } from './commands.ts';
import { keyed } from './keyed.ts';
import { outliving } from './outliving.svelte.ts';
import { SettingsModel } from './settings.svelte.ts';
import { parseRoute, routeAddress, type Route, type StudyRoute, type StudyTab } from './route.ts';
import { StudySession } from './study-session.svelte.ts';

const CONTEXT = Symbol('application');

export class Application {
  readonly host: Host;
  readonly commands = new CommandRegistry();
  readonly settings = new SettingsModel();
  connection = $state<ConnectionState>('connecting');
  /** Counts re-connections: what was asked of the engine before must be asked again. */
  reconnections = $state(0);
  route = $state.raw<Route>(parseRoute(location.hash));
  /** Latest progress of every run of this engine, by run. */
  runs = $state.raw<Readonly<Record<string, RunProgress>>>({});
  /** The study file that was opened last. */
  openedStudy = $state.raw<StudyText | null>(null);
  /** The workspace that was looked at last, where trials may be imported into. */
  lastWorkspace: string | null = null;
  /** An error of an action that left its view. */
  problem = $state.raw<WireError | null>(null);

  /** Something to know that asks for nothing. */
  notice = $state<string | null>(null);
  readonly #session = keyed((workspace: string, study: string) =>
    outliving(() => new StudySession(this, workspace, study)),
  );

  constructor(host: Host) {
    this.host = host;
    this.#remember();
  }

  #remember(): void {
    if ('workspace' in this.route) this.lastWorkspace = this.route.workspace;
  }

  /** Follows the address and the engine; returns what stops it. */
  listen(): () => void {
    const onAddress = (): void => {
      this.route = parseRoute(location.hash);
      this.#remember();
    };
    window.addEventListener('hashchange', onAddress);
    let connectedBefore = false;
    const stopConnection = this.host.onConnection((state) => {
      this.connection = state;
      if (state !== 'connected') return;
      const before = connectedBefore ? Object.values(this.runs) : [];
      if (connectedBefore) {
        this.runs = {};
        this.reconnections += 1;
      }
      connectedBefore = true;
      void this.#fetchRuns().then(() => this.#goOn(before));
    });
    const stopProgress = this.host.onProgress((progress) => this.#take(progress));
    window.paretoscope?.onOpenFile((event) => void this.openFile(event));
    window.paretoscope?.onShowStudy((study) => this.go({ view: 'study', ...study, tab: 'run', trial: null }));
    return () => {
      window.removeEventListener('hashchange', onAddress);
      stopConnection();
      stopProgress();
    };
  }

  go(route: Route, replace = false): void {
    const address = routeAddress(route);
    if (replace) {
      history.replaceState(history.state, '', address);
      this.route = route;
    } else location.hash = address;
  }

  /** Starts a run, with as many workers as the settings say where the request does not. */
  startRun(request: StartRunRequest): Promise<StartedRun> {
    const { workers } = this.settings.value;
    return this.host.startRun({ ...(workers === null ? {} : { workers }), ...request });
  }

  /** The latest run of a study in an open workspace. */
  runOf(workspace: string, study: string): RunProgress | undefined {
    let latest: RunProgress | undefined;
    for (const progress of Object.values(this.runs)) {
      if (progress.workspace === workspace && progress.study === study) latest = progress;
    }
    return latest;
  }

  /** The session of a study in an open workspace: the same one for as long as this window is open. */
  session(workspace: string, study: string): StudySession {
    return this.#session(workspace, study);
  }

  /** Where a tab of a study leads: to the design that is being looked at, where the page shows one. */
  tabRoute(session: StudySession, tab: StudyTab): StudyRoute {
    const { workspace, name: study } = session;
    const trial = tab === 'explore' || tab === 'design' ? session.trial : null;
    return { view: 'study', workspace, study, tab, trial };
  }

  /** Goes to another page of the study that is open. */
  goToTab(tab: StudyTab): void {
    const { route } = this;
    if (route.view === 'study') this.go(this.tabRoute(this.session(route.workspace, route.study), tab));
  }

  /** Shows a trial (or none) on a page of its study. Walking from trial to trial leaves no trail of pages. */
  showTrial(session: StudySession, tab: 'explore' | 'design', trial: number | null): void {
    const { workspace, name: study } = session;
    const here = this.route.view === 'study' && this.route.tab === tab;
    this.go({ view: 'study', workspace, study, tab, trial }, here);
  }

  openStudyText(opened: StudyText): void {
    this.openedStudy = opened;
    this.problem = null;
    this.go({ view: 'setup', token: null });
  }

  /** Opens the workspace behind a token and shows it: its study if there is one, else the list. */
  async openWorkspace(token: string): Promise<void> {
    this.problem = null;
    try {
      this.showWorkspace(await this.host.openWorkspace(token));
    } catch (error) {
      this.problem = toWireError(error);
    }
  }

  /** Asks for a workspace file and shows it. Only in the desktop: a browser gives no page the place of a file. */
  async chooseWorkspace(): Promise<void> {
    try {
      const token = await window.paretoscope?.chooseWorkspaceFile();
      if (token != null) await this.openWorkspace(token);
    } catch (error) {
      this.problem = toWireError(error);
    }
  }

  showWorkspace(summary: WorkspaceSummary): void {
    const [only, another] = summary.studies;
    const { workspace } = summary;
    if (only !== undefined && another === undefined) {
      this.go({ view: 'study', workspace, study: only.name, tab: 'explore', trial: null });
    } else this.go({ view: 'workspace', workspace });
  }

  async openFile(event: OpenFileEvent): Promise<void> {
    if (event.kind === 'study') this.openStudyText({ text: event.text, file: event.file });
    else await this.openWorkspace(event.token);
  }

  /**
   * Lets the runs that a lost engine was at go on: those that were active and that the engine of now does not know.
   * Paused and cancelled ones stay as they are.
   */
  async #goOn(before: readonly RunProgress[]): Promise<void> {
    const interrupted = before.filter(
      (run) => isActive(run.state) && run.state !== 'cancelling' && this.runs[run.run] === undefined,
    );
    const resumed: string[] = [];
    for (const { workspace, study } of interrupted) {
      try {
        const summary = await this.host.workspace(workspace);
        const stored = summary.studies.find((candidate) => candidate.name === study);
        if (stored === undefined || stored.finished || summary.readOnly) continue;
        // Another window may have been faster.
        if (isActive(this.runOf(workspace, study)?.state)) continue;
        const source = { text: studyText(stored.study), file: `${study}.study.json` };
        await this.startRun({ source, workspace });
        resumed.push(study);
      } catch {
        // The study's page offers to continue the run, and says what is wrong if that fails too.
      }
    }
    if (resumed.length > 0) {
      this.notice = `The engine restarted. ${resumed.join(', ')} goes on where it was; stored trials are safe.`;
    }
  }

  #take(progress: RunProgress): void {
    this.runs = { ...this.runs, [progress.run]: progress };
  }

  async #fetchRuns(): Promise<void> {
    try {
      for (const progress of await this.host.runs()) {
        if (this.runs[progress.run] === undefined) this.#take(progress);
      }
    } catch {
      // Lost again meanwhile; the next connection asks again.
    }
  }
}

export function provideApplication(application: Application): Application {
  return setContext(CONTEXT, application);
}

export function useApplication(): Application {
  return getContext<Application>(CONTEXT);
}
