/** CRC-32 with the polynomial of gzip and zip, as Parquet uses it. */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return remainder(gzipTables, bytes, start, end);
}

/** CRC-32C (Castagnoli), as TFRecord and the binary table use it. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return remainder(castagnoliTables, bytes, start, end);
}

/** Eight bytes a step. */
function remainder(t: Int32Array, bytes: Uint8Array, start: number, end: number): number {
  let crc = -1;
  let at = start;
  for (const last = end - 7; at < last; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      t[1792 + (crc & 255)]! ^
      t[1536 + ((crc >>> 8) & 255)]! ^
      t[1280 + ((crc >>> 16) & 255)]! ^
      t[1024 + (crc >>> 24)]! ^
      t[768 + bytes[at + 4]!]! ^
      t[512 + bytes[at + 5]!]! ^
      t[256 + bytes[at + 6]!]! ^
      t[bytes[at + 7]!]!;
  }
  for (; at < end; at++) crc = t[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

const gzipTables = makeTables(0xedb88320);
const castagnoliTables = makeTables(0x82f63b78);

/** Of a polynomial with its bits in reverse. */
function makeTables(polynomial: number): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    made[byte] = crc;
  }
  for (let at = 256; at < made.length; at++) {
    const before = made[at - 256]!;
    made[at] = made[before & 255]! ^ (before >>> 8);
  }
  return made;
}
