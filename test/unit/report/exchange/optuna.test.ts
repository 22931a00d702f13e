// Optuna storages: written and read back without loss, read from others, loaded by real Optuna where there is one.

import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { MetricConstraint } from '../../../../engine/contract/study.ts';
import { PRUNED, SETTLED_STEP, type Trial } from '../../../../engine/contract/trial.ts';
import { exportFrom } from '../../../../engine/host/export.ts';
import { importInto } from '../../../../engine/host/import.ts';
import { exportOptuna } from '../../../../engine/report/exchange/index.ts';
import { constraintValue, distributionOf } from '../../../../engine/report/exchange/optuna-write.ts';
import type { StoredStudy, Workspace } from '../../../../engine/store/index.ts';
import { errorOf, filesIn, folder, sourceOf, storedStudy, workspaceAt } from './_fixtures.ts';
import { makeBatch, makeStudy, METRICS } from '../../store/_batches.ts';

async function written(studies: readonly StoredStudy[]): Promise<string> {
  const path = join(folder(), 'out.db');
  await exportOptuna(studies.map(sourceOf), { select: 'all' }, path);
  return path;
}

async function imported(path: string, study?: string): Promise<Workspace> {
  const workspace = workspaceAt(join(folder(), 'back.pareto'));
  await importInto(() => workspace, { path, ...(study === undefined ? {} : { studies: [study] }) });
  return workspace;
}

/** A storage that Optuna might have made, of one study named "moe". */
function storage(fill: (database: Database.Database) => void, directions = ['MINIMIZE', 'MAXIMIZE']): string {
  const path = join(folder(), 'theirs.db');
  writeFileSync(path, '');
  const database = new Database(path);
  database.exec(SCHEMA);
  database.exec("INSERT INTO studies VALUES (1, 'moe')");
  directions.forEach((direction, objective) =>
    database.prepare('INSERT INTO study_directions VALUES (NULL, ?, 1, ?)').run(direction, objective),
  );
  fill(database);
  database.close();
  return path;
}

// The tables as Optuna 4.9 makes them, without keys and limits that do not matter to a reader.
const SCHEMA = `
CREATE TABLE studies (study_id INTEGER PRIMARY KEY, study_name VARCHAR(512));
CREATE TABLE study_directions (study_direction_id INTEGER PRIMARY KEY, direction VARCHAR(8), study_id INTEGER, objective INTEGER);
CREATE TABLE study_user_attributes (study_user_attribute_id INTEGER PRIMARY KEY, study_id INTEGER, "key" VARCHAR(512), value_json TEXT);
CREATE TABLE study_system_attributes (study_system_attribute_id INTEGER PRIMARY KEY, study_id INTEGER, "key" VARCHAR(512), value_json TEXT);
CREATE TABLE trials (trial_id INTEGER PRIMARY KEY, number INTEGER, study_id INTEGER, state VARCHAR(8), datetime_start DATETIME, datetime_complete DATETIME);
CREATE TABLE trial_user_attributes (trial_user_attribute_id INTEGER PRIMARY KEY, trial_id INTEGER, "key" VARCHAR(512), value_json TEXT);
CREATE TABLE trial_system_attributes (trial_system_attribute_id INTEGER PRIMARY KEY, trial_id INTEGER, "key" VARCHAR(512), value_json TEXT);
CREATE TABLE trial_params (param_id INTEGER PRIMARY KEY, trial_id INTEGER, param_name VARCHAR(512), param_value FLOAT, distribution_json TEXT);
CREATE TABLE trial_values (trial_value_id INTEGER PRIMARY KEY, trial_id INTEGER, objective INTEGER, value FLOAT, value_type VARCHAR(7));
CREATE TABLE trial_intermediate_values (trial_intermediate_value_id INTEGER PRIMARY KEY, trial_id INTEGER, step INTEGER, intermediate_value FLOAT, intermediate_value_type VARCHAR(7));
CREATE TABLE alembic_version (version_num VARCHAR(32));
INSERT INTO alembic_version VALUES ('v3.2.0.a');`;

