// A system described in YAML, whose designs an external program evaluates. Reading a manifest runs nothing.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Direction, Metric, MetricRole, Parameter, Provenance } from '../contract/system.ts';
import { didYouMean } from '../space/suggest.ts';
import { readManifestParameter } from './manifest-parameter.ts';
import { knownEntries, Problems, readInteger, readQuantity, readText, readWord } from './problems.ts';
import { parseTree, type MapNode, type TreeNode } from './syntax.ts';

/** How the program is run; see docs/your-own-simulator.md. */
export interface ProgramManifest {
  /** Program and arguments; `{name}` stands for a parameter, `{design}` and `{metrics}` for the files. */
  readonly command: readonly string[];
  /** `once`: one process a design. `persistent`: one process a worker, speaking JSON lines. */
  readonly mode: 'once' | 'persistent';
  /** Where the design goes: JSON on stdin, JSON in the file `{design}`, or only into the arguments. */
  readonly input: 'stdin' | 'file' | 'none';
  /** Where the metrics come from: JSON on stdout, or in the file `{metrics}`. */
  readonly output: 'stdout' | 'file';
  readonly timeoutSeconds: number;
  /** Further attempts after one that failed. */
  readonly retries: number;
  /** Names of environment variables that the program sees, besides PATH. */
  readonly environment: readonly string[];
}

export interface SystemManifest {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Expressions over parameters that must hold, with the message where they do not. */
  readonly constraints: readonly { readonly must: string; readonly message: string }[];
  readonly objectives: readonly string[];
  readonly program: ProgramManifest;
}

const KEYS = [
  'system',
  'version',
  'title',
  'summary',
  'parameters',
  'metrics',
  'constraints',
  'objectives',
  'program',
];
const PROGRAM_KEYS = ['command', 'mode', 'input', 'output', 'timeout', 'retries', 'environment'];
const METRIC_KEYS = ['doc', 'label', 'unit', 'direction', 'role', 'provenance', 'assumption', 'scale'];
const ROLES: readonly MetricRole[] = [
  'area',
  'energy',
  'latency',
  'accuracy',
  'throughput',
  'capacity',
  'reliability',
  'cost',
  'power',
  'other',
];
const PROVENANCES: readonly Provenance[] = ['simulated', 'analytical', 'measured', 'fitted', 'assumed'];
const IDENTIFIER = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const DEFAULT_TIMEOUT_SECONDS = 60;

/** Reads a manifest; every mistake is in `problems` with its line. */
export function readManifest(
  text: string,
  file: string,
): { manifest?: SystemManifest; problems: readonly ParetoscopeError[] } {
  const problems = new Problems();
  const tree = parseTree(text, file, problems);
  if (tree === undefined) return { problems: problems.list };
  if (tree.kind !== 'map') {
    problems.addForm(tree, 'a system manifest', 'a set of keys');
    return { problems: problems.list };
  }
  const manifest = readSystem(tree, problems);
  return problems.list.length > 0 || manifest === undefined
    ? { problems: problems.list }
    : { manifest, problems: [] };
}

function readSystem(tree: MapNode, problems: Problems): SystemManifest | undefined {
  const entries = knownEntries(tree, KEYS, 'a system manifest', problems);
  const required = (key: string): TreeNode | undefined => {
    const node = entries.get(key)?.value;
    if (node === undefined) problems.add(tree.place, `the manifest has no "${key}"`, `add "${key}: ..."`);
    return node;
  };
  const text = (key: string): string | undefined => {
    const node = required(key);
    return node && readText(node, `"${key}"`, problems);
  };
  const id = text('system');
  if (id !== undefined && !IDENTIFIER.test(id)) {
    problems.add(
      entries.get('system')!.value.place,
      `"${id}" is no id`,
      'write lower-case words joined by "-"',
    );
  }
  const title = entries.has('title') ? text('title') : id;
  const summary = text('summary');
  const versionNode = entries.get('version')?.value;
  const version = versionNode === undefined ? 1 : readInteger(versionNode, '"version"', problems, 1);
  const parameters = readNamed(required('parameters'), 'parameter', problems, readManifestParameter);
  const metrics = readNamed(required('metrics'), 'metric', problems, readMetric);
  for (const name of Object.keys(metrics)) {
    if (name in parameters) problems.add(tree.place, `"${name}" is both a parameter and a metric`);
  }
  const constraints = readConstraints(entries.get('constraints')?.value, problems);
  const objectives = readObjectives(entries.get('objectives')?.value, metrics, problems);
  const programNode = required('program');
  const program = programNode && readProgram(programNode, parameters, problems);
  if (
    id === undefined ||
    title === undefined ||
    summary === undefined ||
    version === undefined ||
    program === undefined
  ) {
    return undefined;
  }
  return { id, version, title, summary, parameters, metrics, constraints, objectives, program };
}

