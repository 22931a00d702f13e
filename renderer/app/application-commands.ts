// What can be done in every view.

import { steppedZoom } from '../../engine/contract/settings.ts';
import { isOpen } from '../formatting/run-words.ts';
import type { Application } from './application.svelte.ts';
import type { Command } from './commands.ts';

/** What belongs to the shell around the views. */
export interface ShellActions {
  openPalette(): void;
  openKeys(): void;
  openStudyFile(): void;
  /** Absent where a page cannot ask for a workspace. */
  readonly openWorkspace: (() => void) | undefined;
}

const group = 'Everywhere';

/** The desktop's zoom; in a browser these keys are the browser's. */
function zoomCommands({ settings }: Application): Command[] {
  const zoomed = (steps: number): number => steppedZoom(settings.value.zoom, steps);
  return [
    {
      id: 'zoom.in',
      name: 'Zoom in',
      keys: 'Control+=',
      otherKeys: 'Control++',
      group,
      enabled: () => zoomed(1) !== settings.value.zoom,
      run: () => settings.change({ zoom: zoomed(1) }),
    },
    {
      id: 'zoom.out',
      name: 'Zoom out',
      keys: 'Control+-',
      group,
      enabled: () => zoomed(-1) !== settings.value.zoom,
      run: () => settings.change({ zoom: zoomed(-1) }),
    },
    {
      id: 'zoom.reset',
      name: 'Reset the zoom',
      keys: 'Control+0',
      group,
      run: () => settings.change({ zoom: 1 }),
    },
  ];
}

/** The commands that are there whatever is shown. */
export function applicationCommands(application: Application, actions: ShellActions): Command[] {
  const { openWorkspace } = actions;
  const openRun = () => Object.values(application.runs).findLast((run) => isOpen(run.state));
  return [
    {
      id: 'palette.open',
      name: 'Search commands and places',
      keys: 'Control+k',
      group,
      run: () => actions.openPalette(),
    },
    {
      id: 'help.open',
      name: 'Open the help',
      keys: 'F1',
      group,
      menu: 'help',
      run: () => application.go({ view: 'help', topic: null }),
    },
    {
      id: 'systems.show',
      name: 'Show how far each system can be believed',
      keys: 'g s',
      group,
      run: () => application.go({ view: 'systems' }),
    },
    {
      id: 'keys.show',
      name: 'Show the keys',
      keys: '?',
      group,
      menu: 'help',
      run: () => actions.openKeys(),
    },
    {
      id: 'study.open',
      name: 'Open a study file',
      keys: 'Control+o',
      group,
      menu: 'file',
      run: () => actions.openStudyFile(),
    },
    ...(openWorkspace === undefined
      ? []
      : [
          {
            id: 'workspace.open',
            name: 'Open a workspace',
            keys: 'Control+Shift+o',
            group,
            menu: 'file',
            run: openWorkspace,
          } as const,
        ]),
    {
      id: 'import.show',
      name: 'Open a table or an Optuna storage to import',
      keys: 'g i',
      group,
      menu: 'file',
      run: () => application.go({ view: 'import' }),
    },
    {
      id: 'start.show',
      name: 'Go to the start view',
      keys: 'g h',
      otherKeys: 'h',
      group,
      run: () => application.go({ view: 'start' }),
    },
    {
      id: 'run.show',
      name: 'Show the active run',
      group,
      menu: 'run',
      enabled: () => openRun() !== undefined,
      run: () => {
        const run = openRun();
        if (run === undefined) return;
        const { workspace, study } = run;
        application.go({ view: 'study', workspace, study, tab: 'run', trial: null });
      },
    },
    {
      id: 'settings.show',
      name: 'Open the settings',
      keys: 'Control+,',
      group,
      menu: 'file',
      run: () => application.go({ view: 'settings' }),
    },
    ...(application.settings.desktop ? zoomCommands(application) : []),
    {
      id: 'theme.advance',
      name: 'Change between light, dark and system theme',
      keys: 't',
      group,
      run: () => application.settings.advanceTheme(),
    },
  ];
}
