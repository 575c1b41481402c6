/** Where decompressed blocks go. */
export interface Output {
  /**
   * Undoes the Burrows-Wheeler transform of the first `length` symbols of `block`, which it overwrites, and the first
   * run-length coding. A string says what is wrong.
   */
  write(block: Uint32Array, length: number, origin: number, checksum: number): string | undefined;
  take(): Uint8Array;
}

export function createOutput(maxBytes: number, expected: number): Output {
  let bytes = new Uint8Array(expected);
  let size = 0;
  const grow = (needed: number) => {
    const more = new Uint8Array(Math.min(maxBytes, Math.max(2 * bytes.length, needed)));
    more.set(bytes.subarray(0, size));
    bytes = more;
  };
  return {
    write(block, length, origin, checksum) {
      link(block, length);
      let crc = -1;
      let place = block[origin]! >>> 8;
      let before = -1;
      let equal = 0;
      for (let at = 0; at < length; at++) {
        const entry = block[place]!;
        place = entry >>> 8;
        let byte = entry & 255;
        let times = 1;
        if (equal === 4) {
          // After four equal bytes comes the number of further ones.
          times = byte;
          byte = before;
          equal = 0;
        } else equal = byte === before && equal > 0 ? equal + 1 : 1;
        before = byte;
        if (size + times > bytes.length) {
          if (size + times > maxBytes) return `it holds more than ${maxBytes} bytes`;
          grow(size + times);
        }
        for (let time = 0; time < times; time++) {
          crc = (crc << 8) ^ table[(crc >>> 24) ^ byte]!;
          bytes[size++] = byte;
        }
      }
      return ~crc >>> 0 === checksum ? undefined : 'the checksum of its data is wrong';
    },
    take: () => bytes.subarray(0, size),
  };
}

/** Puts into the upper 24 bits of each entry where the byte after it stands. */
function link(block: Uint32Array, length: number): void {
  const places = new Uint32Array(256);
  for (let at = 0; at < length; at++) places[block[at]!]!++;
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) {
    const count = places[byte]!;
    places[byte] = sum;
    sum += count;
  }
  for (let at = 0; at < length; at++) {
    const byte = block[at]! & 255;
    block[places[byte]!++]! |= at << 8;
  }
}

/** CRC-32 with the highest bit first, as bzip2 has it. */
const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});
