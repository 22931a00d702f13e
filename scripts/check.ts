// `npm run check`: every static check, all of them even where one fails, one line each.

import { spawnSync } from 'node:child_process';

const checks = ['types', 'svelte', 'lint', 'format', 'boundaries', 'unused'];
const wanted = process.argv.slice(2);
let failed = 0;

for (const check of checks.filter((name) => wanted.length === 0 || wanted.includes(name))) {
  const begin = performance.now();
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', `check:${check}`], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${check} (${seconds} s)`);
  if (status !== 0) {
    failed++;
    console.log(stdout + stderr);
  }
}

if (failed > 0) {
  console.log(`${failed} of ${checks.length} checks failed`);
  process.exitCode = 1;
}
