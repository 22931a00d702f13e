// A process that appends to the workspace of its argument until it is killed, and says after each group how many
// trials are acknowledged. Arguments: path, trials per group, trials at which to stop.

import { writeSync } from 'node:fs';
import { openWorkspace } from '../../../engine/store/index.ts';
import { makeBatch, makeStudy, METRICS } from './_batches.ts';

const [path, size, end] = process.argv.slice(2);
const workspace = openWorkspace(path!, { mode: 'write', create: true });
const stored = workspace.createStudy(makeStudy(), 'text', METRICS);
writeSync(1, `open ${stored.storedCount()}\n`);
const count = Number(size);
for (let first = stored.storedCount(); first < Number(end); first = stored.storedCount()) {
  const { designs, results } = makeBatch(first, count);
  stored.group(() => {
    stored.append(designs, results);
    stored.saveFront([first], first);
  });
  writeSync(1, `stored ${stored.storedCount()}\n`);
}
writeSync(1, 'idle\n');
setInterval(() => undefined, 1000);
