// What people wrote about single trials, and the selections they kept.

import { cell, type Block } from '../document.ts';
import type { SectionWriter } from '../compose.ts';

export const notesSection: SectionWriter = ({ annotations, selections }, prefix) => {
  const blocks: Block[] = [];
  if (annotations.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Trials that somebody marked',
      columns: [{ title: 'Trial', header: true }, { title: 'Pinned' }, { title: 'Tags' }, { title: 'Note' }],
      rows: annotations.map(({ number, pinned, tags, note }) => [
        cell(`trial ${number}`, number),
        cell(pinned ? 'pinned' : ''),
        cell(tags.join(', ')),
        cell(note),
      ]),
    });
  }
  if (selections.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Selections that were kept; an export takes them by name',
      columns: [
        { title: 'Selection', header: true },
        { title: 'Trials', numeric: true },
        { title: 'Filter' },
      ],
      rows: selections.map(({ name, numbers, filter }) => [
        cell(name),
        numbers === undefined ? cell('all') : cell(numbers.length.toLocaleString('en'), numbers.length),
        cell(filter ?? ''),
      ]),
    });
  }
  return blocks.length === 0 ? undefined : { id: `${prefix}notes`, title: 'Notes', blocks };
};
