// Where the window is, as the fragment of its address: linkable down to one trial, kept through reloads, and the
// browser's own history is the way back.

/** The pages of one study in a workspace, in the order of their tabs. */
export const STUDY_TABS = ['run', 'explore', 'design', 'compare', 'analysis', 'report'] as const;
export type StudyTab = (typeof STUDY_TABS)[number];

/** One page of one study. `trial` is the design being looked at, which follows from tab to tab. */
export interface StudyRoute {
  readonly view: 'study';
  readonly workspace: string;
  readonly study: string;
  readonly tab: StudyTab;
  readonly trial: number | null;
}

export type Route =
  | { readonly view: 'start' }
  /** Every system's claims. */
  | { readonly view: 'systems' }
  | { readonly view: 'system'; readonly system: string }
  /** A new study of a system. */
  | { readonly view: 'new'; readonly system: string }
  /** A built-in study by token, or the study file that was opened last. */
  | { readonly view: 'setup'; readonly token: string | null }
  /** Trials of another program on their way in. */
  | { readonly view: 'import' }
  | { readonly view: 'workspace'; readonly workspace: string }
  | { readonly view: 'settings' }
  /** A page of the help; its first where none is named. */
  | { readonly view: 'help'; readonly topic: string | null }
  | StudyRoute;

/**
 * The fragment of a route, with its `#`. The trial of a study is written where its page shows one: behind `trials` on
 * the explore page, as the page's own subject on the design page.
 */
export function routeAddress(route: Route): string {
  const part = encodeURIComponent;
  switch (route.view) {
    case 'start':
      return '#/';
    case 'systems':
      return '#/systems';
    case 'system':
      return `#/systems/${part(route.system)}`;
    case 'new':
      return `#/systems/${part(route.system)}/new`;
    case 'setup':
      return route.token === null ? '#/study' : `#/study/${part(route.token)}`;
    case 'settings':
      return '#/settings';
    case 'import':
      return '#/import';
    case 'help':
      return route.topic === null ? '#/help' : `#/help/${part(route.topic)}`;
    case 'workspace':
      return `#/workspaces/${part(route.workspace)}`;
    case 'study': {
      const base = `#/workspaces/${part(route.workspace)}/studies/${part(route.study)}/${route.tab}`;
      if (route.trial === null) return base;
      return route.tab === 'design' ? `${base}/${route.trial}` : `${base}/trials/${route.trial}`;
    }
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function trialNumber(part: string | undefined): number | null {
  return part !== undefined && /^\d{1,15}$/u.test(part) ? Number(part) : null;
}

function isTab(part: string | undefined): part is StudyTab {
  return (STUDY_TABS as readonly (string | undefined)[]).includes(part);
}

/** The route of a fragment; the start view for one that means nothing. */
export function parseRoute(fragment: string): Route {
  const parts = fragment
    .replace(/^#?\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const [first, second, third, fourth, ...rest] = parts;
  if (first === 'systems') {
    if (second === undefined) return { view: 'systems' };
    return third === 'new' ? { view: 'new', system: second } : { view: 'system', system: second };
  }
  if (first === 'settings') return { view: 'settings' };
  if (first === 'import') return { view: 'import' };
  if (first === 'help') return { view: 'help', topic: second ?? null };
  if (first === 'study') return { view: 'setup', token: second ?? null };
  if (first === 'workspaces' && second !== undefined) {
    if (third !== 'studies' || fourth === undefined) return { view: 'workspace', workspace: second };
    const study = { view: 'study', workspace: second, study: fourth } as const;
    const [tab, next, last] = rest;
    // Addresses without a page, as earlier versions made them, are of the page to explore.
    if (!isTab(tab)) return { ...study, tab: 'explore', trial: tab === 'trials' ? trialNumber(next) : null };
    return {
      ...study,
      tab,
      trial: trialNumber(next === 'trials' ? last : tab === 'design' ? next : undefined),
    };
  }
  return { view: 'start' };
}
