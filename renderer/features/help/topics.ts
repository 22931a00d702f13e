// The help: the project's pages and every system's own README, bundled with the window as text and read when asked for.

import { sentenceCase } from '../../formatting/quantity.ts';
import { fuzzyScore } from '../../app/fuzzy.ts';

export interface HelpTopic {
  /** `study-file`, or `system-ethos-u55`. */
  readonly id: string;
  readonly title: string;
  readonly group: 'Guide' | 'Systems';
  readonly load: () => Promise<string>;
}

const GUIDE = import.meta.glob<string>('../../../docs/*.md', { query: '?raw', import: 'default' });
const SYSTEMS = import.meta.glob<string>('../../../engine/systems/*/README.md', {
  query: '?raw',
  import: 'default',
});
/** Pages that a person at the window needs first; the others follow by name. */
const FIRST = ['study-file', 'samplers', 'reports', 'exchange', 'your-own-simulator', 'validation'];

function titleOf(id: string): string {
  return sentenceCase(id.replaceAll('-', ' '));
}

function place(id: string): number {
  const index = FIRST.indexOf(id);
  return index === -1 ? FIRST.length : index;
}

const guide = Object.entries(GUIDE)
  .map(([file, load]): HelpTopic => {
    const id = /([^/]+)\.md$/u.exec(file)![1]!;
    return { id, title: titleOf(id), group: 'Guide', load };
  })
  .sort((a, b) => place(a.id) - place(b.id) || a.id.localeCompare(b.id));

const systems = Object.entries(SYSTEMS).map(([file, load]): HelpTopic => {
  const id = /([^/]+)\/README\.md$/u.exec(file)![1]!;
  return { id: `system-${id}`, title: id, group: 'Systems', load };
});

export const helpTopics: readonly HelpTopic[] = [...guide, ...systems];

/** The README of a system; undefined where it has none. */
export function systemTopic(system: string): HelpTopic | undefined {
  return helpTopics.find((topic) => topic.id === `system-${system}`);
}

/** The topic that a link in a page leads to: another page, or a system's README. */
export function linkedTopic(address: string): HelpTopic | undefined {
  const [file] = address.split('#');
  const system = /systems\/([^/]+)\/(?:README\.md)?$/u.exec(file ?? '')?.[1];
  if (system !== undefined) return systemTopic(system);
  const page = /([^/]+)\.md$/u.exec(file ?? '')?.[1];
  return page === undefined ? undefined : helpTopics.find((topic) => topic.id === page);
}

export interface HelpHit {
  readonly topic: HelpTopic;
  /** The line that matches best, without its marks. */
  readonly line: string;
}

const MOST_HITS = 40;

/** Topics whose text holds every word of the query, those first whose title matches. */
export async function searchHelp(query: string): Promise<readonly HelpHit[]> {
  const words = query
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const texts = await Promise.all(helpTopics.map(async (topic) => ({ topic, text: await topic.load() })));
  return texts
    .filter(({ topic, text }) => {
      const all = `${topic.title}\n${text}`.toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .map(({ topic, text }) => {
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      const holding = (line: string): number =>
        words.filter((word) => line.toLowerCase().includes(word)).length;
      const line = lines.reduce(
        (best, other) => (holding(other) > holding(best) ? other : best),
        lines[0] ?? '',
      );
      const score = (fuzzyScore(query, topic.title) ?? 0) + holding(line) * 5;
      return {
        topic,
        line: line
          .replaceAll(/[#*`|>]/gu, ' ')
          .trim()
          .slice(0, 160),
        score,
      };
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_HITS);
}