/** A map of named things, each read by `read`. */
function readNamed<T>(
  node: TreeNode | undefined,
  what: string,
  problems: Problems,
  read: (name: string, node: TreeNode, problems: Problems) => T | undefined,
): Record<string, T> {
  const found: Record<string, T> = {};
  if (node === undefined) return found;
  if (node.kind !== 'map' || node.entries.length === 0) {
    problems.addForm(node, `the ${what}s`, `a set of names, each with what it is`);
    return found;
  }
  for (const { key, keyPlace, value } of node.entries) {
    if (!/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/.test(key)) {
      problems.add(keyPlace, `"${key}" is no name of a ${what}`, 'write lower-case words with "_" and "."');
      continue;
    }
    const one = read(key, value, problems);
    if (one !== undefined) found[key] = one;
  }
  return found;
}

function readMetric(name: string, node: TreeNode, problems: Problems): Metric | undefined {
  if (node.kind !== 'map') {
    problems.addForm(node, `metric "${name}"`, 'a set of keys', `it takes ${METRIC_KEYS.join(', ')}`);
    return undefined;
  }
  const entries = knownEntries(node, METRIC_KEYS, `metric "${name}"`, problems);
  const at = (key: string): TreeNode | undefined => entries.get(key)?.value;
  const optional = (key: string): string | undefined => {
    const found = at(key);
    return found && readText(found, `"${key}" of "${name}"`, problems);
  };
  const subject = (key: string): string => `"${key}" of "${name}"`;
  const directionNode = at('direction');
  if (directionNode === undefined) {
    problems.add(node.place, `metric "${name}" has no direction`, 'write direction: minimize or maximize');
  }
  const direction = readWord<Direction>(
    directionNode,
    subject('direction'),
    ['minimize', 'maximize'],
    undefined,
    problems,
  );
  const role = readWord(at('role'), subject('role'), ROLES, 'other', problems);
  const provenance = readWord(at('provenance'), subject('provenance'), PROVENANCES, 'simulated', problems);
  const scale = readWord(at('scale'), subject('scale'), ['linear', 'log'] as const, 'linear', problems);
  const unit = optional('unit');
  const label = optional('label');
  const assumption = optional('assumption');
  if (provenance === 'assumed' && assumption === undefined) {
    problems.add(node.place, `metric "${name}" is assumed but does not say what is`, 'add assumption: "..."');
  }
  if (direction === undefined || role === undefined || provenance === undefined || scale === undefined)
    return undefined;
  return {
    doc: optional('doc') ?? name,
    direction,
    role,
    provenance,
    scale,
    ...(unit === undefined ? {} : { unit }),
    ...(label === undefined ? {} : { label }),
    ...(assumption === undefined ? {} : { assumption }),
  };
}

function readConstraints(
  node: TreeNode | undefined,
  problems: Problems,
): { must: string; message: string }[] {
  if (node === undefined) return [];
  if (node.kind !== 'list') {
    problems.addForm(node, '"constraints"', 'a list', 'write - { must: "ways <= 8", message: "..." }');
    return [];
  }
  return node.items.flatMap((item) => {
    if (item.kind === 'scalar') {
      const must = readText(item, 'a constraint', problems);
      return must === undefined ? [] : [{ must, message: `must hold: ${must}` }];
    }
    if (item.kind !== 'map') {
      problems.addForm(item, 'a constraint', 'an expression');
      return [];
    }
    const entries = knownEntries(item, ['must', 'message'], 'a constraint', problems);
    const mustNode = entries.get('must')?.value;
    if (mustNode === undefined) {
      problems.add(item.place, 'the constraint has no "must"', 'write must: "ways <= 8"');
      return [];
    }
    const must = readText(mustNode, '"must"', problems);
    const messageNode = entries.get('message')?.value;
    const message = messageNode === undefined ? undefined : readText(messageNode, '"message"', problems);
    return must === undefined ? [] : [{ must, message: message ?? `must hold: ${must}` }];
  });
}

