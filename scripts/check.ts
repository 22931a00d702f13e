// `npm run check`: every static check, two at a time, all of them even where one fails, one line each.

import { spawn } from 'node:child_process';

const CHECKS = ['types', 'lint', 'svelte', 'format', 'boundaries', 'unused'];
const AT_ONCE = 2;

const wanted = process.argv.slice(2);
const queue = CHECKS.filter((name) => wanted.length === 0 || wanted.includes(name));
const count = queue.length;
let failed = 0;

function check(name: string): Promise<void> {
  return new Promise((resolve) => {
    const begin = performance.now();
    let output = '';
    const child = spawn('npm', ['run', '--silent', `check:${name}`], { shell: process.platform === 'win32' });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', (error) => (output += error.message));
    child.on('close', (status) => {
      const seconds = ((performance.now() - begin) / 1000).toFixed(1);
      console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
      if (status !== 0) {
        failed++;
        console.log(output);
      }
      resolve();
    });
  });
}

await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) await check(name);
  }),
);

if (failed > 0) {
  console.log(`${failed} of ${count} checks failed`);
  process.exitCode = 1;
}
