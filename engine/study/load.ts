// A study file, from text to something that can run, with all of its mistakes at their lines.

import type { ParetoscopeError, Place } from '../contract/errors.ts';
import type { Study, StudyDocument } from '../contract/study.ts';
import type { System } from '../contract/system.ts';
import { provenEmpty } from '../space/emptiness.ts';
import { Space } from '../space/space.ts';
import { didYouMean } from '../space/suggest.ts';
import { readAssignment } from './dimensions.ts';
import { checkFidelity, readFidelity, withFidelity } from './fidelity.ts';
import { abbreviated, formOf, knownEntries, Problems, readText } from './problems.ts';
import type { ChoiceOptions } from './choices.ts';
import {
  checkObjectiveCount,
  checkStart,
  completeBudget,
  readBudget,
  readCache,
  readEvaluation,
  readOrder,
  readPruner,
  readSampler,
  readSeed,
} from './settings.ts';
import { readStart } from './start.ts';
import { parseTree, plainValue, type Entry, type TreeNode } from './syntax.ts';
import { readConstraints, readForbidden, readObjectives } from './targets.ts';

export interface LoadRequest {
  readonly text: string;
  /** Named in problems. */
  readonly file: string;
  readonly systems: (id: string) => System | undefined;
  readonly systemIds: readonly string[];
  readonly samplers: readonly ChoiceOptions[];
  readonly pruners: readonly ChoiceOptions[];
}

export interface LoadedStudy {
  /** The file as written, if its form is right, even where its contents are not. */
  readonly document?: StudyDocument;
  /** Present when there are no problems. */
  readonly study?: Study;
  readonly space?: Space;
  /** Every mistake, kind `study-invalid`, in the order they were found; at most 50. */
  readonly problems: readonly ParetoscopeError[];
  /** What is allowed but worth knowing. */
  readonly notes: readonly string[];
}

/** Sections of a study file, in the order they are written. */
export const STUDY_KEYS = [
  'study',
  'system',
  'description',
  'finding',
  'parameters',
  'fixed',
  'objectives',
  'constraints',
  'forbid',
  'sampler',
  'pruner',
  'order',
  'fidelity',
  'start',
  'budget',
  'evaluation',
  'cache',
  'seed',
] as const satisfies readonly (keyof StudyDocument)[];

const LONGEST_NAME = 100;

