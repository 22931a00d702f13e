// A document without a format: what HTML, Markdown and PDF have in common.

import type { Figure } from './figures/figure.ts';

/** A cell: what is read, and, where rows can be put in order, the value that orders them. */
export interface Cell {
  readonly text: string;
  readonly value?: number;
  /** Said of the whole cell: good or bad news, or less important. */
  readonly tone?: 'good' | 'bad' | 'quiet';
}

export interface TableColumn {
  readonly title: string;
  readonly numeric?: boolean;
  /** The cells name their row. */
  readonly header?: boolean;
}

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Readers may want another order. */
  readonly sortable?: boolean;
  /** Trial number of each row, which figures mark too. */
  readonly trials?: readonly number[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string; readonly tone?: 'quiet' | 'warning' }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [term: string, fact: string])[] }
  | { readonly kind: 'code'; readonly text: string; readonly label: string }
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] }
  | { readonly kind: 'section'; readonly section: Section }
  | Table;

export interface Section {
  /** Unique within the document; letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface ReportDocument {
  readonly title: string;
  /** Under the title. */
  readonly subtitle: string;
  readonly sections: readonly Section[];
  /** Last line: who wrote this. */
  readonly colophon: string;
}

export function paragraph(text: string, tone?: 'quiet' | 'warning'): Block {
  return { kind: 'paragraph', text, ...(tone === undefined ? {} : { tone }) };
}

export function cell(text: string, value?: number): Cell {
  return { text, ...(value === undefined ? {} : { value }) };
}
