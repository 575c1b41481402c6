/**
 * Walks Parquet's hybrid of run-length encoding and bit-packing until it has `count` values, without building them.
 * Throws `RangeError` when a run claims more values than are left, bit-packed ones up to a whole group of 8, or more bytes
 * than there are: a reader that trusts such a run fills the memory.
 */
export function checkRuns(
  bytes: Uint8Array,
  start: number,
  end: number,
  bitWidth: number,
  count: number,
): void {
  if (bitWidth > 32) throw new RangeError('values of too many bits');
  let at = start;
  let left = count;
  while (left > 0) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= end || shift > 28) throw new RangeError('cut off');
      const byte = bytes[at++]!;
      header += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const packed = header % 2 === 1;
    const values = packed ? 8 * ((header - 1) / 2) : header / 2;
    if (values === 0 || values > left + (packed ? 7 : 0)) throw new RangeError('a run longer than its page');
    at += packed ? (values / 8) * bitWidth : Math.ceil(bitWidth / 8);
    // The last group may lack the bytes of the values that are not there.
    if (at > end + (packed && values >= left ? bitWidth : 0)) throw new RangeError('cut off');
    left -= values;
  }
}
