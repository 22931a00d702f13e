import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { existingFile, filesInArguments, kindOfFile, readStudyFile } from '../../../electron/opening.ts';

describe('files from the command line', () => {
  it('knows ours by name', () => {
    expect(['a.pareto', 'B.PARETO', 'a.study.yaml', 'a.study.yml', 'a.study.json'].map(kindOfFile)).toEqual([
      'workspace',
      'workspace',
      'study',
      'study',
      'study',
    ]);
    expect(['a.yaml', 'pareto', 'a.pareto-wal', 'study.yaml.exe', ''].map(kindOfFile)).toEqual(
      Array(5).fill(null),
    );
  });

  it('passes over switches and everything else', () => {
    const given = [
      '/usr/bin/electron',
      '--no-sandbox',
      '--log=x.pareto',
      '/app',
      'runs/a.pareto',
      '/b.study.yaml',
    ];
    const folder = path.resolve('/home/reader');
    expect(filesInArguments(given, folder)).toEqual([
      path.join(folder, 'runs', 'a.pareto'),
      path.resolve('/b.study.yaml'),
    ]);
  });
});

describe('reading a study file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'paretoscope-open-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives its text, and its name without folders', async () => {
    const file = path.join(folder, 'a.study.yaml');
    writeFileSync(file, 'study: größer\n');
    expect(await readStudyFile(file)).toEqual({ text: 'study: größer\n', file: 'a.study.yaml' });
    expect(await existingFile(file)).toBe(file);
  });

  it('says what is wrong with a file that is missing, a folder, huge, or not text', async () => {
    const missing = path.join(folder, 'no.study.yaml');
    await expect(readStudyFile(missing)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(existingFile(missing)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(readStudyFile(folder)).rejects.toMatchObject({ kind: 'not-found' });

    const huge = path.join(folder, 'huge.study.yaml');
    writeFileSync(huge, '');
    truncateSync(huge, 5 * 2 ** 20);
    await expect(readStudyFile(huge)).rejects.toThrow('huge.study.yaml is 5 MiB, too large for a study');

    const binary = path.join(folder, 'binary.study.yaml');
    writeFileSync(binary, Buffer.from([0xff, 0xfe, 0x00]));
    await expect(readStudyFile(binary)).rejects.toThrow('binary.study.yaml is not UTF-8 text');
  });
});
