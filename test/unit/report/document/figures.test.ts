// Figures of reports: drawn with the axes of the window, every mark where its numbers say.

import { describe, expect, it } from 'vitest';
import type { ScatterFigure } from '../../../../engine/contract/report-document.ts';
import { figureFile, withValues } from '../../../../engine/report/figure-file.ts';
import { htmlStyle } from '../../../../engine/report/html-style.ts';
import { layOutScatter } from '../../../../renderer/report/scatter-layout.ts';
import { readTokens } from '../../../../renderer/report/tokens.ts';

const FIGURE: ScatterFigure = {
  kind: 'scatter',
  id: 'pair',
  title: 'Area & energy <b>',
  caption: 'Two of three.',
  x: { label: 'area', unit: 'mm²', direction: 'minimize', scale: 'linear' },
  y: { label: 'energy', unit: 'J', direction: 'minimize', scale: 'log' },
  infeasible: [{ x: 10, y: 1e-3 }],
  dominated: [
    { x: 5, y: 1e-3 },
    { x: 5, y: 1e-3 },
    { x: 5, y: 0 },
  ],
  front: [
    { trial: 2, x: 10, y: 1e-6 },
    { trial: 1, x: 0, y: 1e-3 },
  ],
  chosen: [{ trial: 1, x: 0, y: 1e-3 }],
  joined: true,
};

describe('a scatter plot', () => {
  const layout = layOutScatter(FIGURE, 1080, 1080);

  it('places points on linear and logarithmic axes with a margin of 4 % at both ends', () => {
    expect(layout.front.map(({ x, y, point }) => [point.trial, x, y])).toEqual([
      [2, 1040, 1040],
      [1, 40, 40],
    ]);
    expect(layout.chosen[0]).toMatchObject({ x: 40, y: 40, label: { text: '1', x: 49, y: 34 } });
  });

  it('leaves out what an axis cannot show, and draws equal places once', () => {
    expect(layout.dominated).toBe('M540 40h0');
    expect(layout.infeasible).toBe('M1040 40m-2.5 -2.5l5 5m0 -5l-5 5');
  });

  it('joins the front by a staircase where its axes are the only objectives', () => {
    expect(layout.stairs).toBe('M40 40L1040 40L1040 1040');
    expect(layOutScatter({ ...FIGURE, joined: false }, 100, 100).stairs).toBe('');
  });

  it('is an SVG file whose texts are no markup and whose looks need no other file', async () => {
    const svg = await figureFile(FIGURE);
    expect(svg).toContain('<title id="pair-title">Area &amp; energy &lt;b></title>');
    expect(svg).toContain('<title>trial 2: area 10 mm², energy 1 µJ</title>');
    expect(svg).toContain('area, less is better (mm²)');
    expect(svg.match(/<g data-trial="1">/gu)).toHaveLength(2);
    expect(svg).not.toMatch(/var\(|light-dark/u);
  });
});

describe('tokens', () => {
  const tokens = readTokens(
    ':root { --a: light-dark(rgb(1 2 3 / 4%), #fff); --b: 400 12px/1 var(--c); --c: serif; --d: 3px; }',
  );

  it('have a light and a dark value each', () => {
    expect(tokens).toEqual({
      '--a': ['rgb(1 2 3 / 4%)', '#fff'],
      '--b': ['400 12px/1 var(--c)', '400 12px/1 var(--c)'],
      '--c': ['serif', 'serif'],
      '--d': ['3px', '3px'],
    });
  });

  it('are written out for files, and declared for pages as far as they are used', () => {
    expect(withValues('p{color:var(--a);font:var(--b);width:var(--e, 4px)}', tokens)).toBe(
      'p{color:rgb(1 2 3 / 4%);font:400 12px/1 serif;width:4px}',
    );
    const style = htmlStyle('p{color:var(--a);font:var(--b)}', tokens);
    expect(style).toContain('--a: rgb(1 2 3 / 4%); --b: 400 12px/1 var(--c); --c: serif; }');
    expect(style).toContain(':root { color-scheme: dark; --a: #fff; }');
    expect(style).not.toContain('--d');
  });
});
