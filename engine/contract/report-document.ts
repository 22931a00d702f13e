// A report without a format, as plain data: what its HTML page, Markdown and PDF have in common. The engine writes it,
// `renderer/report/` draws it.

import type { BreakdownNode, Direction } from './system.ts';

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

/** What an axis of a figure shows, in base units. */
export interface FigureAxis {
  readonly label: string;
  readonly unit?: string;
  /** By the values if absent. */
  readonly scale?: 'linear' | 'log';
  readonly direction?: Direction;
}

/** `trial` where it can be found again. */
export interface FigurePoint {
  readonly x: number;
  readonly y: number;
  readonly trial?: number;
}

interface FigureText {
  /** Unique within the document; letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What it shows, for readers and for those who cannot see it. */
  readonly caption: string;
}

/** Trials over two quantities: the front in front, the others behind it. */
export interface ScatterFigure extends FigureText {
  readonly kind: 'scatter';
  readonly x: FigureAxis;
  readonly y: FigureAxis;
  readonly infeasible: readonly FigurePoint[];
  readonly dominated: readonly FigurePoint[];
  readonly front: readonly FigurePoint[];
  /** Named by their numbers. */
  readonly chosen: readonly FigurePoint[];
  /** The axes are the only objectives, so that the front is a staircase here. */
  readonly joined: boolean;
}

/** Fronts of several studies over two objectives that they share. */
export interface FrontsFigure extends FigureText {
  readonly kind: 'fronts';
  readonly x: FigureAxis;
  readonly y: FigureAxis;
  readonly fronts: readonly { readonly name: string; readonly points: readonly FigurePoint[] }[];
}

/** A value that grows in steps; each y holds until the next x. */
export interface StepsFigure extends FigureText {
  readonly kind: 'steps';
  readonly x: FigureAxis;
  readonly y: FigureAxis;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface ShareBar {
  readonly label: string;
  /** 0 to 1, as are the ends of the interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Shares of a variance with their intervals, and what only combinations explain. */
export interface SharesFigure extends FigureText {
  readonly kind: 'shares';
  readonly bars: readonly ShareBar[];
  readonly interactions: number;
}

/** Where an additive quantity goes. */
export interface PartsFigure extends FigureText {
  readonly kind: 'parts';
  readonly root: BreakdownNode;
  readonly unit?: string;
}

export type Figure = ScatterFigure | FrontsFigure | StepsFigure | SharesFigure | PartsFigure;

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

/** Markup and the style sheets of the components that made it, in base colours as custom properties. */
export interface RenderedMarkup {
  readonly markup: string;
  readonly style: string;
}

/** What draws reports: `renderer/report/page.ts`, compiled for the server. */
export interface ReportRenderer {
  /** Header, contents, sections and footer of a document. */
  readonly page: (document: ReportDocument) => RenderedMarkup;
  /** One figure, an `svg` element. */
  readonly figure: (figure: Figure) => RenderedMarkup;
  /** Values of the custom properties that styles refer to, by name with the two hyphens. */
  readonly tokens: Readonly<Record<string, readonly [light: string, dark: string]>>;
}
