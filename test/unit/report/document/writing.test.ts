// Documents as HTML, Markdown, LaTeX and BibTeX: numbers in place, texts of users never markup, same bytes each time.

import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  bibliography,
  composeDocument,
  gatherReport,
  htmlReport,
  latexTables,
  markdownReport,
} from '../../../../engine/report/index.ts';
import { escapeLatex } from '../../../../engine/report/latex.ts';
import { escapeMarkdown } from '../../../../engine/report/markdown.ts';
import { escapeMarkup, markup } from '../../../../engine/report/markup.ts';
import { errorOf, folder, workspaceAt } from '../exchange/_fixtures.ts';
import { HOSTILE, makeStudy, reportOf, REVERSING, sourceOf, storedStudy, SYSTEM } from './_fixtures.ts';

describe('escaping', () => {
  it('leaves no character of a text that markup could act on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeMarkup(text).replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toMatch(/[&<>"']/);
      }),
      { seed: 1 },
    );
  });

  it('escapes what templates are given, once, whatever it is nested in', () => {
    const inner = markup`<b>${'<&>'}</b>`;
    expect(markup`<p title="${'"'}">${[inner, undefined, 3]}</p>`.toString()).toBe(
      '<p title="&quot;"><b>&lt;&amp;&gt;</b>3</p>',
    );
  });

  it('replaces marks that would turn the reading direction and halves of characters', () => {
    expect(escapeMarkup(REVERSING)).toBe('exe.\ufffdgpj');
    expect(escapeMarkup('\ud83d x \u0000 \u{1f600}')).toBe('\ufffd x \ufffd \u{1f600}');
  });

  it('escapes Markdown and LaTeX', () => {
    expect(escapeMarkdown('a|b\n*c* <d> [e](f) ~g~')).toBe('a\\|b \\*c\\* \\<d\\> \\[e\\](f) \\~g\\~');
    expect(escapeLatex('50 % of $x_1$ \\input{x} ~^#&')).toBe(
      '50 \\% of \\$x\\_1\\$ \\textbackslash{}input\\{x\\} \\textasciitilde{}\\textasciicircum{}\\#\\&',
    );
  });
});