const THEIRS = `
INSERT INTO study_system_attributes VALUES (1, 1, 'study:metric_names', '["energy_pJ", "accuracy"]');
INSERT INTO trials VALUES
 (1, 0, 1, 'COMPLETE', '2026-01-02 03:04:05.000000', '2026-01-02 03:04:06.500000'),
 (2, 1, 1, 'FAIL', '2026-01-02 03:04:07.000000', '2026-01-02 03:04:08.000000'),
 (3, 2, 1, 'PRUNED', '2026-01-02 03:04:09.000000', '2026-01-02 03:04:10.000000'),
 (4, 3, 1, 'COMPLETE', '2026-01-02 03:04:09.000000', '2026-01-02 03:04:10.000000'),
 (5, 4, 1, 'COMPLETE', '2026-01-02 03:04:09.000000', '2026-01-02 03:04:10.000000'),
 (6, 5, 1, 'RUNNING', '2026-01-02 03:04:09.000000', NULL),
 (7, 6, 1, 'WAITING', NULL, NULL);
INSERT INTO trial_params VALUES
 (1, 1, 'vdd', 0.55, '{"name":"FloatDistribution","attributes":{"step":0.05,"low":0.5,"high":1.0,"log":false}}'),
 (2, 1, 'buf_kb', 512.0, '{"name":"FloatDistribution","attributes":{"step":null,"low":16,"high":4096,"log":true}}'),
 (3, 1, 'adc_bits', 6.0, '{"type":"int","low":3,"high":8,"step":1,"log":false}'),
 (4, 1, 'dataflow', 2.0, '{"name":"CategoricalDistribution","attributes":{"choices":["os",true,null,3,2.5]}}'),
 (5, 3, 'adc_bits', 12.0, '{"name":"IntDistribution","attributes":{"log":false,"step":1,"low":4,"high":12}}'),
 (6, 4, 'adc_bits', 3.0, '{"type":"int","low":3,"high":8,"step":1,"log":false}'),
 (7, 4, 'dataflow', 1.0, '{"name":"CategoricalDistribution","attributes":{"choices":["os",true,null,3,2.5]}}');
INSERT INTO trial_values VALUES
 (1, 1, 0, 1.25, 'FINITE'), (2, 1, 1, 0.75, 'FINITE'), (3, 4, 0, 0.5, 'FINITE'), (4, 4, 1, 0.5, 'FINITE'),
 (5, 5, 0, NULL, 'INF_POS'), (6, 5, 1, 0.5, 'FINITE');
INSERT INTO trial_intermediate_values VALUES (1, 3, 0, 3.5, 'FINITE'), (2, 3, 10, NULL, 'NAN'), (3, 3, 20, NULL, 'INF_NEG');
INSERT INTO trial_user_attributes VALUES
 (1, 2, 'error', '"simulator crashed"'), (2, 1, 'cycles', '3039'), (3, 4, 'cycles', 'NaN'), (4, 1, 'log', '"text"');
INSERT INTO trial_system_attributes VALUES
 (1, 1, 'constraints', '[-1.0, 0.0]'), (2, 4, 'constraints', '[-1.0, 0.5]');`;

