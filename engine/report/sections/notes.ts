// What people wrote about single trials.

import { cell } from '../document.ts';
import type { SectionWriter } from '../compose.ts';

export const notesSection: SectionWriter = ({ annotations }, prefix) => {
  if (annotations.length === 0) return undefined;
  return {
    id: `${prefix}notes`,
    title: 'Notes',
    blocks: [
      {
        kind: 'table',
        caption: 'Trials that somebody marked',
        columns: [
          { title: 'Trial', header: true },
          { title: 'Pinned' },
          { title: 'Tags' },
          { title: 'Note' },
        ],
        rows: annotations.map(({ number, pinned, tags, note }) => [
          cell(`trial ${number}`, number),
          cell(pinned ? 'pinned' : ''),
          cell(tags.join(', ')),
          cell(note),
        ]),
      },
    ],
  };
};
