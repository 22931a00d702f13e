// Reports of real systems, from the run to the file: golden in structure and numbers, and nothing half-written.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatQuantity } from '../../../../engine/contract/quantity.ts';
import { createEngine, type Engine } from '../../../../engine/host/engine.ts';
import type { ReportRequest } from '../../../../engine/host/report.ts';
import { errorOf, filesIn, folder } from '../exchange/_fixtures.ts';

const STUDIES = ['quick-start', 'systolic-accelerator-array-shape'] as const;

/** Headings, paragraphs, facts, captions and heads of tables, one a line, as a reader without eyes for looks has them. */
function outlineOf(html: string): string {
  const kinds = ['h1', 'h2', 'h3', 'p', 'dt', 'dd', 'li', 'caption', 'figcaption', 'th(?= scope="col")'];
  const pattern = new RegExp(`<(${kinds.join('|')})(?: [^>]*)?>(.*?)</`, 'gsu');
  const body = html.slice(html.indexOf('<body>'), html.indexOf('<script>'));
  const words = (text: string): string =>
    text
      .replaceAll(/<[^>]*>/gu, ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&')
      .replaceAll(/\s+/gu, ' ')
      .replaceAll(/(?<=Paretoscope )\d+\.\d+\.\d+/gu, 'VERSION')
      .trim();
  // A link in the list of contents is an item, too.
  return `${Array.from(body.replaceAll(/<\/?(?:a|strong)\b[^>]*>/gu, ' ').matchAll(pattern), ([, kind, text]) => `${kind!}: ${words(text!)}`).join('\n')}\n`;
}

describe('a report on studies of real systems', () => {
  let engine: Engine;
  let workspace: string;
  const names: string[] = [];

  beforeAll(async () => {
    engine = createEngine({ shell: 'browser', workspaceFolder: folder(), workers: 1 });
    const path = join(folder(), 'real.pareto');
    for (const file of STUDIES) {
      const started = await engine.startRunAt({
        source: { token: `study:${file}.study.yaml` },
        path,
        // Random designs: what samplers learn to do better is no business of a report.
        adjust: (study) => ({
          ...study,
          sampler: { type: 'random', options: {} },
          budget: { trials: 120 },
        }),
      });
      await engine.finished(started.run);
      names.push(started.study);
      workspace = started.workspace.workspace;
    }
  });
  afterAll(() => engine.close());

  const report = (out: string, request: Partial<ReportRequest> = {}): ReturnType<Engine['reportTo']> =>
    engine.reportTo(workspace, { withoutClaims: true, out, ...request });

  it.each([0, 1])(
    'has the front, the claims and the breakdowns that the engine has (study %i)',
    async (index) => {
      const name = names[index]!;
      const out = join(folder(), 'golden.html');
      await report(out, { studies: [name], withoutClaims: false });
      const html = readFileSync(out, 'utf8');
      const { studies } = await engine.workspace(workspace);
      const { study, frontSize } = studies.find((one) => one.name === name)!;
      expect(html).toContain(`<dt>Designs on the front</dt> <dd dir="auto">${frontSize}</dd>`);
      const page = await engine.trialPage(workspace, name, { frontOnly: true, offset: 0, limit: 1000 });
      const system = await engine.system(study.system);
      for (const { number, metrics } of page.trials) {
        const row = new RegExp(`<tr data-trial="${number}">.*?</tr>`).exec(html)![0];
        for (const { metric } of study.objectives) {
          expect(row).toContain(
            `>${formatQuantity(metrics[metric]!, system.metrics[metric]!.unit, { digits: 4 })}</td>`,
          );
        }
      }
      const claims = await engine.validate(study.system);
      const checks = claims.filter(({ kind }) => kind === 'check');
      expect(html.match(/>reproduced<\/td>/g) ?? []).toHaveLength(checks.filter(({ pass }) => pass).length);
      expect(html.match(/>missed<\/td>/g) ?? []).toHaveLength(checks.filter(({ pass }) => !pass).length);
      expect(html).toMatch(/id="trial-\d+-breakdown-1-title"/);
      expect(html.slice(0, html.indexOf('<script>'))).not.toMatch(/NaN|undefined|\[object/);
      expect(html.length).toBeLessThan(2_000_000);
      await expect(outlineOf(html)).toMatchFileSnapshot(`golden/${STUDIES[index]!}.txt`);
    },
  );

  it('is the same file when it is written again', async () => {
    const [first, second] = [join(folder(), 'a.html'), join(folder(), 'b.html')];
    await report(first);
    await report(second);
    expect(readFileSync(second, 'utf8')).toBe(readFileSync(first, 'utf8'));
  });

  it('writes Markdown with every figure it shows', async () => {
    const where = folder();
    const { files } = await report(join(where, 'both.md'));
    expect(filesIn(where)).toEqual(['both-figures', 'both.md']);
    const text = readFileSync(join(where, 'both.md'), 'utf8');
    const shown = Array.from(text.matchAll(/\]\((both-figures\/[^)]+)\)/g), ([, path]) => join(where, path!));
    expect(shown).toEqual(files.slice(1));
    expect(shown.every((path) => existsSync(path))).toBe(true);
  });

  it('refuses what it cannot do, and leaves nothing behind', async () => {
    const where = folder();
    const out = join(where, 'report.html');
    const kindOf = async (path: string, request: Partial<ReportRequest> = {}): Promise<string> =>
      (await errorOf(report(path, request))).kind;
    expect(await kindOf(out, { studies: ['no such'] })).toBe('not-found');
    expect(await kindOf(join(where, 'report.docx'))).toBe('usage');
    expect(await kindOf(out, { format: 'word' })).toBe('usage');
    expect(await kindOf(out, { pinned: [1] })).toBe('usage');
    expect(await kindOf(out, { studies: [names[0]!], pinned: [120] })).toBe('not-found');
    expect(await kindOf(join(where, 'missing', 'report.html'))).toBe('not-found');
    expect(await kindOf(join(where, 'missing', 'report.md'))).toBe('not-found');
    expect(await kindOf(out, { signal: AbortSignal.abort() })).toBe('cancelled');
    expect(filesIn(where)).toEqual([]);
  });

  it('replaces a file only when told to', async () => {
    const where = folder();
    const out = join(where, 'report.md');
    writeFileSync(out, 'mine');
    expect((await errorOf(report(out))).hint).toContain('--force');
    expect(filesIn(where)).toEqual(['report.md']);
    expect(readFileSync(out, 'utf8')).toBe('mine');
    mkdirSync(join(where, 'other-figures'));
    expect((await errorOf(report(join(where, 'other.md')))).kind).toBe('usage');
    await report(out, { force: true });
    expect(readFileSync(out, 'utf8')).toContain('# Comparison of 2 studies');
  });
});
