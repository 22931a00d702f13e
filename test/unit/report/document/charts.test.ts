// Single charts as files: the figures of the report, by names that can be typed.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../../../engine/host/engine.ts';
import type { ChartRequest } from '../../../../engine/host/chart.ts';
import { findChromium } from '../../../../engine/report/browser.ts';
import { paretoscope } from '../../cli/cli.ts';
import { errorOf, filesIn, folder } from '../exchange/_fixtures.ts';

const FILES = ['quick-start', 'systolic-accelerator-array-shape'] as const;

describe('charts from the command line', () => {
  let engine: Engine;
  let workspace: string;
  let path: string;
  const studies: string[] = [];

  beforeAll(async () => {
    engine = createEngine({ shell: 'browser', workspaceFolder: folder(), workers: 1 });
    path = join(folder(), 'charts.pareto');
    for (const file of FILES) {
      const started = await engine.startRunAt({
        source: { token: `study:${file}.study.yaml` },
        path,
        adjust: (study) => ({
          ...study,
          sampler: { type: 'random', options: {} },
          budget: { trials: 60 },
        }),
      });
      await engine.finished(started.run);
      studies.push(started.study);
      workspace = started.workspace.workspace;
    }
  });
  afterAll(() => engine.close());

  const chart = (out: string, request: Partial<ChartRequest>): ReturnType<Engine['chartTo']> =>
    engine.chartTo(workspace, { study: studies[0]!, chart: 'convergence', out, ...request });

  /** All names of the first study, from what an unknown one is answered. */
  async function names(): Promise<string[]> {
    const error = await errorOf(chart(join(folder(), 'x.svg'), { chart: 'no such' }));
    expect(error.kind).toBe('not-found');
    return /the charts are (.*)$/.exec(error.hint!)![1]!.split(', ');
  }

  it('are the figures of the report, each under one name', async () => {
    const where = folder();
    const { files } = await engine.reportTo(workspace, {
      studies: [studies[0]!],
      withoutClaims: true,
      out: join(where, 'report.md'),
    });
    const figures = files.slice(1).map((file) => readFileSync(file, 'utf8'));
    const all = await names();
    expect(new Set(all).size).toBe(all.length);
    const drawn: string[] = [];
    for (const [index, name] of all.entries()) {
      const out = join(where, `${index}.svg`);
      await chart(out, { chart: name });
      drawn.push(readFileSync(out, 'utf8'));
    }
    expect(drawn).toEqual(figures);
    const kinds = new Set(all.map((name) => name.split(':')[0]));
    expect(kinds).toEqual(new Set(['front', 'breakdown', 'importance', 'convergence']));
  });

  it('open up any trial, and compare the studies of a workspace', async () => {
    const where = folder();
    const dominated = (
      await engine.trialPage(workspace, studies[0]!, { offset: 0, limit: 60, filter: 'state = complete' })
    ).trials.find(({ onFront }) => !onFront)!.number;
    const quantity = (await names()).find((name) => name.startsWith('breakdown:'))!.split(':')[2]!;
    const out = join(where, 'parts.svg');
    await chart(out, { chart: `breakdown:${dominated}:${quantity}` });
    expect(readFileSync(out, 'utf8')).toContain(`of trial ${dominated}</title>`);
    const error = await errorOf(chart(join(where, 'x.svg'), { chart: 'breakdown:60' }));
    expect(error.hint).toContain('from 0 to 59');
    expect(filesIn(where)).toEqual(['parts.svg']);
  });

  it('are refused with what to do where they cannot be drawn, and leave nothing behind', async () => {
    const where = folder();
    const refusal = async (out: string, request: Partial<ChartRequest>): Promise<string> => {
      const { kind, sentence } = await errorOf(chart(join(where, out), request));
      return `${kind}: ${sentence}`;
    };
    expect(await refusal('x.svg', { chart: 'frnt' })).toContain('did you mean "front"?');
    expect(await refusal('x.svg', { study: 'no such' })).toContain(`it has ${studies.join(', ')}`);
    expect(await refusal('x.gif', {})).toContain('charts are svg or png');
    expect(await refusal('x.svg', { format: 'jpeg' })).toContain('usage: there is no chart format "jpeg"');
    expect(await refusal('missing/x.svg', {})).toContain('not-found: there is no folder');
    expect(await refusal('x.svg', { signal: AbortSignal.abort() })).toContain('cancelled');
    const several = (await names()).filter((name) => name.startsWith('importance:'));
    expect(several.length).toBeGreaterThan(1);
    expect(await refusal('x.svg', { chart: 'importance' })).toContain(`choose one of ${several.join(', ')}`);
    expect(filesIn(where)).toEqual([]);
    await chart(join(where, 'x.svg'), {});
    expect(await refusal('x.svg', {})).toContain('--force');
    const needsStudy = await errorOf(
      engine.chartTo(workspace, { chart: 'front', out: join(where, 'y.svg') }),
    );
    expect(needsStudy.hint).toContain('--study');
  });

  it('are pictures too, twice as fine, where a browser draws them', async (context) => {
    if (findChromium() === undefined) {
      console.warn('SKIPPED: no picture was drawn, since there is no Chromium (name one in CHROMIUM_PATH)');
      context.skip();
    }
    const out = join(folder(), 'front.png');
    await chart(out, {});
    const bytes = readFileSync(out);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    const svg = join(dirname(out), 'front.svg');
    await chart(svg, {});
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(readFileSync(svg, 'utf8'))!.map(Number);
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([2 * width!, 2 * height!]);
  });

  it('are asked for by export --chart, which takes a study and a file and nothing else', async () => {
    const out = join(folder(), 'front.svg');
    const done = await paretoscope([
      'export',
      path,
      '--study',
      studies[0]!,
      '--chart',
      'convergence',
      '--out',
      out,
    ]);
    expect([done.status, done.stderr]).toEqual([0, `front.svg: convergence of ${studies[0]!}\n`]);
    expect(readFileSync(out, 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
    for (const [rest, says] of [
      [['--chart', 'front'], 'a chart is a file'],
      [['--chart', 'front', '--out', 'x.svg', '--filter', 'number < 3'], 'a chart shows the whole study'],
      [['--out', 'x.png'], 'name it with --chart'],
    ] as const) {
      const refused = await paretoscope(['export', path, '--study', studies[0]!, ...rest], {
        cwd: dirname(out),
      });
      expect(refused.status).not.toBe(0);
      expect(refused.stderr).toContain(says);
    }
    expect(existsSync(join(dirname(out), 'x.svg'))).toBe(false);
  });
});
