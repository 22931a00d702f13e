// A system whose designs an external program evaluates.

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { Design, DesignConstraint, EvaluationOutcome, System } from '../../contract/system.ts';
import { compileExpression, evaluateExpression, expressionNames } from '../../space/expression.ts';
import type { ExpressionSchema } from '../../space/expression.ts';
import { readManifest } from '../../study/manifest.ts';
import type { SystemManifest } from '../../study/manifest.ts';
import { defineSystem } from '../../systems/define.ts';
import { PersistentProgram } from './persistent.ts';
import { runOnce } from './program.ts';

/** Persistent programs of this thread, ended with it. */
const running = new Set<PersistentProgram>();
process.on('exit', () => {
  for (const program of running) program.close();
});

/**
 * The system of a manifest file. Reading it runs nothing; evaluating runs its program. Throws the first problem of the
 * manifest as `study-invalid` with its line.
 */
export function loadManifestSystem(file: string): System {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ParetoscopeError('not-found', `cannot read ${file}`, { cause: error });
  }
  const { manifest, problems } = readManifest(text, file);
  if (manifest === undefined)
    throw problems[0] ?? new ParetoscopeError('study-invalid', `${file} is no manifest`);
  return systemOf(manifest, dirname(resolve(file)));
}

function systemOf(manifest: SystemManifest, folder: string): System {
  const { program } = manifest;
  let persistent: PersistentProgram | undefined;
  const attempt = (design: Design, signal: AbortSignal): Promise<EvaluationOutcome> => {
    if (program.mode === 'once') return runOnce(program, folder, design, signal);
    if (persistent === undefined) {
      persistent = new PersistentProgram(program, folder);
      running.add(persistent);
    }
    return persistent.evaluate(design, signal);
  };
  const system = defineSystem({
    id: manifest.id,
    version: manifest.version,
    title: manifest.title,
    summary: manifest.summary,
    parameters: manifest.parameters,
    constraints: manifest.constraints.map((constraint) => designConstraint(constraint, manifest)),
    metrics: manifest.metrics,
    defaultObjectives: manifest.objectives,
    limits: [`Designs are evaluated by an external program: ${program.command.join(' ')}`],
    evaluate: async (design, { signal }) => {
      for (let retry = 0; ; retry++) {
        try {
          return await attempt(design, signal);
        } catch (error) {
          if (retry >= program.retries || signal.aborted) throw error;
        }
      }
    },
  });
  return { ...system, limitsItsTime: true };
}

function designConstraint(
  { must, message }: SystemManifest['constraints'][number],
  manifest: SystemManifest,
): DesignConstraint {
  const schema: Record<string, ExpressionSchema[string]> = {};
  for (const [id, parameter] of Object.entries(manifest.parameters)) {
    schema[id] =
      parameter.kind === 'float' || parameter.kind === 'integer'
        ? { kind: 'number', unit: parameter.unit }
        : {
            kind: 'choice',
            choices: parameter.kind === 'boolean' ? [false, true] : parameter.choices,
            unit: parameter.unit,
          };
  }
  const expression = compileExpression(must, schema);
  return {
    id: must,
    message,
    uses: expressionNames(expression),
    holds: (design) => evaluateExpression(expression, (name) => design[name]),
  };
}
