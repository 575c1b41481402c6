import { PositionEncodingKind } from 'vscode-languageserver';

/** What `character` of a position counts: UTF-8 bytes, UTF-16 code units or code points. */
export type PositionEncoding = 'utf-8' | 'utf-16' | 'utf-32';

const encodings: readonly PositionEncodingKind[] = [
  PositionEncodingKind.UTF8,
  PositionEncodingKind.UTF16,
  PositionEncodingKind.UTF32,
];

/** The one that the client prefers; every client can do UTF-16. */
export function chooseEncoding(offered: readonly PositionEncodingKind[] | undefined): PositionEncoding {
  return (offered?.find(encoding => encodings.includes(encoding)) ?? 'utf-16') as PositionEncoding;
}

/** How many units of the encoding a text has. */
export function lengthIn(encoding: PositionEncoding, text: string): number {
  if (encoding === 'utf-16') return text.length;
  let length = 0;
  for (const character of text) length += unitsOf(encoding, character.codePointAt(0)!);
  return length;
}

/** How many UTF-16 code units of a text the first `units` of the encoding are; within a character, those before it. */
export function utf16LengthOf(encoding: PositionEncoding, text: string, units: number): number {
  if (encoding === 'utf-16') return Math.min(units, text.length);
  let left = units;
  let length = 0;
  for (const character of text) {
    left -= unitsOf(encoding, character.codePointAt(0)!);
    if (left < 0) break;
    length += character.length;
  }
  return length;
}

/** A lone surrogate is sent as U+FFFD, which has three bytes. */
function unitsOf(encoding: 'utf-8' | 'utf-32', codePoint: number): number {
  if (encoding === 'utf-32') return 1;
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}
