// Parts of a document, for those who write its sections.

import type { Block, Cell } from '../contract/report-document.ts';

export type {
  Block,
  Cell,
  Figure,
  FigureAxis,
  FigurePoint,
  ScatterFigure,
  Section,
} from '../contract/report-document.ts';

export function paragraph(text: string, tone?: 'quiet' | 'warning'): Block {
  return { kind: 'paragraph', text, ...(tone === undefined ? {} : { tone }) };
}

export function cell(text: string, value?: number): Cell {
  return { text, ...(value === undefined ? {} : { value }) };
}
