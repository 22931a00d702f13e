// How to get the same trials again.

import { paragraph, type Block } from '../document.ts';
import type { SectionWriter } from '../compose.ts';
import { isImported } from '../exchange/index.ts';
import { listed } from '../wording.ts';

export const reproductionSection: SectionWriter = (report, prefix) => {
  const { study, ranWith, sourceText } = report;
  const imported = isImported(study.system);
  const blocks: Block[] = [
    paragraph(
      imported
        ? 'The trials were imported: Paretoscope did not evaluate them and cannot do so again.'
        : 'The same study file, seed and versions give the same trials, whatever the number of workers.',
    ),
    {
      kind: 'facts',
      facts: [
        [imported ? 'Imported by' : 'Ran with', `Paretoscope ${listed(ranWith) || 'of an unknown version'}`],
        ['System', `${study.system}, version ${study.systemVersion}`],
        ['Seed', String(study.seed)],
      ],
    },
  ];
  if (!imported) {
    blocks.push({
      kind: 'code',
      label: 'Run it again',
      text: `paretoscope run STUDY.yaml --seed ${study.seed}`,
    });
  }
  if (sourceText !== '') {
    blocks.push({
      kind: 'code',
      label: imported ? 'How the file was read' : 'The study file, STUDY.yaml',
      text: sourceText,
    });
  }
  return { id: `${prefix}reproduction`, title: 'How to reproduce it', blocks };
};
