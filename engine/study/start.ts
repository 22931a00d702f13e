// The `start` of a study: what is tried or known before the sampler's own first proposal.

import type { EarlierTrials, StudyStart } from '../contract/study.ts';
import type { Design, ParameterValue, System } from '../contract/system.ts';
import type { Space } from '../space/space.ts';
import { didYouMean } from '../space/suggest.ts';
import { abbreviated, knownEntries, readText, type Problems } from './problems.ts';
import type { TreeNode } from './syntax.ts';
import { readValue } from './values.ts';

/** The start as written; undefined where the file has none. Every design is checked against the space. */
export function readStart(
  node: TreeNode | undefined,
  name: string | undefined,
  system: System,
  space: Space,
  problems: Problems,
): StudyStart | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'map') {
    problems.addForm(node, '"start"', 'a set of keys', 'write { published: false, designs: [{ ... }] }');
    return undefined;
  }
  const entries = knownEntries(node, ['published', 'designs', 'trials'], '"start"', problems);
  const published = readPublished(entries.get('published')?.value, problems);
  const designs = readDesigns(entries.get('designs')?.value, system, space, problems);
  const trials = readTrials(entries.get('trials')?.value, name, problems);
  return {
    ...(published === undefined ? {} : { published }),
    ...(designs === undefined ? {} : { designs }),
    ...(trials === undefined ? {} : { trials }),
  };
}

function readPublished(node: TreeNode | undefined, problems: Problems): boolean | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  problems.addForm(node, '"published"', 'true or false');
  return undefined;
}

function readDesigns(
  node: TreeNode | undefined,
  system: System,
  space: Space,
  problems: Problems,
): readonly Design[] | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'list') {
    problems.addForm(node, '"designs"', 'a list', 'write [{ parameter: value }, { ... }]');
    return undefined;
  }
  const codes = new Float64Array(space.width);
  return node.items.flatMap((item) => {
    const design = readDesign(item, system, problems);
    if (design === undefined) return [];
    problems.catch(item.place, () => space.encodeAllowed(design, codes));
    return [design];
  });
}

function readDesign(node: TreeNode, system: System, problems: Problems): Design | undefined {
  if (node.kind !== 'map') {
    problems.addForm(node, 'a design', 'a set of keys', 'write { parameter: value }');
    return undefined;
  }
  const design: Record<string, ParameterValue> = {};
  for (const { key, keyPlace, value } of node.entries) {
    const parameter = Object.hasOwn(system.parameters, key) ? system.parameters[key] : undefined;
    if (parameter === undefined) {
      problems.add(
        keyPlace,
        `parameter "${abbreviated(key)}" is not in system "${system.id}"`,
        didYouMean(key, Object.keys(system.parameters)),
      );
      return undefined;
    }
    const read = readValue(key, parameter, value, problems);
    if (read === undefined) return undefined;
    design[key] = read;
  }
  return design;
}

function readTrials(
  node: TreeNode | undefined,
  name: string | undefined,
  problems: Problems,
): EarlierTrials | undefined {
  if (node === undefined) return undefined;
  if (node.kind !== 'map') {
    problems.addForm(node, '"trials"', 'a set of keys', 'write { study: a-name }');
    return undefined;
  }
  const entries = knownEntries(node, ['study', 'workspace'], '"trials"', problems);
  const studyNode = entries.get('study')?.value;
  if (studyNode === undefined) {
    problems.malformed = true;
    problems.add(node.place, '"trials" names no study', 'write { study: a-name }');
    return undefined;
  }
  const study = readText(studyNode, 'the study of the earlier trials', problems);
  const workspaceNode = entries.get('workspace')?.value;
  const workspace = workspaceNode && readText(workspaceNode, 'the workspace of the earlier trials', problems);
  if (study === undefined) return undefined;
  if (study === name && workspaceNode === undefined) {
    problems.add(studyNode.place, 'a study cannot begin with its own trials', 'run it again: it goes on');
  }
  return { study, ...(workspace === undefined ? {} : { workspace }) };
}