/** A study with every setting a study can have, and trials that reported on their way. */
function reportingStudy(): StoredStudy {
  const stored = workspaceAt(join(folder(), 'reports.pareto')).createStudy(
    makeStudy({
      description: 'what for',
      finding: 'what is expected',
      constraints: [{ text: 'area <= 1.9', metric: 'area', comparison: '<=', bound: 1.9 }],
      forbid: ['mac = 32 and experts > 4'],
      sampler: { type: 'random', options: {}, reason: 'few trials' },
      pruner: { type: 'percentile', options: { percentile: 25 } },
      order: 'asynchronous',
      fidelity: { parameter: 'experts', levels: [1, 8, 64], factor: 8 },
      start: {
        published: false,
        designs: [{ mac: 64 }],
        trials: { study: 'before', workspace: '../old.pareto', used: { trials: 3, checksum: 'abc' } },
      },
      budget: { trials: 40, timeSeconds: 60, plateau: { improvement: 0.01, trials: 10 } },
      evaluationTimeoutSeconds: 5,
      cache: false,
    }),
    'study: protect-npu\n',
    METRICS,
  );
  const { designs, results } = makeBatch(0, 40);
  const entries: [row: number, step: number, metric: number, value: number][] = [
    [0, SETTLED_STEP, 1, 3],
    [0, 0, 0, 2],
    [0, 0, 2, 1],
    [0, 8, 0, Infinity],
    [1, 3, 2, 0.5],
    [2, SETTLED_STEP, 0, 1.5],
  ];
  // Pruned trials, and a failed one.
  results.states.fill(PRUNED, 8, 12);
  for (let row = 6; row < 12; row++) {
    for (let step = 1; step < 5; step++)
      entries.push([row, 10 * step, 0, row + 1 / step], [row, 10 * step, 1, -step]);
  }
  stored.append(designs, {
    ...results,
    messages: results.messages.filter(([row]) => row < 8 || row >= 12),
    copied: [[5, 1]],
    drew: 7,
    intermediate: {
      rows: Uint32Array.from(entries, ([row]) => row),
      steps: Float64Array.from(entries, ([, step]) => step),
      metrics: Uint16Array.from(entries, ([, , metric]) => metric),
      values: Float64Array.from(entries, ([, , , value]) => value),
    },
  });
  return stored;
}

