// What the palette offers: commands that can run now, and places to go to.

import type { StudyListing, SystemSummary, WorkspaceListing } from '../../engine/contract/host.ts';
import { countText } from '../formatting/quantity.ts';
import { canRun, keyCaps, type Command } from './commands.ts';
import type { Route } from './route.ts';

export interface PaletteItem {
  readonly id: string;
  readonly name: string;
  /** What kind of thing it is, or where it belongs. */
  readonly kind: string;
  readonly caps: readonly string[];
  readonly choose: () => void;
}

export interface PaletteSources {
  readonly commands: readonly Command[];
  readonly systems: readonly SystemSummary[];
  readonly studies: readonly StudyListing[];
  readonly workspaces: readonly WorkspaceListing[];
  readonly topics: readonly { readonly id: string; readonly title: string }[];
  readonly mac: boolean;
  readonly go: (route: Route) => void;
  readonly openWorkspace: (token: string) => void;
  /** Shows a trial of the study that is open; absent where none is. */
  readonly showTrial?: (number: number) => void;
}

/** Everything that can be chosen; a query that is a number offers the trial of that number first. */
export function paletteItems(query: string, sources: PaletteSources): readonly PaletteItem[] {
  const { go, showTrial } = sources;
  const number = /^\d{1,10}$/u.test(query.trim()) ? Number(query.trim()) : undefined;
  const place = (id: string, name: string, kind: string, route: Route): PaletteItem => ({
    id,
    name,
    kind,
    caps: [],
    choose: () => go(route),
  });
  return [
    ...(number === undefined || showTrial === undefined
      ? []
      : [
          {
            id: 'trial',
            name: `Show trial ${countText(number)} (${number})`,
            kind: 'This study',
            caps: [],
            choose: () => showTrial(number),
          },
        ]),
    ...sources.commands.filter(canRun).map((command) => ({
      id: command.id,
      name: command.name,
      kind: command.group,
      caps: keyCaps(command.keys ?? '', sources.mac),
      choose: () => command.run(),
    })),
    ...sources.studies.map((study) =>
      place(`study ${study.token}`, study.name, 'Study', { view: 'setup', token: study.token }),
    ),
    ...sources.systems
      .filter((system) => !system.hidden)
      .flatMap((system) => [
        place(`system ${system.id}`, system.title, 'System', { view: 'system', system: system.id }),
        place(`new ${system.id}`, `New study of ${system.title}`, 'System', {
          view: 'new',
          system: system.id,
        }),
      ]),
    ...sources.workspaces.map((workspace) => ({
      id: `workspace ${workspace.token}`,
      name: workspace.title,
      kind: 'Workspace',
      caps: [],
      choose: () => sources.openWorkspace(workspace.token),
    })),
    ...sources.topics.map((topic) =>
      place(`help ${topic.id}`, topic.title, 'Help', { view: 'help', topic: topic.id }),
    ),
  ];
}
