import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bunzip2 } from '../../../../src/datasets/bzip2/bunzip2';

const repeat = (byte: string, times: number) => byte.repeat(times);

/** What Python's `bz2.compress` makes of them. */
const samples: readonly (readonly [string, string, string])[] = [
  ['nothing', '', 'QlpoORdyRThQkAAAAAA='],
  ['a word', 'hello', 'QlpoOTFBWSZTWRkxZT0AAACBAAJEoAAhmmgzTQczi7kinChIDJiynoA='],
  ['three of a byte', 'aaa', 'QlpoOTFBWSZTWR/l384AAAEBACAAIAAwjBQYu5IpwoSA/y7+cA=='],
  ['four of a byte', 'aaaa', 'QlpoOTFBWSZTWYgSM6YAAAJBAEAAIAAgACEAggsXckU4UJCIEjOm'],
  ['five of a byte', 'aaaaab', 'QlpoOTFBWSZTWZdihhkAAAJBACAAMAAgACEmQZhCuLuSKcKEhLsUMMg='],
  [
    'runs up to their longest and past it',
    repeat('x', 258) + repeat('y', 259) + repeat('z', 260) + repeat('w', 1000),
    'QlpoOTFBWSZTWag5xNAAAAlAgeAAAPAAgAAIIAAhtU9GmoQwI2U2JFyi4bZxlZyUmfF3JFOFCQqDnE0A',
  ],
  [
    'a run after a full one',
    repeat('a', 266),
    'QlpoOTFBWSZTWXf65dUAAALBAICAIAAACCAAIKptQZjFR4u5IpwoSDv9cuqA',
  ],
];
const zeros = 'QlpoOTFBWSZTWckBtsgBWKtAIMAAEAAACCAAMMwFKaZSSFJsVJIUni7kinChIZIDbZA=';
const bytesOf = (base64: string) => Buffer.from(base64, 'base64');

describe('bunzip2', () => {
  it.each(samples)('gives back %s', (_, plain, packed) => {
    const read = bunzip2(bytesOf(packed), 10_000);
    expect(typeof read === 'string' ? read : Buffer.from(read).toString('latin1')).toBe(plain);
  });

  it('gives back 45 million zeros out of 50 bytes, and stops before them where fewer are allowed', () => {
    const whole = bunzip2(bytesOf(zeros), 45_000_000);
    expect(typeof whole === 'string' ? whole : [whole.length, whole.every(byte => byte === 0)]).toEqual([
      45_000_000,
      true,
    ]);
    expect(bunzip2(bytesOf(zeros), 1_000_000)).toBe('it holds more than 1000000 bytes');
  });

  it('says when a file is cut off, wherever', () => {
    for (const [, , packed] of samples.slice(1)) {
      const bytes = bytesOf(packed);
      for (let length = 0; length < bytes.length; length++)
        expect(bunzip2(bytes.subarray(0, length), 10_000)).toMatch(/cut off|not bzip2/);
    }
  });

  it('takes any change for damage, or for what changes nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples.slice(1)),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        ([, plain, packed], at, change) => {
          const bytes = bytesOf(packed);
          bytes[at % bytes.length]! ^= change;
          const read = bunzip2(bytes, 10_000);
          if (typeof read !== 'string') expect(Buffer.from(read).toString('latin1')).toBe(plain);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('ends on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
        const block = Buffer.concat([Buffer.from('BZh91AY&SY'), bytes]);
        expect(typeof bunzip2(block, 10_000)).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});