describe('a workspace that goes to Optuna and back', () => {
  it('comes back bit for bit: study, trials, states, messages, front and hypervolume', async () => {
    const constraint: MetricConstraint = {
      text: 'area <= 1.9',
      metric: 'area',
      comparison: '<=',
      bound: 1.9,
    };
    const stored = storedStudy(5000, { constraints: [constraint], description: 'kept' });
    const back = (await imported(await written([stored]))).study('protect-npu')!;
    expect(back.study).toEqual(stored.study);
    expect(back.metrics).toEqual(stored.metrics);
    expect(back.sourceText()).toBe(stored.sourceText());
    expect(back.counts()).toEqual(stored.counts());
    expect(back.reference()).toEqual(stored.reference());
    expect(back.readBatch(0, 5000)).toEqual(stored.readBatch(0, 5000));
    expect(back.finished).toBe(true);
  });

  it('keeps every setting of a study, duplicates, and what trials reported on their way', async () => {
    const stored = reportingStudy();
    const back = (await imported(await written([stored]))).study('protect-npu')!;
    expect(back.study).toEqual(stored.study);
    expect(back.readBatch(0, 40)).toEqual(stored.readBatch(0, 40));
    expect(back.readBatch(0, 40).results.intermediate!.rows.length).toBeGreaterThan(40);
    const numbers = Array.from({ length: 40 }, (_, number) => number);
    // Only an import measures a front.
    const trials = (of: StoredStudy): readonly Trial[] =>
      of.withIntermediate(of.trials(numbers)).map((trial) => ({ ...trial, onFront: false }));
    expect(trials(back)).toEqual(trials(stored));
    expect(back.duplicateCount()).toBe(1);
    expect(back.firstRandom).toBe(7);
  });

  it('shows what trials reported in the words of Optuna: one value a step, of the first objective', async () => {
    const database = new Database(await written([reportingStudy()]), { readonly: true });
    const rows = database
      .prepare(
        'SELECT trial_id - 1, step, intermediate_value, intermediate_value_type FROM trial_intermediate_values WHERE trial_id <= 3',
      )
      .raw()
      .all();
    database.close();
    // Of trial 0 the area was reported, of trial 1 the corruption alone, of trial 2 only values that are final.
    expect(rows).toEqual([
      [0, 0, 2, 'FINITE'],
      [0, 8, null, 'INF_POS'],
      [1, 3, 0.5, 'FINITE'],
    ]);
  });

  it('keeps notes, tags, pins and selections, as attributes that Optuna shows', async () => {
    const workspace = workspaceAt(join(folder(), 'annotated.pareto'));
    const stored = storedStudy(20, { system: 'zdt1' }, workspace);
    workspace.annotations.annotate(stored.id, 3, { note: 'see שלום "x"\nand y', tags: ['a', 'b c'] });
    workspace.annotations.annotate(stored.id, 17, { pinned: true });
    workspace.annotations.saveSelection(stored.id, { name: 'small', filter: 'area < 1' });
    workspace.annotations.saveSelection(stored.id, { name: 'two', numbers: [3, 17] });
    const path = join(folder(), 'out.db');
    await exportFrom(workspace, { out: path });
    const database = new Database(path, { readonly: true });
    expect(
      database
        .prepare(
          "SELECT trial_id - 1, key, value_json FROM trial_user_attributes WHERE key LIKE 'paretoscope:%' ORDER BY 1, 2",
        )
        .raw()
        .all(),
    ).toEqual([
      [3, 'paretoscope:note', JSON.stringify('see שלום "x"\nand y')],
      [3, 'paretoscope:tags', '["a","b c"]'],
      [17, 'paretoscope:pinned', 'true'],
    ]);
    database.close();
    const back = await imported(path);
    const { id } = back.study('protect-npu')!;
    expect(back.study('protect-npu')!.study.system).toBe('zdt1');
    expect(back.annotations.ofStudy(id)).toEqual(workspace.annotations.ofStudy(stored.id));
    expect(back.annotations.selections(id)).toEqual(workspace.annotations.selections(stored.id));
  });

  it('takes notes along with the trials of a selection, and those that Optuna added', async () => {
    const workspace = workspaceAt(join(folder(), 'annotated.pareto'));
    const stored = storedStudy(20, { system: 'zdt1' }, workspace);
    workspace.annotations.annotate(stored.id, 3, { note: 'not among them' });
    workspace.annotations.annotate(stored.id, 4, { note: 'on the front' });
    const path = join(folder(), 'front.db');
    await exportFrom(workspace, { out: path, select: 'front' });
    const database = new Database(path);
    const attribute = database.prepare('INSERT INTO trial_user_attributes VALUES (NULL, 1, ?, ?)');
    attribute.run('paretoscope:tags', '["from Optuna"]');
    database
      .prepare('INSERT INTO trial_user_attributes VALUES (NULL, 2, ?, ?)')
      .run('paretoscope:pinned', '"yes"');
    database.close();
    const back = workspaceAt(join(folder(), 'back.pareto'));
    const [summary] = await importInto(() => back, { path });
    expect(summary!.notes.join()).toContain('notes, tags and pins of 1 trials were left out');
    const study = back.study('protect-npu')!;
    expect(back.annotations.ofStudy(study.id)).toEqual([
      { number: 0, note: '', tags: ['from Optuna'], pinned: false },
    ]);
    expect(study.metricIds.filter((id) => id.startsWith('paretoscope'))).toEqual([]);
  });

  it('carries several studies in one file', async () => {
    const workspace = workspaceAt(join(folder(), 'two.pareto'));
    const studies = [storedStudy(20, {}, workspace), storedStudy(30, { name: 'Zweite / שלום' }, workspace)];
    const path = await written(studies);
    const back = await imported(path);
    expect(back.studies().map((stored) => [stored.study.name, stored.storedCount()])).toEqual([
      ['protect-npu', 20],
      ['Zweite / שלום', 30],
    ]);
    expect((await imported(path, 'Zweite / שלום')).studies()).toHaveLength(1);
    const error = await errorOf(imported(path, 'dritte'));
    expect(error.kind).toBe('not-found');
    expect(error.hint).toContain('protect-npu');
  });

  it('is an imported study where somebody added trials since', async () => {
    const path = await written([storedStudy(20)]);
    const database = new Database(path);
    database.exec("INSERT INTO trials VALUES (NULL, 20, 1, 'RUNNING', '2026-01-02 03:04:09.000000', NULL)");
    database.close();
    const back = (await imported(path)).study('protect-npu')!;
    expect(back.study.system).toMatch(/^imported:protect-npu:/);
    expect(back.counts().cancelled).toBe(1);
    expect(back.storedCount()).toBe(21);
  });

  it('writes the same bytes every time', async () => {
    const stored = storedStudy(500);
    const [first, second] = [await written([stored]), await written([stored])];
    expect(readFileSync(first).equals(readFileSync(second))).toBe(true);
  });
});

