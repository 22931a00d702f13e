// A study document as YAML in the order and layout of the files in `studies/`.

import { Document, isCollection, isMap, isScalar, isSeq } from 'yaml';
import type { StudyDocument } from '../contract/study.ts';
import { STUDY_KEYS } from './load.ts';

/** Sections whose own lines are `name: value`; what is inside them goes on one line. */
const BLOCK_SECTIONS = new Set<string>(['parameters', 'fixed']);

/** YAML that loads to the same document. Sections come in the usual order, lists and ranges on one line. */
export function formatStudy(document: StudyDocument): string {
  const sections = STUDY_KEYS.filter((key) => document[key] !== undefined).map((key) => [key, document[key]]);
  const yaml = new Document(Object.fromEntries(sections) as StudyDocument, { aliasDuplicateObjects: false });
  if (isMap(yaml.contents)) {
    for (const { key, value } of yaml.contents.items) {
      if (!isCollection(value)) continue;
      const block =
        isScalar(key) && BLOCK_SECTIONS.has(String(key.value)) && isMap(value) && value.items.length > 0;
      if (!block) value.flow = true;
      else
        for (const inner of value.items)
          if (isMap(inner.value) || isSeq(inner.value)) inner.value.flow = true;
    }
  }
  const constraints = yaml.get('constraints');
  if (isSeq(constraints)) {
    // Quotes keep a comparison readable as one text, as in the documentation.
    for (const item of constraints.items) if (isScalar(item)) item.type = 'QUOTE_DOUBLE';
  }
  return yaml.toString({ lineWidth: 0, flowCollectionPadding: true });
}
