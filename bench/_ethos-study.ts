// The study of ethos-u55 that runs, resumes and the window are measured on.

export interface EthosStudy {
  readonly name: string;
  readonly trials: number;
  /** Parameters beside the processor's size and its protection, as lines of a study file. */
  readonly parameters: readonly string[];
  readonly constraints?: readonly string[];
  readonly sampler?: string;
  readonly seed?: number;
}

/** The study as a file. */
export function ethosStudy(asked: EthosStudy): string {
  const { name, trials, parameters, constraints = [], sampler = 'random', seed = 1 } = asked;
  const blocks = ['ao', 'dma', 'mac', 'reg', 'tsu', 'wd'].map((block) => `protection.${block}: all`);
  return `study: ${name}
system: ethos-u55
parameters:
${['mac: all', ...blocks, ...parameters].map((line) => `  ${line}`).join('\n')}
objectives: [area, sdc]
constraints: ${JSON.stringify(constraints)}
sampler: ${sampler}
budget: { trials: ${trials} }
seed: ${seed}
`;
}
