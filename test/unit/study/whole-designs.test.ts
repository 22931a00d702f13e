import { describe, expect, it } from 'vitest';
import { prunerDefinitions } from '../../../engine/pruning/index.ts';
import { createSampler, samplerDefinitions } from '../../../engine/samplers/index.ts';
import { loadStudy, type LoadedStudy } from '../../../engine/study/load.ts';
import { contextFor, drive } from '../samplers/spaces.ts';
import { exampleSystem } from './example-system.ts';

const load = (sampler: string, start: string): LoadedStudy =>
  loadStudy({
    text: `study: s\nsystem: example-npu\nparameters: { clock: all, mac: [64, 128] }\nsampler: ${sampler}\n${start}\n`,
    file: 'x.study.yaml',
    systems: () => exampleSystem,
    systemIds: [exampleSystem.id],
    samplers: samplerDefinitions,
    pruners: prunerDefinitions,
  });

describe.each(['saltelli', 'morris'])('the designs of %s', (sampler) => {
  const refusal = `x.study.yaml:5: the designs of sampler "${sampler}" belong together: nothing can be tried before them; leave out "published" and "designs"; a study of its own can try these`;

  it.each(['start: { published: true }', 'start: { designs: [{ mac: 64 }] }'])(
    'have nothing before them: %s is refused at its line',
    (start) => {
      expect(load(sampler, start).problems.map(({ sentence }) => sentence)).toEqual([refusal]);
    },
  );

  it.each(['', 'start: { published: false }', 'start: { designs: [] }'])('come first: %s', (start) => {
    const { study, space, problems, notes } = load(sampler, start);
    expect(problems).toEqual([]);
    expect(notes).toContain(`sampler ${sampler} begins with its own designs, not with the published one`);
    const context = contextFor(space!, { start: study!.start ?? {}, seed: 5 });
    const plain = contextFor(space!, { seed: 5 });
    const rows = (own: typeof context) =>
      drive(createSampler(study!.sampler, own), space!, 2, 16, () => ({ objectives: [1, 2] }));
    expect(rows(context)).toEqual(rows(plain));
  });
});
