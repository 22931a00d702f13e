/** A study with rounds, so that a resumed run must rebuild what its sampler knew; half a millisecond a trial. */
export function killedStudy(trials: number): string {
  return `
study: killed
system: busy
parameters: { x: { min: 0, max: 1 } }
fixed: { seconds: 0.5 ms }
sampler: { type: nsga2, population: 30 }
budget: { trials: ${trials} }
seed: 9
`;
}
