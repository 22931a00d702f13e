// The drafts of this window, so that leaving the page and coming back loses nothing.

import type { Host } from '../../host/host.ts';
import { outliving } from '../../app/outliving.svelte.ts';
import { StudyDraft } from './study-draft.svelte.ts';

const drafts = new Map<string, StudyDraft>();

/** The draft of a key if there is one. */
export function draftOf(key: string): StudyDraft | undefined {
  return drafts.get(key);
}

/** A draft that begins with this text, in place of any earlier one of its key. */
export function beginDraft(key: string, host: Host, text: string, file: string): StudyDraft {
  const draft = outliving(() => new StudyDraft(host, text, file));
  drafts.set(key, draft);
  return draft;
}
