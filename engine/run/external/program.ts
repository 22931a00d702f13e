// One process a design.

import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Design, EvaluationOutcome } from '../../contract/system.ts';
import type { ProgramManifest } from '../../study/manifest.ts';
import { readAnswer } from './answer.ts';
import { allowedEnvironment, endTree, filledCommand, LARGEST_OUTPUT_BYTES, start, Tail } from './child.ts';

/**
 * Evaluates a design by one run of the program in a scratch folder of its own. Throws an Error with exit status and
 * the end of stderr where the program fails, hangs, floods its output or answers garbage.
 */
export async function runOnce(
  program: ProgramManifest,
  folder: string,
  design: Design,
  signal: AbortSignal,
): Promise<EvaluationOutcome> {
  const scratch = await mkdtemp(join(tmpdir(), 'paretoscope-trial-'));
  try {
    const files = { design: join(scratch, 'design.json'), metrics: join(scratch, 'metrics.json') };
    const json = JSON.stringify(design);
    if (program.input === 'file') await writeFile(files.design, json);
    const command = filledCommand(program.command, { ...design, ...files });
    const environment = { ...allowedEnvironment(program.environment), PARETOSCOPE_SCRATCH: scratch };
    const output = await execute(
      program,
      command,
      folder,
      environment,
      program.input === 'stdin' ? json : '',
      signal,
    );
    return readAnswer(program.output === 'file' ? await readMetricsFile(files.metrics) : output);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function readMetricsFile(file: string): Promise<string> {
  const size = await stat(file).then(
    (found) => found.size,
    () => undefined,
  );
  if (size === undefined) throw new Error('the program wrote no metrics file');
  if (size > LARGEST_OUTPUT_BYTES) throw new Error(`the metrics file has ${size} bytes`);
  return readFile(file, 'utf8');
}

/** Runs to the end; resolves with stdout where the exit status is 0. */
function execute(
  program: ProgramManifest,
  command: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
  input: string,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = start(command, folder, environment);
    const stderr = new Tail();
    let stdout = '';
    let problem: string | undefined;
    const end = (reason: string): void => {
      problem ??= reason;
      endTree(child);
    };
    const timer = setTimeout(
      () => end(`the program did not answer within ${program.timeoutSeconds} s`),
      program.timeoutSeconds * 1000,
    );
    const stopped = (): void => end('the evaluation was stopped');
    signal.addEventListener('abort', stopped, { once: true });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.length > LARGEST_OUTPUT_BYTES)
        end(`the program wrote more than ${LARGEST_OUTPUT_BYTES} bytes`);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.add(text));
    child.on('error', (error) => {
      problem ??= `${command[0]!} cannot be started: ${error.message}`;
    });
    child.on('exit', () => {
      // Children that outlive the program would keep its pipes open for ever.
      endTree(child);
    });
    child.on('close', (status, killedBy) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stopped);
      if (problem !== undefined) reject(new Error(problem + stderr.remark));
      else if (killedBy !== null) reject(new Error(`the program was ended by ${killedBy}${stderr.remark}`));
      else if (status !== 0)
        reject(new Error(`the program ended with status ${String(status)}${stderr.remark}`));
      else resolve(stdout);
    });
    child.stdin.end(input);
  });
}