describe("Optuna's words", () => {
  it('distributions from which every value could have been drawn', () => {
    const integer = { kind: 'integer', id: 'x', minimum: 1, maximum: 10, step: 4, scale: 'log' } as const;
    expect(distributionOf(integer)).toEqual({ kind: 'int', low: 1, high: 9, step: 4, log: false });
    expect(distributionOf({ ...integer, step: 1 })).toEqual({
      kind: 'int',
      low: 1,
      high: 10,
      step: 1,
      log: true,
    });
    expect(distributionOf({ kind: 'choice', id: 'x', choices: [32, 'a', true], ordered: false })).toEqual({
      kind: 'categorical',
      choices: [32, 'a', true],
    });
  });

  it('constraints that are at most 0 exactly where ours are met', () => {
    const of = (comparison: MetricConstraint['comparison'], value: number): number =>
      constraintValue({ text: '', metric: 'm', comparison, bound: 2 }, value);
    expect([of('<=', 2), of('<=', 1), of('>=', 2), of('>=', 5)]).toEqual([0, -1, 0, -3]);
    for (const [comparison, value] of [
      ['<', 2],
      ['>', 2],
      ['<=', 2.5],
      ['>=', 1],
      ['<=', Number.NaN],
    ] as const) {
      expect(of(comparison, value)).toBeGreaterThan(0);
    }
    expect(of('<=', Infinity)).toBe(Number.MAX_VALUE);
  });
});

