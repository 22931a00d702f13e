// Where the window is, as the fragment of its address: linkable down to one trial, kept through reloads, and the
// browser's own history is the way back.

export type Route =
  | { readonly view: 'start' }
  | { readonly view: 'system'; readonly system: string }
  /** A built-in study by token, or the study file that was opened last. */
  | { readonly view: 'study'; readonly token: string | null }
  | { readonly view: 'workspace'; readonly workspace: string }
  | {
      readonly view: 'explore';
      readonly workspace: string;
      readonly study: string;
      readonly trial: number | null;
    };

/** The fragment of a route, with its `#`. */
export function routeAddress(route: Route): string {
  const part = encodeURIComponent;
  switch (route.view) {
    case 'start':
      return '#/';
    case 'system':
      return `#/systems/${part(route.system)}`;
    case 'study':
      return route.token === null ? '#/study' : `#/study/${part(route.token)}`;
    case 'workspace':
      return `#/workspaces/${part(route.workspace)}`;
    case 'explore': {
      const trial = route.trial === null ? '' : `/trials/${route.trial}`;
      return `#/workspaces/${part(route.workspace)}/studies/${part(route.study)}${trial}`;
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

/** The route of a fragment; the start view for one that means nothing. */
export function parseRoute(fragment: string): Route {
  const parts = fragment
    .replace(/^#?\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const [first, second, third, fourth, fifth, sixth] = parts;
  if (first === 'systems' && second !== undefined) return { view: 'system', system: second };
  if (first === 'study') return { view: 'study', token: second ?? null };
  if (first === 'workspaces' && second !== undefined) {
    if (third !== 'studies' || fourth === undefined) return { view: 'workspace', workspace: second };
    const number = fifth === 'trials' && sixth !== undefined && /^\d+$/.test(sixth) ? Number(sixth) : null;
    return { view: 'explore', workspace: second, study: fourth, trial: number };
  }
  return { view: 'start' };
}
