import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LINKS } from '../../../engine/components/interconnects.ts';
import { DEVICES } from '../../../engine/components/device-catalogue.ts';
import { MEMORY_TECHNOLOGIES } from '../../../engine/components/memory-technologies.ts';
import { CATALOGUE } from '../../../engine/components/workloads/catalogue.ts';

const root = new URL('../../../', import.meta.url);
const text = readFileSync(new URL('docs/components.md', root), 'utf8');

describe('docs/components.md', () => {
  it('names only files that are there', () => {
    const files = ['engine/components', 'engine/components/workloads', 'engine/simulation'].flatMap(
      (folder) => readdirSync(new URL(folder, root)),
    );
    const named = [...text.matchAll(/`(?:workloads\/)?([a-z0-9-]+\.ts)`/g)].map((match) => match[1]!);
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('counts what the tables hold', () => {
    expect(text).toContain(`${MEMORY_TECHNOLOGIES.length} technologies`);
    expect(text).toContain(`${LINKS.length} links`);
    expect(text).toContain(`${DEVICES.length} devices`);
    expect(text).toContain(`${CATALOGUE.length} models`);
  });
});
