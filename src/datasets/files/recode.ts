import { Transform } from 'node:stream';

/** The encoding that a byte order mark tells, where it is not UTF-8; Excel saves "Unicode text" so. */
export function utf16Of(start: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : undefined;
}

/** Bytes of an encoding as those of UTF-8, without the byte order mark. */
export function toUtf8(encoding: 'utf-16le' | 'utf-16be'): Transform {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform(chunk: Buffer, _, done) {
      done(null, Buffer.from(decoder.decode(chunk, { stream: true })));
    },
    flush(done) {
      done(null, Buffer.from(decoder.decode()));
    },
  });
}

const endsLine = (character: string | undefined) => character === undefined || /[\r\n]/.test(character);

/** Lines whose values stand between spaces, with tabs in place of these. */
export function spacesToTabs(): Transform {
  // Lines are put together of pieces, so what a piece ends with waits for the next.
  let rest = '';
  const decoder = new TextDecoder();
  const tabbed = (text: string) =>
    text.replaceAll(/[ \t]+/g, (blanks, at: number) =>
      endsLine(text[at - 1]) || endsLine(text[at + blanks.length]) ? '' : '\t',
    );
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const text = rest + decoder.decode(chunk, { stream: true });
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      done(null, tabbed(text.slice(0, end)));
    },
    flush(done) {
      done(null, tabbed(rest + decoder.decode()));
    },
  });
}
