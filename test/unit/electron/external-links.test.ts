import { describe, expect, it } from 'vitest';
import { judgeLink, openExternal } from '../../../electron/external-links.ts';

describe('links out of the application', () => {
  it.each(['https://arxiv.org/abs/2405.07518', 'https://doi.org/10.1145/3779212'])('opens %s', (address) => {
    expect(judgeLink(address)).toEqual({ verdict: 'open', address });
  });

  it('asks about sites it does not know, by their whole host', () => {
    expect(judgeLink('https://arxiv.org.example.net/abs')).toEqual({
      verdict: 'ask',
      address: 'https://arxiv.org.example.net/abs',
      host: 'arxiv.org.example.net',
    });
    expect(judgeLink('https://arxiv.org:8443/')).toMatchObject({ verdict: 'ask', host: 'arxiv.org:8443' });
    expect(judgeLink('https://аrxiv.org/')).toMatchObject({ verdict: 'ask', host: 'xn--rxiv-43d.org' });
  });

  it.each([
    'http://arxiv.org/',
    'file:///etc/passwd',
    'smb://server/share',
    'javascript:alert(1)',
    'ms-msdt:/id',
    'mailto:a@b.c',
    'app://paretoscope/',
    'https://arxiv.org@example.net/',
    'https://user:secret@arxiv.org/',
    'arxiv.org',
    '',
    `https://arxiv.org/${'a'.repeat(2000)}`,
  ])('refuses %s', (address) => {
    expect(judgeLink(address)).toEqual({ verdict: 'refuse' });
  });

  it('opens what is agreed to, and only that', async () => {
    const opened: string[] = [];
    const asked: string[] = [];
    const opener = (agree: boolean) => ({
      confirm: (_address: string, host: string) => {
        asked.push(host);
        return Promise.resolve(agree);
      },
      open: (address: string) => {
        opened.push(address);
        return Promise.resolve();
      },
    });
    expect(await openExternal('https://arxiv.org/abs/1', opener(false))).toBe(true);
    expect(await openExternal('https://example.net/', opener(false))).toBe(false);
    expect(await openExternal('https://example.net/', opener(true))).toBe(true);
    expect(await openExternal('file:///etc/passwd', opener(true))).toBe(false);
    expect(opened).toEqual(['https://arxiv.org/abs/1', 'https://example.net/']);
    expect(asked).toEqual(['example.net', 'example.net']);
  });
});
