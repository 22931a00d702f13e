import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../engine/contract/settings.ts';
import { SettingsKeeper } from '../../../electron/settings-keeper.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'paretoscope-settings-'));
  file = path.join(folder, 'user-data', 'settings.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the file of settings', () => {
  it('is not there at first, and keeps what was changed', () => {
    const keeper = new SettingsKeeper(file);
    expect(keeper.kept).toEqual({ settings: DEFAULT_SETTINGS, problem: null });
    expect(existsSync(file)).toBe(false);
    const told: unknown[] = [];
    keeper.onChange((kept) => told.push(kept));
    keeper.change({ theme: 'dark', zoom: 1.25 });
    const wanted = { ...DEFAULT_SETTINGS, theme: 'dark', zoom: 1.25 };
    expect(told).toEqual([{ settings: wanted, problem: null }]);
    expect(new SettingsKeeper(file).settings).toEqual(wanted);
    expect(readdirSync(path.dirname(file))).toEqual(['settings.json']);
  });

  it('that is broken is said, and stays beside the one that takes its place', () => {
    mkdirSync(path.dirname(file));
    writeFileSync(file, '{ "theme": "dark", ');
    const keeper = new SettingsKeeper(file);
    expect(keeper.settings).toEqual(DEFAULT_SETTINGS);
    expect(keeper.kept.problem).toContain('not readable');
    expect(readFileSync(file, 'utf8')).toBe('{ "theme": "dark", ');
    keeper.change({ theme: 'light' });
    expect(keeper.kept.problem).toBeNull();
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe('{ "theme": "dark", ');
    expect(new SettingsKeeper(file).settings.theme).toBe('light');
  });

  it('that cannot be read or written is an error with a reason, and the change still holds', () => {
    mkdirSync(file, { recursive: true });
    const keeper = new SettingsKeeper(file);
    expect(keeper.settings).toEqual(DEFAULT_SETTINGS);
    expect(keeper.kept.problem).toContain('cannot be read');
    const told: string[] = [];
    keeper.onChange(({ settings }) => told.push(settings.theme));
    expect(() => keeper.change({ theme: 'dark' })).toThrow(/cannot be kept/u);
    expect(keeper.settings.theme).toBe('dark');
    expect(told).toEqual(['dark']);
  });
});
