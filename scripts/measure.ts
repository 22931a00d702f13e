// `npm run measure -- moe-accuracy [--workers N]`: trains the small mixtures behind the accuracy of moe-accelerator and
// writes their table. Runs the studies in studies/measurements through the workbench's own runner, in a workspace that is
// kept: stopped, it goes on where it was. Takes some 25 minutes of one core.

import { readFileSync, writeFileSync } from 'node:fs';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ParameterValue } from '../engine/contract/system.ts';
import { createEngine } from '../engine/host/engine.ts';

const root = new URL('../', import.meta.url);
const at = (path: string): string => fileURLToPath(new URL(path, root));

const STUDIES = ['routers', 'projections', 'formats'];
const WORKSPACE = 'measurements/moe-accuracy.pareto';
const TABLE = 'engine/systems/moe-accelerator/accuracy-table.ts';
const MOST_TRIALS = 10_000;

/** Parameters of the system moe-accuracy in the order of the table's columns, with the value of those left out. */
const COLUMNS: readonly (readonly [parameter: string, otherwise: number])[] = [
  ['experts', 16],
  ['active_experts', 4],
  ['expert_groups', 1],
  ['projection_group', 32],
  ['kept_hidden', 8],
  ['weight_bits', 16],
  ['activation_bits', 16],
  ['bit_errors', 0],
  ['repetition', 0],
];

async function measure(workers: number): Promise<void> {
  mkdirSync(at('measurements'), { recursive: true });
  const engine = createEngine({ shell: 'browser', workspaceFolder: at('measurements'), workers });
  const rows: string[] = [];
  let version = 0;
  try {
    for (const name of STUDIES) {
      const file = `studies/measurements/moe-accuracy-${name}.study.yaml`;
      const source = { text: readFileSync(at(file), 'utf8'), file };
      const started = await engine.startRunAt({ source, path: at(WORKSPACE) });
      const stop = engine.listen({
        progress: ({ done, total, secondsLeft }) =>
          process.stderr.write(
            `\r${name}: ${done} of ${total ?? '?'}, ${Math.ceil((secondsLeft ?? 0) / 60)} min left  `,
          ),
      });
      const end = await engine.finished(started.run);
      stop();
      process.stderr.write('\n');
      if (end.state !== 'finished' || end.counts.failed > 0) {
        throw new Error(`${name} ended ${end.state} with ${end.counts.failed} failed trials`);
      }
      const { workspace } = started.workspace;
      const page = await engine.trialPage(workspace, started.study, { offset: 0, limit: MOST_TRIALS });
      for (const { state, design, metrics } of page.trials) {
        if (state !== 'complete') continue;
        const value = ([id, otherwise]: readonly [string, number]): ParameterValue => design[id] ?? otherwise;
        rows.push(`  [${[...COLUMNS.map(value), Number(metrics.accuracy!.toFixed(4))].join(', ')}],`);
      }
      version = (await engine.system('moe-accuracy')).version;
      await engine.closeWorkspace(workspace);
    }
  } finally {
    await engine.close();
  }
  const file = at(TABLE);
  const text = readFileSync(file, 'utf8');
  const [before] = text.split('// measured rows: ');
  const lines = [...new Set(rows)];
  writeFileSync(
    file,
    `${before}// measured rows: ${lines.length}, system moe-accuracy version ${version}, study seed 1\n` +
      `const ROWS: readonly Row[] = [\n${lines.join('\n')}\n];\n`,
  );
  console.log(`${TABLE}: ${lines.length} measurements`);
}

const [what, ...rest] = process.argv.slice(2);
const workers = rest[0] === '--workers' ? Number(rest[1]) : 1;
if (what !== 'moe-accuracy' || !(Number.isInteger(workers) && workers >= 1)) {
  console.error('usage: npm run measure -- moe-accuracy [--workers N]');
  process.exitCode = 2;
} else {
  await measure(workers);
}
