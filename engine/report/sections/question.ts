// What was asked: parameters that varied, objectives, bounds, and how the space was searched.

import { formatQuantity } from '../../contract/quantity.ts';
import { MOST_TRIALS, type Dimension, type Study } from '../../contract/study.ts';
import type { Paper } from '../../contract/system.ts';
import { cell, paragraph, type Block } from '../document.ts';
import type { NamedParameter } from '../report.ts';
import type { SectionWriter } from '../compose.ts';
import { count, listed, percent, valueText } from '../wording.ts';

const MOST_CHOICES = 16;

export const questionSection: SectionWriter = (report, prefix) => {
  const { study, parameters, objectives, fixed, system } = report;
  const blocks: Block[] = [paragraph(report.question)];
  if (parameters.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Parameters that varied',
      columns: [{ title: 'Parameter', header: true }, { title: 'Values' }, { title: 'Meaning' }],
      rows: parameters.map((parameter, index) => [
        cell(parameter.label),
        cell(rangeText(study.dimensions[index]!, parameter)),
        cell(parameter.parameter?.doc ?? ''),
      ]),
    });
  }
  blocks.push({
    kind: 'facts',
    facts: [
      ['System', `${system.title} (${study.system}, version ${study.systemVersion})`],
      ...(system.paper === undefined ? [] : [['Paper', paperText(system.paper)] as const]),
      ['Objectives', objectives.map(({ direction, label }) => `${direction} ${label}`).join('; ')],
      [
        'Constraints',
        study.constraints.length === 0 ? 'none' : study.constraints.map(({ text }) => text).join('; '),
      ],
      ...(study.forbid === undefined || study.forbid.length === 0
        ? []
        : [['Not tried', study.forbid.join('; ')] as const]),
      ['Sampler', samplerText(study)],
      ...startFacts(study),
      ...(study.pruner === undefined
        ? []
        : [['Pruner', choiceText(study.pruner.type, study.pruner.options)] as const]),
      ...(study.fidelity === undefined
        ? []
        : [
            [
              'Fidelity',
              `${study.fidelity.parameter} in ${study.fidelity.levels.join(', ')}; one of ${study.fidelity.factor} designs goes on`,
            ] as const,
          ]),
      ['Budget', budgetText(study)],
      ['Seed', String(study.seed)],
      ...(study.order === undefined ? [] : [['Order', 'asynchronous: another run may differ'] as const]),
    ],
  });
  if (fixed.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Parameters that were held',
      columns: [{ title: 'Parameter', header: true }, { title: 'Value' }, { title: 'Source of the default' }],
      rows: fixed.map(({ id, label, unit, parameter }) => {
        const value = study.fixed[id]!;
        const isDefault = parameter?.default === value;
        return [
          cell(label),
          cell(valueText(value, unit)),
          cell(isDefault ? (parameter.source ?? 'the default') : 'set by the study'),
        ];
      }),
    });
  }
  return { id: `${prefix}question`, title: 'The question', blocks };
};

function paperText({ title, venue, year, arxiv }: Paper): string {
  const yearOnce = venue?.includes(String(year)) === true ? undefined : String(year);
  return [title, venue, yearOnce, arxiv === undefined ? undefined : `arXiv:${arxiv}`]
    .filter((part) => part !== undefined)
    .join(', ');
}

function rangeText(dimension: Dimension, { unit }: NamedParameter): string {
  if (dimension.kind === 'choice') {
    const shown = dimension.choices.slice(0, MOST_CHOICES).map((choice) => valueText(choice, unit));
    const more = dimension.choices.length - shown.length;
    return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  }
  const step = dimension.kind === 'integer' && dimension.step !== 1 ? ` in steps of ${dimension.step}` : '';
  const scale = dimension.scale === 'log' ? ', logarithmic' : '';
  return `${formatQuantity(dimension.minimum, unit, { digits: 4 })} to ${formatQuantity(dimension.maximum, unit, { digits: 4 })}${step}${scale}`;
}

function samplerText({ sampler }: Study): string {
  const text = choiceText(sampler.type, sampler.options);
  return sampler.reason === undefined ? text : `${text}, chosen automatically: ${sampler.reason}`;
}

function choiceText(type: string, options: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return given.length === 0 ? type : `${type} (${given.join(', ')})`;
}

/** What the study began with, where it says so. */
function startFacts({ start }: Study): (readonly [string, string])[] {
  const { published, designs = [], trials } = start ?? {};
  const parts = [
    published === true ? 'the published design' : undefined,
    designs.length === 0 ? undefined : count(designs.length, 'given design'),
    trials === undefined
      ? undefined
      : `what the sampler learnt from ${trials.used === undefined ? 'trials' : count(trials.used.trials, 'trial')} of the study "${trials.study}"`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? [] : [['Began with', listed(parts)]];
}

function budgetText({ budget }: Study): string {
  const trials = budget.trials >= MOST_TRIALS ? undefined : count(budget.trials, 'trial');
  const time = budget.timeSeconds === undefined ? undefined : formatQuantity(budget.timeSeconds, 's');
  const plateau =
    budget.plateau === undefined
      ? undefined
      : `until ${count(budget.plateau.trials, 'trial')} improve it by less than ${percent(budget.plateau.improvement)}`;
  return [trials, time, plateau].filter((part) => part !== undefined).join(' or ') || 'without limit';
}
