import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLongJson, UnreadableJson } from '../../../src/datasets/files/longJson';
import { parsePythonJson } from '../../../src/text/pythonJson';

const parsed = async (text: string): Promise<unknown> => {
  try {
    return await parseLongJson(text, undefined, 3);
  } catch (error) {
    if (!(error instanceof UnreadableJson)) throw error;
    return undefined;
  }
};
const pieces = [
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '"',
  '\\',
  '"a"',
  '"__proto__"',
  '1',
  '-0',
  '01',
  '1.5e3',
  '.5',
];
const more = [
  'NaN',
  '-Infinity',
  'true',
  'null',
  'nul',
  ' ',
  '\n',
  '\t',
  '\u0000',
  '\\u00e9',
  '\ud800',
  '😀',
];

describe('a long JSON document', () => {
  it('has the value that JSON.parse gives, in time for other events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.nat(3), async (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), undefined, indent);
        expect(await parsed(spaced)).toEqual(JSON.parse(spaced));
      }),
    );
  });

  it('is JSON exactly where a short one is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 12 }), async list => {
        const text = list.join('');
        expect(JSON.stringify(await parsed(text))).toBe(JSON.stringify(parsePythonJson(text)));
      }),
      { numRuns: 5000 },
    );
  });

  it('keeps names that objects have', async () => {
    const value = (await parsed('{"__proto__": [1], "constructor": 2}')) as object;
    expect(Object.entries(value)).toEqual([
      ['__proto__', [1]],
      ['constructor', 2],
    ]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('is refused where it nests too deep', async () => {
    await expect(parseLongJson('['.repeat(1e6))).rejects.toThrow('nests more than 100 deep');
  });

  it('lets timers run while it is read', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await parseLongJson(`[${'{"a": [1, 2, 3]}, '.repeat(2e5)}0]`);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(1);
  });
});