describe('an HTML report', () => {
  it('has every section, in order', async () => {
    const html = await htmlReport(composeDocument([await reportOf('sections')]));
    const ids = Array.from(html.matchAll(/<h2 id="([a-z]+)-heading"/g), ([, id]) => id);
    expect(ids).toEqual([
      'summary',
      'question',
      'front',
      'chosen',
      'sensitivity',
      'convergence',
      'failures',
      'credibility',
      'reproduction',
    ]);
  });

  it('says the numbers of the study', async () => {
    const html = await htmlReport(composeDocument([await reportOf('numbers')]));
    expect(html).toContain('<dt>Feasible</dt> <dd dir="auto">32 (94 %)</dd>');
    expect(html).toContain('<dt>Published numbers reproduced</dt> <dd dir="auto">1 of 2</dd>');
    expect(html).toContain(
      'The hypervolume of the front is 256, measured from area 10 mm², throughput 0 OPS.',
    );
    expect(html).toContain(
      'lies trial 28: area 1.8 mm² and throughput 8 OPS, with MAC array 1 and clock 800 MHz.',
    );
    expect(html).toContain('0.97 (');
    expect(html.match(/<tr data-trial="/g)).toHaveLength(20);
    expect(html).toContain('Rate. Assumption: no stalls');
    expect(html).toContain('paretoscope run STUDY.yaml --seed 7');
  });

  it('lets no text of a user become markup', async () => {
    const html = await htmlReport(composeDocument([await reportOf(HOSTILE)]));
    expect(html).toContain('&lt;img src=x onerror=alert(1)>');
    expect(html).not.toContain('<img');
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html).not.toContain('\u202e');
  });

  it('is the same, byte for byte, when the same workspace is read again', async () => {
    const path = join(folder(), 'same.pareto');
    const stored = storedStudy('same', path);
    const first = await htmlReport(composeDocument([await gatherReport(sourceOf(stored))]));
    const again = await htmlReport(composeDocument([await gatherReport(sourceOf(stored))]));
    expect(again).toBe(first);
  });

  it('says so when nothing is feasible', async () => {
    const stored = workspaceAt(join(folder(), 'infeasible.pareto')).createStudy(makeStudy('none'), '', [
      { id: 'area' },
      { id: 'throughput' },
    ]);
    stored.append(
      { first: 0, count: 2, codes: Float64Array.of(0, 1e8, 1, 2e8) },
      {
        first: 0,
        count: 2,
        states: Uint8Array.of(1, 1),
        metrics: new Float64Array(4).fill(Number.NaN),
        durations: new Float32Array(2),
        messages: [[0, 'too large']],
      },
    );
    const html = await htmlReport(composeDocument([await gatherReport(sourceOf(stored))]));
    expect(html).toContain('No trial is feasible');
    expect(html).toContain('too large');
    expect(html).not.toContain('NaN');
  });

  it('compares studies on common axes', async () => {
    const html = await htmlReport(composeDocument([await reportOf('first'), await reportOf('second')]));
    expect(html).toContain('<h1 dir="auto">Comparison of 2 studies</h1>');
    expect(html).toContain('id="common-front-title"');
    expect(html).toContain('<h3 id="study-2-front-heading" dir="auto">');
    const ids = Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('what a report says of the study', () => {
  it('names every setting that decides what is tried', async () => {
    const study = {
      ...makeStudy('settings'),
      forbid: ['mac = 8 and clock > 700 MHz'],
      sampler: { type: 'nsga2', options: { population: 8 }, reason: 'two objectives' },
      pruner: { type: 'percentile', options: { percentile: 25 } },
      order: 'asynchronous',
      fidelity: { parameter: 'clock', levels: [1e8, 8e8], factor: 4 },
      start: { published: true, designs: [{ mac: 1 }], trials: { study: 'before' } },
      budget: { trials: 34, timeSeconds: 60, plateau: { improvement: 0.01, trials: 10 } },
    } as const;
    const report = { ...(await reportOf('settings')), study };
    const html = await htmlReport(composeDocument([report]));
    for (const [term, fact] of [
      ['Not tried', 'mac = 8 and clock > 700 MHz'],
      ['Sampler', 'nsga2 (population 8), chosen automatically: two objectives'],
      [
        'Began with',
        'the published design, 1 given design and what the sampler learnt from trials of the study "before"',
      ],
      ['Pruner', 'percentile (percentile 25)'],
      ['Fidelity', 'clock in 100000000, 800000000; one of 4 designs goes on'],
      ['Budget', '34 trials or 60 s or until 10 trials improve it by less than 1.0 %'],
      ['Order', 'asynchronous: another run may differ'],
    ] as const) {
      expect(html).toContain(`<dt>${term}</dt> <dd dir="auto">${fact}</dd>`);
    }
  });

  it('lists the selections that were kept', async () => {
    const report = await reportOf('kept');
    const selections = [
      { name: 'small', numbers: [0, 4, 8] },
      { name: 'fast', filter: 'throughput > 8 OPS' },
    ];
    const html = await htmlReport(composeDocument([{ ...report, selections }]));
    expect(html).toContain('<th scope="row" dir="auto">small</th><td dir="auto" class="number">3</td>');
    expect(html).toContain('<td dir="auto">throughput > 8 OPS</td>');
  });

  it('measures the fronts of several studies from one point', async () => {
    const whole = await reportOf('whole');
    // Of the front only the designs with one MAC: areas 1.1 to 1.8 and throughputs 1 to 8.
    const part = { ...whole, frontPoints: whole.frontPoints.filter(({ values }) => values[0]! < 2) };
    const html = await htmlReport(composeDocument([whole, part]));
    // From (8.8, 1): steps of 0.1 in area from 1.2 on bring 1 each, ... of the whole front more.
    const share = /class="number">100 %<\/td>.*?class="number">(\d+) %<\/td><\/tr><\/tbody>/u.exec(html)![1];
    const dominated = [1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8].reduce((sum, area) => sum + (8.8 - area), 0);
    const gains: (readonly [number, number])[] = whole.frontPoints.map(
      ({ values }) => [values[0]!, values[1]!] as const,
    );
    const all = gains.reduce(
      (sum, [area, throughput], index) => sum + (8.8 - area) * (throughput - (gains[index - 1]?.[1] ?? 1)),
      0,
    );
    expect(Number(share)).toBe(Math.round((100 * dominated) / all));
  });
});

describe('a Markdown report', () => {
  it('refers to its figures, and each of them is a whole SVG', async () => {
    const { text, figures } = await markdownReport(composeDocument([await reportOf('md')]), 'my figures');
    const named = Array.from(text.matchAll(/\]\(my%20figures\/([^)]+)\)/g), ([, name]) => name);
    expect(named).toEqual([...figures.keys()]);
    for (const svg of figures.values()) {
      expect(svg).toMatch(/^<svg xmlns="http:[^]*<\/svg>\n$/);
      // Few programs that show SVG files know custom properties.
      expect(svg).not.toContain('var(');
    }
  });

  it('has tables whose rows all have the columns of the head, and fences that no text ends', async () => {
    const { text } = await markdownReport(composeDocument([await reportOf(HOSTILE)]), 'f');
    const cells = (line: string): number => line.split(/(?<!\\)\|/).length;
    const lines = text.split('\n');
    lines.forEach((line, index) => {
      if (line.startsWith('| ') && lines[index - 1]?.startsWith('|') === true) {
        expect(cells(line)).toBe(cells(lines[index - 1]!));
      }
    });
    const outsideFences = text.replaceAll(/^(`{3,})text\n[^]*?\n\1$/gm, '');
    expect(outsideFences).not.toMatch(/(?<!\\)</);
    expect(text).toContain('````text\nstudy: x');
  });
});

describe('LaTeX and BibTeX', () => {
  it('sets a booktabs table with a row a design', async () => {
    const tex = latexTables([await reportOf('table_1')]);
    expect(tex).toContain('\\caption{Front of the study table\\_1}');
    expect(tex).toContain('    0 & 1.1~mm\\textsuperscript{2} & 1~OPS & 1 & 100~MHz \\\\');
    expect(tex.match(/ \\\\$/gm)).toHaveLength(21);
    for (const rule of ['toprule', 'midrule', 'bottomrule']) expect(tex).toContain(`\\${rule}`);
  });

  it('writes an entry for the paper of the system, and refuses where there is none', async () => {
    const report = await reportOf('paper');
    expect(bibliography([report, report])).toBe(
      `% The system "array" models this paper. Add its authors, which are not recorded here.
@misc{array,
  title = {{Arrays \\& 100 \\% of their \\{area\\}}},
  year = {2024},
  howpublished = {ISPASS\\_24},
  eprint = {2404.00001},
  archivePrefix = {arXiv},
  url = {https://arxiv.org/abs/2404.00001},
}
`,
    );
    const without = { ...SYSTEM };
    delete (without as { paper?: unknown }).paper;
    const none = gatherReport({ ...sourceOf(storedStudy('none')), system: without }).then((one) =>
      bibliography([one]),
    );
    expect((await errorOf(none)).kind).toBe('not-found');
  });
});
