import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { foldersFrom, unpacked } from '../../../electron/folders.ts';
import { isGranted, isOwnDownload } from '../../../electron/guard.ts';
import { openLog } from '../../../electron/log.ts';

describe('permissions', () => {
  it('are denied but for writing to the clipboard from our own pages', () => {
    expect(isGranted('clipboard-sanitized-write', 'app://paretoscope/index.html')).toBe(true);
    expect(isGranted('clipboard-sanitized-write', 'app://paretoscope')).toBe(true);
    expect(isGranted('clipboard-sanitized-write', 'https://example.net/')).toBe(false);
    for (const permission of [
      'clipboard-read',
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'fullscreen',
    ]) {
      expect(isGranted(permission, 'app://paretoscope/index.html')).toBe(false);
    }
  });
});

describe('downloads', () => {
  it('are files that our own pages made, and nothing from anywhere else', () => {
    const page = 'app://paretoscope/index.html#/';
    expect(isOwnDownload('blob:app://paretoscope/3f0c', page)).toBe(true);
    expect(isOwnDownload('blob:app://paretoscope/3f0c', 'https://example.net/')).toBe(false);
    expect(isOwnDownload('blob:https://example.net/3f0c', page)).toBe(false);
    expect(isOwnDownload('blob:app://paretoscope.example.net/3f0c', page)).toBe(false);
    for (const address of ['https://example.net/x', 'data:text/html,x', 'file:///etc/passwd', page]) {
      expect(isOwnDownload(address, page)).toBe(false);
    }
  });
});

describe('the places of built files', () => {
  it('lie outside of the archive where other processes read them', () => {
    const folders = foldersFrom(
      path.join('/opt', 'Paretoscope', 'resources', 'app.asar', 'dist', 'electron'),
    );
    const archive = path.join('/opt', 'Paretoscope', 'resources', 'app.asar');
    const beside = `${archive}.unpacked`;
    expect(folders.renderer).toBe(path.join(archive, 'dist', 'renderer'));
    expect(folders.preload).toBe(path.join(archive, 'dist', 'electron', 'preload.cjs'));
    expect(folders.engineEntry).toBe(path.join(beside, 'dist', 'electron', 'engine-entry.cjs'));
    expect(folders.resources.migrations).toBe(path.join(beside, 'dist', 'migrations'));
    expect(folders.resources.studies).toBe(path.join(beside, 'dist', 'studies'));
  });

  it('are unchanged outside of an archive', () => {
    expect(unpacked('/home/app.asar-notes/dist')).toBe('/home/app.asar-notes/dist');
    expect(unpacked('/opt/app.asar.unpacked/dist')).toBe('/opt/app.asar.unpacked/dist');
  });
});

describe('the log', () => {
  it('keeps lines, indents what follows, and starts anew when it is full', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'paretoscope-log-'));
    try {
      const file = path.join(folder, 'logs', 'shell.log');
      const log = openLog(file);
      log('first');
      log('second\nwith a stack');
      expect(readFileSync(file, 'utf8')).toMatch(/^\S+Z first\n\S+Z second\n {2}with a stack\n$/u);
      writeFileSync(file, 'x'.repeat(2 ** 20 + 1));
      log('third');
      expect(readFileSync(file, 'utf8')).toMatch(/^\S+Z third\n$/u);
      expect(statSync(`${file}.old`).size).toBe(2 ** 20 + 1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
