// One export in a process of its own, so that its memory is its own: workspace, format, output. Prints JSON.

import { exportFrom } from '../engine/host/export.ts';
import { openWorkspace } from '../engine/store/index.ts';

const [path, format, out] = process.argv.slice(2);
const workspace = openWorkspace(path!, { mode: 'read' });
const cpu = process.cpuUsage();
const start = performance.now();
await exportFrom(workspace, { out: out!, format: format! });
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpu);
workspace.close();
const cpuSeconds = (user + system) / 1e6;
console.log(JSON.stringify({ seconds, cpuSeconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