describe('a storage that Optuna made', () => {
  it('becomes a study with conditional parameters, constraints, pruned, failed and unfinished trials', async () => {
    const back = (await imported(storage((database) => database.exec(THEIRS)))).study('moe')!;
    const { study } = back;
    expect(study.objectives).toEqual([
      { metric: 'energy_pJ', direction: 'minimize' },
      { metric: 'accuracy', direction: 'maximize' },
    ]);
    expect(study.dimensions).toEqual([
      { kind: 'integer', id: 'adc_bits', minimum: 3, maximum: 12, step: 1, scale: 'linear' },
      { kind: 'float', id: 'buf_kb', minimum: 16, maximum: 4096, scale: 'log' },
      { kind: 'choice', id: 'dataflow', choices: ['os', true, 'None', 3, 2.5], ordered: false },
      { kind: 'float', id: 'vdd', minimum: 0.5, maximum: 1, scale: 'linear', levels: 11 },
    ]);
    const { trials } = back.page({ offset: 0, limit: 10 });
    expect(trials.map(({ state }) => state)).toEqual([
      'complete',
      'failed',
      'pruned',
      'infeasible',
      'failed',
      'cancelled',
      'cancelled',
    ]);
    expect(trials[0]).toMatchObject({
      design: { vdd: 0.55, buf_kb: 512, adc_bits: 6, dataflow: 'None' },
      metrics: { energy_pJ: 1.25, accuracy: 0.75, 'constraint 0': -1, 'constraint 1': 0, cycles: 3039 },
      durationSeconds: 1.5,
      onFront: true,
    });
    expect(trials[1]).toMatchObject({ design: {}, metrics: {}, message: 'simulator crashed' });
    expect(trials[2]).toMatchObject({ design: { adc_bits: 12 }, metrics: {} });
    expect(back.metricIds).not.toContain('value at step 0');
    const reported = back
      .withIntermediate(trials)
      .flatMap(({ number, intermediate = [] }) =>
        intermediate.map(({ step, values }) => [number, step, values]),
      );
    expect(reported).toEqual([
      [2, 0, { energy_pJ: 3.5 }],
      [2, 20, { energy_pJ: -Infinity }],
    ]);
    expect(trials[3]!.design).toEqual({ adc_bits: 3, dataflow: true });
    expect(trials[3]!.metrics.cycles).toBeUndefined();
    expect(trials[4]!.message).toBe('an objective is Infinity');
    expect([...back.front()]).toEqual([0]);
    expect(back.page({ offset: 0, limit: 9, filter: 'accuracy > 0.6' }).total).toBe(1);
  });

  it('goes back to Optuna with its intermediate values and constraints, and comes back as it was', async () => {
    const back = (await imported(storage((database) => database.exec(THEIRS)))).study('moe')!;
    const path = await written([back]);
    const again = (await imported(path)).study('moe')!;
    expect(again.study).toEqual(back.study);
    expect(again.readBatch(0, 7)).toEqual(back.readBatch(0, 7));
    const database = new Database(path, { readonly: true });
    const rows = (sql: string): unknown[] => database.prepare(sql).raw().all();
    expect(rows('SELECT number, state FROM trials JOIN studies USING (study_id) ORDER BY number')).toEqual([
      [0, 'COMPLETE'],
      [1, 'FAIL'],
      [2, 'PRUNED'],
      [3, 'COMPLETE'],
      [4, 'FAIL'],
      [5, 'FAIL'],
      [6, 'FAIL'],
    ]);
    expect(
      rows(
        'SELECT trial_id, step, intermediate_value, intermediate_value_type FROM trial_intermediate_values',
      ),
    ).toEqual([
      [3, 0, 3.5, 'FINITE'],
      [3, 20, null, 'INF_NEG'],
    ]);
    expect(
      rows("SELECT trial_id, value_json FROM trial_system_attributes WHERE key = 'constraints'"),
    ).toEqual([
      [1, '[-1,0,0]'],
      [4, '[-1,0.5,0]'],
    ]);
    expect(rows('SELECT direction FROM study_directions ORDER BY objective')).toEqual([
      ['MINIMIZE'],
      ['MAXIMIZE'],
    ]);
    database.close();
  });

  it.each([
    [
      'a parameter that is a number and a category',
      `INSERT INTO trials VALUES (1, 0, 1, 'FAIL', NULL, NULL);
      INSERT INTO trial_params VALUES (1, 1, 'x', 1, '{"type":"float","low":0,"high":1}'),
        (2, 1, 'x', 0, '{"type":"categorical","choices":["a"]}');`,
      'a category in some trials',
    ],
    [
      'an unknown distribution',
      `INSERT INTO trials VALUES (1, 0, 1, 'FAIL', NULL, NULL);
      INSERT INTO trial_params VALUES (1, 1, 'x', 1, '{"type":"normal"}');`,
      'distribution of "x"',
    ],
    ['an unknown state', "INSERT INTO trials VALUES (1, 0, 1, 'DONE', NULL, NULL)", 'the state "DONE"'],
    [
      'an attribute that is not JSON',
      `INSERT INTO trials VALUES (1, 0, 1, 'FAIL', NULL, NULL);
      INSERT INTO trial_user_attributes VALUES (1, 1, 'x', '{oops');`,
      'is not JSON',
    ],
    [
      'text where a number belongs',
      `INSERT INTO trials VALUES (1, 0, 1, 'COMPLETE', NULL, NULL);
      INSERT INTO trial_values VALUES (1, 1, 0, 'high', 'FINITE');`,
      'where a number belongs',
    ],
  ])('with %s is refused, and nothing is stored', async (_, sql, message) => {
    const workspace = workspaceAt(join(folder(), 'back.pareto'));
    const path = storage((database) => database.exec(sql));
    const error = await errorOf(importInto(() => workspace, { path }));
    expect(error.kind).toBe('study-invalid');
    expect(error.message).toContain(message);
    expect(workspace.studies()).toEqual([]);
  });

  it('without objectives, or without studies, is refused', async () => {
    expect((await errorOf(imported(storage(() => undefined, [])))).message).toContain('has no objectives');
    const empty = storage((database) => database.exec('DELETE FROM studies'));
    expect((await errorOf(imported(empty))).message).toContain('has no studies');
  });

  it('is refused politely if it is none, of an old Optuna, damaged, or not there', async () => {
    const place = folder();
    const path = join(place, 'bad.db');
    const refused = async (): Promise<string> => (await errorOf(imported(path))).message;
    expect((await errorOf(imported(join(place, 'no.db')))).kind).toBe('not-found');
    writeFileSync(path, 'journal, not SQLite');
    expect(await refused()).toContain('not an SQLite file');
    writeFileSync(path, '');
    const foreign = new Database(path);
    foreign.exec('CREATE TABLE recipes (id INTEGER)');
    expect(await refused()).toContain('not an Optuna storage');
    foreign.exec('CREATE TABLE studies (study_id, study_name); CREATE TABLE trials (study_id);');
    expect(await refused()).toContain('before 3.0');
    foreign.close();
    copyFileSync(await written([storedStudy(500)]), path);
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 8192, bytes.length - 4096);
    writeFileSync(path, bytes);
    const error = await errorOf(imported(path));
    expect(['workspace-damaged', 'study-invalid']).toContain(error.kind);
    expect(filesIn(place)).toEqual(['bad.db']);
  });

  it('does not take the name of a study that is there, unless renamed', async () => {
    const workspace = workspaceAt(join(folder(), 'full.pareto'));
    const path = await written([storedStudy(20, {}, workspace)]);
    const error = await errorOf(importInto(() => workspace, { path }));
    expect(error.kind).toBe('study-differs');
    expect(error.hint).toContain('--as');
    await importInto(() => workspace, { path, rename: 'again' });
    expect(workspace.studies().map(({ study }) => study.name)).toEqual(['protect-npu', 'again']);
  });
});

