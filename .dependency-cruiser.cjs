// Who may import what: the dependency table of docs/architecture.md, checked.

/** Folder of the engine -> other folders of the engine it may import. */
const mayImport = {
  contract: [],
  space: ['contract'],
  study: ['contract', 'space'],
  pareto: ['contract'],
  analysis: ['contract', 'space', 'pareto'],
  samplers: ['contract', 'space', 'pareto', 'analysis'],
  pruning: ['contract', 'pareto'],
  components: ['contract'],
  simulation: ['contract', 'components'],
  learning: ['contract'],
  systems: ['contract', 'space', 'components', 'simulation', 'learning'],
  store: ['contract', 'space'],
  run: ['contract', 'space', 'study', 'samplers', 'pruning', 'pareto', 'systems', 'store'],
  report: ['contract', 'space', 'pareto', 'analysis', 'store'],
  host: [
    'contract',
    'space',
    'study',
    'samplers',
    'pruning',
    'pareto',
    'analysis',
    'systems',
    'store',
    'run',
    'report',
  ],
  cli: ['host', 'contract'],
};
const pure = [
  'contract',
  'space',
  'study',
  'pareto',
  'analysis',
  'samplers',
  'pruning',
  'components',
  'simulation',
  'learning',
];

const layers = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `engine-${folder}`,
  comment: `engine/${folder} may import ${allowed.map((other) => `engine/${other}`).join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^engine/${folder}/` },
  to: {
    path: '^(engine|electron|renderer|scripts|test|bench)/',
    pathNot: `^engine/(${[folder, ...allowed].join('|')})/`,
  },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'pure-folders-know-no-node',
      severity: 'error',
      from: { path: `^engine/(${pure.join('|')})/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'systems-know-no-node',
      comment: 'only the registry, which looks for system folders, needs Node',
      severity: 'error',
      from: { path: '^engine/systems/', pathNot: '^engine/systems/registry\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'systems-are-independent',
      comment: 'what two systems share moves to components or simulation',
      severity: 'error',
      from: { path: '^engine/systems/([^/]+)/' },
      to: { path: '^engine/systems/[^/]+/', pathNot: '^engine/systems/$1/' },
    },
    {
      name: 'only-store-knows-sqlite',
      severity: 'error',
      from: { pathNot: '^(engine/store|test|bench)/' },
      to: { path: 'better-sqlite3' },
    },
    {
      name: 'only-run-knows-piscina',
      severity: 'error',
      from: { pathNot: '^(engine/run|test|bench)/' },
      to: { path: 'node_modules/(piscina|bullmq|ioredis)/' },
    },
    {
      name: 'renderer',
      comment: 'the renderer may import contract, space, study, pareto, analysis and the wire codec',
      severity: 'error',
      from: { path: '^renderer/' },
      to: {
        path: '^(engine|electron|scripts|test|bench)/',
        pathNot:
          '^engine/(contract|space|study|pareto|analysis)/|^engine/host/wire\\.ts$|^electron/bridge\\.ts$',
      },
    },
    {
      name: 'electron',
      comment: 'main and preload may import the contract; only the engine entry starts the host',
      severity: 'error',
      from: { path: '^electron/', pathNot: '^electron/engine-entry\\.ts$' },
      to: { path: '^(engine|renderer|scripts|test|bench)/', pathNot: '^engine/contract/' },
    },
    {
      name: 'no-cycles',
      comment: 'a component that holds itself (lists in lists) imports itself, and nothing else may',
      severity: 'error',
      from: { pathNot: '^renderer/features/help/Markdown(Inline)?\\.svelte$' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'product-does-not-use-tools',
      comment:
        'sources that ship may not import development packages; PDF and PNG from the command line look for playwright-core, and from sources the page of reports is compiled',
      severity: 'error',
      from: { path: '^engine/', pathNot: '^engine/report/(browser|page-build)\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types', 'svelte'],
    },
  },
};
