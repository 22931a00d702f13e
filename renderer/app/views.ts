// The views beside the start view, each a part of the program of its own: the first content waits for none of them.

export const views = {
  setup: () => import('../features/setup/SetupView.svelte'),
  help: () => import('../features/help/HelpView.svelte'),
  systems: () => import('../features/credibility/CredibilityView.svelte'),
  system: () => import('../features/credibility/SystemView.svelte'),
  settings: () => import('../features/settings/SettingsView.svelte'),
  import: () => import('../features/import/ImportView.svelte'),
  workspace: () => import('../features/workspace/WorkspaceView.svelte'),
  study: () => import('./StudyShell.svelte'),
} as const;

/** Milliseconds after the start in which the page and the engine have other things to do. */
const QUIET_MILLISECONDS = 1500;

/** Fetches all views once the page is at rest, so that going to one waits for nothing; returns what stops it. */
export function fetchViewsLater(): () => void {
  const timer = setTimeout(() => {
    // One that cannot be fetched now says so when it is shown.
    for (const view of Object.values(views)) view().catch(() => undefined);
  }, QUIET_MILLISECONDS);
  return () => clearTimeout(timer);
}