describe('real Optuna', () => {
  const python = findOptuna();

  it.skipIf(python === undefined)(
    'loads what was written: directions, parameters, values and states',
    async () => {
      const stored = storedStudy(200, {
        constraints: [{ text: 'area <= 1.5', metric: 'area', comparison: '<=', bound: 1.5 }],
      });
      const report = JSON.parse(runPython(python!, LOAD, await written([stored]))) as {
        directions: string[];
        names: string[] | null;
        trials: { number: number; state: string; params: Record<string, unknown>; values: number[] | null }[];
      };
      expect(report.directions).toEqual(['MINIMIZE', 'MINIMIZE']);
      const ours = stored.page({ offset: 0, limit: 1000 }).trials;
      expect(report.trials).toHaveLength(200);
      for (const [index, trial] of ours.entries()) {
        const theirs = report.trials[index]!;
        expect(theirs.number).toBe(trial.number);
        expect(theirs.params).toEqual(trial.design);
        expect(theirs.state).toBe(trial.state === 'failed' ? 'FAIL' : 'COMPLETE');
        if (theirs.values !== null) expect(theirs.values).toEqual([trial.metrics.area, trial.metrics.sdc]);
      }
    },
  );

  it.skipIf(python === undefined)('sees what pruned trials reported on their way', async () => {
    const stored = reportingStudy();
    const report = JSON.parse(runPython(python!, LOAD, await written([stored]))) as {
      trials: { state: string; intermediate: Record<string, number> }[];
    };
    for (const trial of stored.withIntermediate(stored.trials([6, 8, 9, 11]))) {
      const theirs = report.trials[trial.number]!;
      expect(theirs.state).toBe(trial.state === 'pruned' ? 'PRUNED' : 'FAIL');
      expect(theirs.intermediate).toEqual(
        Object.fromEntries(trial.intermediate!.map(({ step, values }) => [String(step), values.area])),
      );
    }
    expect(report.trials[2]!.intermediate).toEqual({});
  });

  it.skipIf(python === undefined)(
    'makes a file that is read: conditional, pruned, failed, several studies',
    async () => {
      const path = join(folder(), 'made.db');
      const expected = JSON.parse(runPython(python!, MAKE, path)) as Record<
        string,
        Record<string, unknown>[]
      >;
      const back = await imported(path);
      for (const [name, trials] of Object.entries(expected)) {
        const stored = back.study(name)!;
        const ours = stored.page({ offset: 0, limit: 1000 }).trials;
        expect(ours.map(({ state }) => state)).toEqual(trials.map(({ state }) => state));
        expect(ours.map(({ design }) => design)).toEqual(trials.map(({ params }) => params));
        const reported = stored
          .withIntermediate(ours)
          .map(({ intermediate = [] }) => intermediate.map(({ step, values }) => [step, values.value]));
        expect(reported).toEqual(trials.map(({ reported: theirs }) => theirs));
      }
      const { id } = back.study('pair')!;
      expect(back.annotations.ofStudy(id)).toEqual([
        { number: 4, note: 'from Python', tags: ['x', 'y'], pinned: true },
      ]);
      expect(back.studies()).toHaveLength(2);
    },
  );
});