function readObjectives(
  node: TreeNode | undefined,
  metrics: Readonly<Record<string, Metric>>,
  problems: Problems,
): string[] {
  const names = Object.keys(metrics);
  if (node === undefined) return names.filter((name) => metrics[name]!.provenance !== 'assumed').slice(0, 2);
  if (node.kind !== 'list' || node.items.length === 0) {
    problems.addForm(node, '"objectives"', 'a list of metrics');
    return [];
  }
  return node.items.flatMap((item) => {
    const name = readText(item, 'an objective', problems);
    if (name === undefined) return [];
    if (name in metrics) return [name];
    problems.add(
      item.place,
      `there is no metric "${name}"`,
      didYouMean(name, names) ?? `the metrics are ${names.join(', ')}`,
    );
    return [];
  });
}

function readProgram(
  node: TreeNode,
  parameters: Readonly<Record<string, Parameter>>,
  problems: Problems,
): ProgramManifest | undefined {
  if (node.kind !== 'map') {
    problems.addForm(node, '"program"', 'a set of keys', `it takes ${PROGRAM_KEYS.join(', ')}`);
    return undefined;
  }
  const entries = knownEntries(node, PROGRAM_KEYS, '"program"', problems);
  const at = (key: string): TreeNode | undefined => entries.get(key)?.value;
  const command = readTexts(at('command'), '"command"', problems);
  if (command.length === 0) {
    problems.add(
      at('command')?.place ?? node.place,
      'the program has no command',
      'write command: [python3, model.py]',
    );
  }
  const mode = readWord(at('mode'), '"mode"', ['once', 'persistent'] as const, 'once', problems);
  const input = readWord(at('input'), '"input"', ['stdin', 'file', 'none'] as const, 'stdin', problems);
  const output = readWord(at('output'), '"output"', ['stdout', 'file'] as const, 'stdout', problems);
  const timeoutNode = at('timeout');
  const timeoutSeconds =
    timeoutNode === undefined
      ? DEFAULT_TIMEOUT_SECONDS
      : readQuantity(timeoutNode, 's', 'the time-out', problems);
  if (timeoutSeconds !== undefined && timeoutSeconds <= 0) {
    problems.add(timeoutNode!.place, 'the time-out must be positive');
  }
  const retriesNode = at('retries');
  const retries = retriesNode === undefined ? 0 : readInteger(retriesNode, '"retries"', problems, 0, 100);
  const environment = readTexts(at('environment'), '"environment"', problems);
  checkTemplates(command, { input, output, mode }, parameters, at('command') ?? node, problems);
  if (mode === undefined || input === undefined || output === undefined) return undefined;
  if (timeoutSeconds === undefined || retries === undefined) return undefined;
  if (mode === 'persistent' && (input !== 'stdin' || output !== 'stdout')) {
    problems.add(
      node.place,
      'a persistent program reads stdin and writes stdout',
      'remove "input" and "output"',
    );
  }
  return { command, mode, input, output, timeoutSeconds, retries, environment };
}

function readTexts(node: TreeNode | undefined, subject: string, problems: Problems): string[] {
  if (node === undefined) return [];
  if (node.kind !== 'list') {
    problems.addForm(node, subject, 'a list of texts');
    return [];
  }
  return node.items.flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'number') return [String(item.value)];
    const text = readText(item, `an item of ${subject}`, problems);
    return text === undefined ? [] : [text];
  });
}

/** Names in braces must be parameters or the two files, and a file that is used must be declared. */
function checkTemplates(
  command: readonly string[],
  program: {
    readonly input: string | undefined;
    readonly output: string | undefined;
    readonly mode: string | undefined;
  },
  parameters: Readonly<Record<string, Parameter>>,
  node: TreeNode,
  problems: Problems,
): void {
  const names = command.flatMap((part) => [...part.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]!));
  const known = [...Object.keys(parameters), 'design', 'metrics'];
  for (const name of names) {
    if (!known.includes(name)) {
      problems.add(node.place, `"{${name}}" in the command is no parameter`, didYouMean(name, known));
    } else if (program.mode === 'persistent') {
      problems.add(
        node.place,
        `a persistent program starts before there is a design: "{${name}}" has no value`,
      );
    }
  }
  for (const [file, declared] of [
    ['design', program.input === 'file'],
    ['metrics', program.output === 'file'],
  ] as const) {
    const key = file === 'design' ? 'input' : 'output';
    if (names.includes(file) && !declared) {
      problems.add(node.place, `"{${file}}" is used but "${key}" is not "file"`, `add ${key}: file`);
    } else if (declared && !names.includes(file)) {
      problems.add(
        node.place,
        `"${key}" is "file" but the command does not name it`,
        `add "{${file}}" to the command`,
      );
    }
  }
}
