import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findMentioned, toTextParts } from '../src/lib/text-parts.ts';

const linksIn = (text: string) => toTextParts(text).flatMap((part) => (part.kind === 'link' ? [part.text] : []));

describe('links', () => {
  test('http and https addresses become links, without the punctuation around them', () => {
    expect(linksIn('See https://example.org/a?b=c#d, or (http://example.org/x).')).toEqual([
      'https://example.org/a?b=c#d',
      'http://example.org/x',
    ]);
  });

  test('a bracket that the address itself opened stays in it', () => {
    expect(linksIn('https://example.org/tide_(sea) is long')).toEqual(['https://example.org/tide_(sea)']);
  });

  test('no other scheme becomes a link', () => {
    const text = 'javascript:alert(1) data:text/html,x ftp://example.org file:///etc/passwd vbscript:x';
    expect(toTextParts(text)).toEqual([{ kind: 'text', text }]);
  });

  test('what only looks like an address stays text', () => {
    expect(linksIn('http:// https://: https://[')).toEqual([]);
  });

  test('whatever the text: the parts together are the text, and every link is http or https', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('https://', 'http://a.b/', ')', '(', '.', '@rosa', ' ', '"'));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const parts = toTextParts(text, [{ userId: '1', name: 'rosa' }]);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        for (const part of parts) if (part.kind === 'link') expect(part.href).toMatch(/^https?:\/\//);
      }),
    );
  });
});

describe('mentions', () => {
  const names = [
    { userId: '1', name: 'rosa' },
    { userId: '1', name: 'Rosa Lind' },
    { userId: '2', name: 'ro' },
  ];

  test('the longest name counts, without regard to case, each person once', () => {
    expect(findMentioned('@ROSA LIND and @rosa', names)).toEqual(['1']);
  });

  test('a name inside a longer word, or an e-mail address, mentions nobody', () => {
    expect(findMentioned('@rosalind, me@rosa and @rosa_x', names)).toEqual([]);
  });

  test('a mention inside an address is part of the address', () => {
    expect(findMentioned('https://example.org/@rosa', names)).toEqual([]);
  });
});