function runPython(python: string, program: string, path: string): string {
  return execFileSync(python, ['-c', program, path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A Python that has Optuna, of Debian or of the user; says so loudly where there is none. */
function findOptuna(): string | undefined {
  for (const python of ['/usr/bin/python3', 'python3']) {
    try {
      execFileSync(python, ['-c', 'import optuna'], { stdio: 'pipe' });
      return python;
    } catch {
      // The next one.
    }
  }
  console.warn(
    'SKIPPED: no Python with Optuna here (Debian: python3-optuna), so real Optuna did not load our files',
  );
  return undefined;
}

const OPEN = `
import json, sys, warnings
warnings.filterwarnings('ignore')
import optuna
from optuna.storages import RDBStorage
optuna.logging.set_verbosity(optuna.logging.ERROR)
# Optuna before 3.2 has the same tables under an older version number.
old = tuple(int(part) for part in optuna.__version__.split('.')[:2]) < (3, 2)
storage = RDBStorage('sqlite:///' + sys.argv[1], skip_compatibility_check=old)
`;

const LOAD = `${OPEN}
study = optuna.load_study(study_name='protect-npu', storage=storage)
json.dump({
  'directions': [direction.name for direction in study.directions],
  'names': getattr(study, 'metric_names', None),
  'trials': [{'number': t.number, 'state': t.state.name, 'params': t.params, 'values': t.values,
    'intermediate': {k: v for k, v in t.intermediate_values.items() if v not in (float('inf'), float('-inf'))}} for t in study.trials],
}, sys.stdout)
`;

const MAKE = `${OPEN}
words = {'COMPLETE': 'complete', 'PRUNED': 'pruned', 'FAIL': 'failed'}
def one(trial):
    kind = trial.suggest_categorical('kind', ['systolic', 'vector'])
    if kind == 'systolic':
        trial.suggest_int('rows', 8, 128, step=8)
    else:
        trial.suggest_float('clock', 1e8, 1e9, log=True)
    for step in range(3):
        trial.report(trial.number + step, step)
    if trial.number % 5 == 3:
        raise optuna.TrialPruned()
    if trial.number % 5 == 4:
        raise ValueError('crashed')
    return float(trial.number)
def two(trial):
    x = trial.suggest_float('x', 0, 1)
    trial.set_user_attr('power', x / 2)
    if trial.number == 4:
        trial.set_user_attr('paretoscope:note', 'from Python')
        trial.set_user_attr('paretoscope:tags', ['x', 'y'])
        trial.set_user_attr('paretoscope:pinned', True)
    return x, 1 - x
sampler = optuna.samplers.RandomSampler(seed=1)
single = optuna.create_study(storage=storage, study_name='single', sampler=sampler)
single.optimize(one, n_trials=15, catch=(ValueError,))
pair = optuna.create_study(storage=storage, study_name='pair', directions=['minimize', 'maximize'], sampler=sampler)
pair.optimize(two, n_trials=10)
json.dump({s.study_name: [{'state': words[t.state.name], 'params': t.params, 'reported': sorted(map(list, t.intermediate_values.items()))} for t in s.trials] for s in (single, pair)}, sys.stdout)
`;
