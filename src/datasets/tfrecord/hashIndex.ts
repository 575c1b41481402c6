/** Gives each 128-bit hash the number of its row, in the order of first sight. 20 bytes a row and 4 a slot. */
export interface HashIndex {
  readonly rows: number;
  /** The row of a hash of four words, if it was seen. */
  find(hash: Uint32Array): number | undefined;
  /** The row of a hash that was not seen: the next. */
  add(hash: Uint32Array): number;
  /** The hashes as bytes, 16 a row, in the order of their hexadecimal digits. */
  bytes(): Uint8Array;
}

export function createHashIndex(): HashIndex {
  let words = new Uint32Array(4 * 1024);
  let slots = new Int32Array(2048).fill(-1);
  let rows = 0;

  const findSlot = (a: number, b: number, c: number, d: number): number => {
    const mask = slots.length - 1;
    // The hash is an MD5 in an honest file; mixing all of its words keeps a made-up one from filling one chain.
    let slot = Math.imul(Math.imul(Math.imul(a ^ seed, 0x9e3779b1) ^ b, 0x85ebca6b) ^ c, 0xc2b2ae35) ^ d;
    slot = (slot ^ (slot >>> 15)) & mask;
    for (;;) {
      const row = slots[slot]!;
      const at = 4 * row;
      if (row < 0 || (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d))
        return slot;
      slot = (slot + 1) & mask;
    }
  };
  const grow = () => {
    const more = new Uint32Array(2 * words.length);
    more.set(words);
    words = more;
    slots = new Int32Array(2 * slots.length).fill(-1);
    for (let row = 0; row < rows; row++)
      slots[findSlot(words[4 * row]!, words[4 * row + 1]!, words[4 * row + 2]!, words[4 * row + 3]!)] = row;
  };
  return {
    get rows() {
      return rows;
    },
    find(hash) {
      const row = slots[findSlot(hash[0]!, hash[1]!, hash[2]!, hash[3]!)]!;
      return row < 0 ? undefined : row;
    },
    add(hash) {
      slots[findSlot(hash[0]!, hash[1]!, hash[2]!, hash[3]!)] = rows;
      words.set(hash, 4 * rows);
      const row = rows++;
      if (4 * rows === words.length) grow();
      return row;
    },
    bytes() {
      const bytes = new Uint8Array(16 * rows);
      const view = new DataView(bytes.buffer);
      for (let word = 0; word < 4 * rows; word++) view.setUint32(4 * word, words[word]!);
      return bytes;
    },
  };
}

const seed = (Math.random() * 2 ** 32) | 0;