/** Reads a study file in YAML or JSON. Never throws for bad input: what is wrong is in `problems`. */
export function loadStudy(request: LoadRequest): LoadedStudy {
  const { text, file } = request;
  const problems = new Problems();
  const tree = parseTree(text, file, problems);
  const done = (rest: Omit<LoadedStudy, 'problems' | 'notes'> = {}): LoadedStudy => ({
    ...rest,
    problems: problems.list,
    notes: problems.notes,
  });
  if (tree === undefined) return done();
  if (tree.kind !== 'map') {
    const empty = tree.kind === 'scalar' && tree.value === null;
    problems.add(
      { file, line: tree.place.line ?? 1, column: tree.place.column ?? 1 },
      empty ? 'the file is empty' : `a study file is a set of keys, not ${formOf(tree)}`,
      'begin with "study: a-name" and "system: an-id"',
    );
    return done();
  }
  const entries = knownEntries(tree, STUDY_KEYS, 'a study', problems);
  const study = resolve(entries, request, problems);
  // Whoever edits a file wants its problems from top to bottom.
  problems.list.sort(
    (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
  const document = problems.malformed ? {} : { document: plainValue(tree) as StudyDocument };
  return done(problems.list.length === 0 && study !== undefined ? { ...document, ...study } : document);
}

function resolve(
  entries: ReadonlyMap<string, Entry>,
  { file, systems, systemIds, samplers, pruners }: LoadRequest,
  problems: Problems,
): { readonly study: Study; readonly space: Space } | undefined {
  const filePlace: Place = { file, line: 1, column: 1 };
  const node = (key: (typeof STUDY_KEYS)[number]): TreeNode | undefined => entries.get(key)?.value;
  const name = readName(node('study'), filePlace, problems);
  const description = optionalText(node('description'), '"description"', problems);
  const finding = optionalText(node('finding'), '"finding"', problems);
  const budget = readBudget(node('budget'), problems);
  const evaluation = readEvaluation(node('evaluation'), problems);
  const cache = readCache(node('cache'), problems);
  const seed = readSeed(node('seed'), problems);
  const pruner = readPruner(node('pruner'), pruners, problems);
  const order = readOrder(node('order'), problems);
  const system = readSystem(node('system'), filePlace, systems, systemIds, problems);
  if (system === undefined) return undefined;

  const written = new Set([...keysOf(node('parameters')), ...keysOf(node('fixed'))]);
  const fidelity = readFidelity(node('fidelity'), system, written, problems);
  const assignment = readAssignment(node('parameters'), node('fixed'), system, problems);
  const { dimensions, fixed } =
    fidelity === undefined ? assignment : withFidelity(assignment, fidelity, system);
  const objectives = readObjectives(node('objectives'), system, filePlace, problems);
  const { metrics: constraints, design: designConstraints } = readConstraints(
    node('constraints'),
    system,
    problems,
  );
  const forbid = readForbidden(node('forbid'), system, problems);
  const parametersPlace = entries.get('parameters')?.keyPlace ?? filePlace;
  const space = problems.catch(parametersPlace, () =>
    Space.forStudy(system, { dimensions, fixed, forbid, designConstraints }),
  );
  if (space === undefined) return undefined;
  // A space that a mistake has changed says nothing about the one that is meant.
  if (problems.list.length === 0) {
    const empty = provenEmpty(space);
    if (empty !== undefined) problems.add(parametersPlace, empty.message, empty.hint);
  }
  if (fidelity !== undefined) {
    const place = entries.get('fidelity')!.keyPlace;
    const isConditional = space.isConditional(space.indexOf(fidelity.parameter)!);
    checkFidelity(fidelity, place, isConditional, pruner !== undefined, problems);
  }
  const sampler = readSampler(node('sampler'), samplers, space, budget, problems);
  if (sampler === undefined || name === undefined) return undefined;
  const samplerPlace = entries.get('sampler')?.keyPlace ?? filePlace;
  const start = readStart(node('start'), name, system, space, problems);
  const complete = completeBudget(budget, sampler, start, space, samplerPlace, problems);
  checkStart(sampler, samplers, start, entries.get('start')?.keyPlace ?? samplerPlace, problems);
  checkObjectiveCount(sampler, samplers, objectives.length, samplerPlace, problems);

  if (dimensions.length === 0) problems.note('nothing varies: the study is one design');
  for (const id of space.neverActive) {
    if (written.has(id))
      problems.note(`parameter "${id}" is never active with these values, so it does not matter`);
  }
  return {
    space,
    study: {
      name,
      system: system.id,
      systemVersion: system.version,
      ...(description === undefined ? {} : { description }),
      ...(finding === undefined ? {} : { finding }),
      dimensions,
      fixed,
      objectives,
      constraints,
      ...(designConstraints.length === 0 ? {} : { designConstraints }),
      ...(forbid.length === 0 ? {} : { forbid }),
      sampler,
      ...(pruner === undefined ? {} : { pruner }),
      ...(order === undefined ? {} : { order }),
      ...(fidelity === undefined ? {} : { fidelity }),
      ...(start === undefined ? {} : { start }),
      budget: complete,
      ...evaluation,
      ...cache,
      seed,
    },
  };
}

function keysOf(node: TreeNode | undefined): readonly string[] {
  return node?.kind === 'map' ? node.entries.map(({ key }) => key) : [];
}

function optionalText(node: TreeNode | undefined, subject: string, problems: Problems): string | undefined {
  return node === undefined ? undefined : readText(node, subject, problems);
}

function readName(node: TreeNode | undefined, filePlace: Place, problems: Problems): string | undefined {
  if (node === undefined) {
    problems.malformed = true;
    problems.add(filePlace, 'the study has no name', 'begin with "study: a-name"');
    return undefined;
  }
  const name = readText(node, 'the name of the study', problems);
  if (name === undefined) return undefined;
  // eslint-disable-next-line no-control-regex -- names go into titles and tables, where control characters do harm
  const bad = /[\u0000-\u001f\u007f]/.test(name);
  if (!bad && name.length <= LONGEST_NAME && name === name.trim()) return name;
  problems.add(
    node.place,
    `the name "${abbreviated(name)}" cannot be used`,
    `a name is one line of at most ${LONGEST_NAME} characters`,
  );
  return undefined;
}

function readSystem(
  node: TreeNode | undefined,
  filePlace: Place,
  systems: LoadRequest['systems'],
  systemIds: readonly string[],
  problems: Problems,
): System | undefined {
  const known = `the systems are ${systemIds.join(', ')}`;
  if (node === undefined) {
    problems.malformed = true;
    problems.add(
      filePlace,
      'the study names no system',
      `write "system: ${systemIds[0] ?? 'an-id'}"; ${known}`,
    );
    return undefined;
  }
  const id = readText(node, 'the system', problems);
  if (id === undefined) return undefined;
  const system = systems(id);
  if (system === undefined) {
    problems.add(node.place, `there is no system "${abbreviated(id)}"`, didYouMean(id, systemIds) ?? known);
  }
  return system;
}
