#!/usr/bin/env node
// The `paretoscope` command.

import { ParetoscopeError, wireError } from '../contract/errors.ts';
import { nearestWord, version } from '../host/cli.ts';
import { helpText, parseCall } from './command.ts';
import { commands } from './commands/index.ts';
import { print, printJson, say, sayError } from './output.ts';

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return [
    'usage: paretoscope COMMAND ...',
    '',
    ...commands.map(({ name, doc }) => `  ${name.padEnd(width)}${doc.split('. ')[0]!.replace(/\.$/, '')}`),
    '',
    '"paretoscope COMMAND --help" says more about a command.',
    '',
  ].join('\n');
}

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    await print(overview());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    await print(version());
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const near = nearestWord(
      name,
      commands.map((candidate) => candidate.name),
    );
    throw new ParetoscopeError('usage', `there is no command "${name}"`, {
      hint: near === undefined ? '"paretoscope help" lists them' : `did you mean "${near}"?`,
    });
  }
  const call = parseCall(command, rest);
  if (call.has('help')) {
    await print(helpText(command));
    return 0;
  }
  return command.run(call);
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of our output went away (`| head`): nothing is wrong, nothing is left to do.
  if (error.code === 'EPIPE') process.exit(0);
});

const args = process.argv.slice(2);
try {
  process.exitCode = await main(args);
} catch (error) {
  const wire = wireError(error);
  if (args.includes('--json')) await printJson({ error: wire });
  sayError(wire);
  if (wire.kind === 'internal' && error instanceof Error && process.env.PARETOSCOPE_DEBUG !== undefined) {
    say(error.stack ?? '');
  }
  process.exitCode = wire.kind === 'usage' ? 2 : 1;
}
