/** Reads bits, the highest of each byte first. Throws `EndOfBits` past the end. */
export interface BitReader {
  /** The next `count` bits, 1 to 24. */
  bits(count: number): number;
  /** The next bits as a number of exactly `count` bits, zeros after the end; nothing is taken. At most 24. */
  peek(count: number): number;
  skip(count: number): void;
}

export class EndOfBits extends Error {}

export function bitReader(bytes: Uint8Array, start: number): BitReader {
  let at = start;
  let held = 0;
  let count = 0;
  const fill = (wanted: number) => {
    while (count < wanted) {
      held = ((held & 0xffffff) << 8) | (at < bytes.length ? bytes[at]! : 0);
      at++;
      count += 8;
    }
  };
  const skip = (wanted: number) => {
    count -= wanted;
    if (at - (count >> 3) > bytes.length) throw new EndOfBits();
  };
  return {
    bits(wanted) {
      fill(wanted);
      const value = (held >>> (count - wanted)) & ((1 << wanted) - 1);
      skip(wanted);
      return value;
    },
    peek(wanted) {
      fill(wanted);
      return (held >>> (count - wanted)) & ((1 << wanted) - 1);
    },
    skip,
  };
}
