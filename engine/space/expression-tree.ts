// The tree of an expression as written, before anybody knows what its names mean.

import type { Span } from './expression-tokens.ts';

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type ArithmeticOperator = '+' | '-' | '*' | '/';

export const TERM_FUNCTIONS = ['min', 'max', 'floor', 'ceil', 'mod', 'log2'] as const;
export type TermFunction = (typeof TERM_FUNCTIONS)[number];

/** A value as written: `quantity` keeps its text, since what its unit means depends on the name it is compared with. */
export type Literal =
  | { readonly kind: 'quantity'; readonly text: string; readonly span: Span }
  | { readonly kind: 'word'; readonly text: string; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span };

/** What is computed. A bare word is a name, or a choice where a name stands on the other side of a comparison. */
export type TermNode =
  | Literal
  | { readonly kind: 'negate'; readonly term: TermNode; readonly span: Span }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: TermNode;
      readonly right: TermNode;
      readonly span: Span;
    }
  | {
      readonly kind: 'call';
      readonly function: TermFunction;
      readonly terms: readonly TermNode[];
      readonly span: Span;
    };

export interface Name {
  readonly id: string;
  readonly span: Span;
}

export type SyntaxNode =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SyntaxNode[]; readonly span: Span }
  | { readonly kind: 'not'; readonly part: SyntaxNode; readonly span: Span }
  | {
      readonly kind: 'compare';
      readonly name: Name;
      readonly operator: ComparisonOperator;
      readonly value: Literal;
      readonly span: Span;
    }
  | {
      readonly kind: 'relation';
      readonly operator: ComparisonOperator;
      readonly left: TermNode;
      readonly right: TermNode;
      readonly span: Span;
    }
  | { readonly kind: 'in'; readonly name: Name; readonly values: readonly Literal[]; readonly span: Span };
