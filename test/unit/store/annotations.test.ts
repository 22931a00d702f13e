import { describe, expect, it } from 'vitest';
import { ANNOTATION_LIMITS } from '../../../engine/contract/annotations.ts';
import { openWorkspace, type Workspace } from '../../../engine/store/index.ts';
import { errorOf, kindOf, makeBatch, makeStudy, METRICS, temporaryPath } from './_fixtures.ts';

function withTrials(path = temporaryPath()): { workspace: Workspace; id: number; path: string } {
  const workspace = openWorkspace(path, { mode: 'write', create: true });
  const { designs, results } = makeBatch(0, 50);
  const stored = workspace.createStudy(makeStudy(), 'text', METRICS);
  stored.append(designs, results);
  return { workspace, id: stored.id, path };
}

describe('notes on trials', () => {
  it('are changed part by part, survive reopening, and are forgotten when they say nothing', () => {
    const { workspace, id, path } = withTrials();
    const { annotations } = workspace;
    expect(annotations.annotate(id, 7, { note: ' best so far \n' })).toEqual({
      number: 7,
      note: 'best so far',
      tags: [],
      pinned: false,
    });
    annotations.annotate(id, 7, { tags: ['keep', ' keep ', 'ask Ann', ''], pinned: true });
    annotations.annotate(id, 3, { pinned: true });
    const both = [
      { number: 3, note: '', tags: [], pinned: true },
      { number: 7, note: 'best so far', tags: ['keep', 'ask Ann'], pinned: true },
    ];
    expect(annotations.ofStudy(id)).toEqual(both);
    workspace.close();
    const again = openWorkspace(path, { mode: 'write' });
    expect(again.annotations.ofStudy(id)).toEqual(both);
    again.annotations.annotate(id, 7, { note: '', tags: [], pinned: false });
    expect(again.annotations.ofStudy(id)).toEqual(both.slice(0, 1));
    again.deleteStudy('protect-npu');
    expect(again.annotations.ofStudy(id)).toEqual([]);
    again.close();
  });

  it('have limits that are said, and leave what was there', () => {
    const { workspace, id } = withTrials();
    const { annotations } = workspace;
    annotations.annotate(id, 1, { note: 'n'.repeat(ANNOTATION_LIMITS.noteLength) });
    const error = errorOf(() => annotations.annotate(id, 1, { note: 'n'.repeat(10_001) }));
    expect(error.sentence).toContain('a note may have 10,000 characters');
    const tags = Array.from({ length: 21 }, (_, index) => `tag ${index}`);
    expect(kindOf(() => annotations.annotate(id, 1, { tags }))).toBe('usage');
    expect(kindOf(() => annotations.annotate(id, 1, { tags: ['t'.repeat(61)] }))).toBe('usage');
    expect(annotations.ofStudy(id)[0]!.note).toHaveLength(10_000);
    workspace.close();
  });

  it('are read but not written where the workspace is open for reading', () => {
    const { workspace, id, path } = withTrials();
    workspace.annotations.annotate(id, 1, { note: 'seen' });
    workspace.close();
    const reader = openWorkspace(path, { mode: 'read' });
    expect(reader.annotations.ofStudy(id)).toHaveLength(1);
    expect(kindOf(() => reader.annotations.annotate(id, 1, { note: 'x' }))).toBe('workspace-read-only');
    expect(kindOf(() => reader.annotations.saveView('explore', '{}'))).toBe('workspace-read-only');
    reader.close();
  });
});

describe('named selections', () => {
  it('hold a filter, trials or both, one of a name', () => {
    const { workspace, id } = withTrials();
    const { annotations } = workspace;
    annotations.saveSelection(id, { name: 'small', filter: 'area < 2' });
    annotations.saveSelection(id, { name: 'few', numbers: [9, 2, 9] });
    annotations.saveSelection(id, { name: ' small ', filter: 'area < 1', numbers: [4] });
    expect(annotations.selections(id)).toEqual([
      { name: 'few', numbers: [2, 9] },
      { name: 'small', filter: 'area < 1', numbers: [4] },
    ]);
    annotations.deleteSelection(id, 'few');
    annotations.deleteSelection(id, 'never there');
    expect(annotations.selections(id).map(({ name }) => name)).toEqual(['small']);
    expect(kindOf(() => annotations.saveSelection(id, { name: 'nothing' }))).toBe('usage');
    expect(kindOf(() => annotations.saveSelection(id, { name: '  ', filter: 'area < 1' }))).toBe('usage');
    workspace.close();
  });

  it('are so many and no more: one too many is not kept', () => {
    const { workspace, id } = withTrials();
    const { annotations } = workspace;
    for (let index = 0; index < ANNOTATION_LIMITS.selections; index++) {
      annotations.saveSelection(id, { name: `s${index}`, numbers: [index % 50] });
    }
    expect(kindOf(() => annotations.saveSelection(id, { name: 'more', numbers: [1] }))).toBe('usage');
    annotations.saveSelection(id, { name: 's0', numbers: [49] });
    expect(annotations.selections(id)).toHaveLength(ANNOTATION_LIMITS.selections);
    workspace.close();
  });
});

describe('the state of views', () => {
  it('is JSON by key', () => {
    const { workspace } = withTrials();
    const { annotations } = workspace;
    annotations.saveView('explore/a', '{"x":"area"}');
    annotations.saveView('compare', '[1]');
    annotations.saveView('explore/a', '{"x":"sdc"}');
    annotations.saveView('compare', null);
    expect(annotations.views()).toEqual({ 'explore/a': '{"x":"sdc"}' });
    expect(kindOf(() => annotations.saveView('explore/a', '{x'))).toBe('usage');
    expect(kindOf(() => annotations.saveView('k', `"${'x'.repeat(262_144)}"`))).toBe('usage');
    expect(annotations.views()).toEqual({ 'explore/a': '{"x":"sdc"}' });
    workspace.close();
  });
});
