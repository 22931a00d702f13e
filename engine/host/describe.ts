// Systems and stored studies as plain data for shells.

import type { SamplerSummary, StudySummary, SystemDescription, SystemSummary } from '../contract/host.ts';
import type { Design, System } from '../contract/system.ts';
import type { StoredStudy } from '../store/index.ts';

export function summarizeSystem(system: System): SystemSummary {
  return {
    id: system.id,
    version: system.version,
    title: system.title,
    summary: system.summary,
    ...(system.paper === undefined ? {} : { paper: system.paper }),
    hidden: system.hidden,
    parameterCount: Object.keys(system.parameters).length,
    metricCount: Object.keys(system.metrics).length,
    claimCount: system.claims.length,
  };
}

export function describeSystem(system: System): SystemDescription {
  return {
    ...summarizeSystem(system),
    references: system.references,
    parameters: system.parameters,
    constraints: system.constraints.map(({ id, message, uses }) => ({ id, message, uses })),
    metrics: system.metrics,
    defaultObjectives: system.defaultObjectives,
    limits: system.limits,
  };
}

/** A sampler or pruner without its functions. */
export function summarizeChoice({
  type,
  title,
  doc,
  paper,
  mostObjectives,
  groupBeyondParameters,
  options,
}: SamplerSummary): SamplerSummary {
  return {
    type,
    title,
    doc,
    ...(paper === undefined ? {} : { paper }),
    ...(mostObjectives === undefined ? {} : { mostObjectives }),
    ...(groupBeyondParameters === undefined ? {} : { groupBeyondParameters }),
    options,
  };
}

export function summarizeStudy(stored: StoredStudy): StudySummary {
  return {
    name: stored.study.name,
    system: stored.study.system,
    study: stored.study,
    counts: stored.counts(),
    frontSize: stored.front().length,
    hypervolume: stored.hypervolume(),
    finished: stored.finished,
    failures: stored.failures(5),
  };
}

/** The command that evaluates a design again, quoted for a POSIX shell. */
export function evaluateCommand(system: string, design: Design): string {
  const json = JSON.stringify(design).replaceAll("'", "'\\''");
  return `paretoscope evaluate ${system} --inspect --design '${json}'`;
}
