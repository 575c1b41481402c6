/**
 * XXH64 with seed 0 (Collet), of bytes that come in pieces: zstd's content checksum is its lower 32 bits. On BigInts; some
 * 60 MB a second.
 */
export interface Xxh64 {
  update(bytes: Uint8Array): void;
  /** The lower 32 bits. */
  low(): number;
}

const p1 = 0x9e3779b185ebca87n;
const p2 = 0xc2b2ae3d27d4eb4fn;
const p3 = 0x165667b19e3779f9n;
const p4 = 0x85ebca77c2b2ae63n;
const p5 = 0x27d4eb2f165667c5n;
const mask = (1n << 64n) - 1n;

const rotate = (x: bigint, by: bigint) => ((x << by) | (x >> (64n - by))) & mask;
const round = (lane: bigint, input: bigint) => (rotate((lane + input * p2) & mask, 31n) * p1) & mask;

export function xxh64(): Xxh64 {
  const lanes = [(p1 + p2) & mask, p2, 0n, -p1 & mask];
  const held = Buffer.alloc(32);
  let holding = 0;
  let total = 0n;

  const stripe = (view: DataView, at: number) => {
    for (let lane = 0; lane < 4; lane++)
      lanes[lane] = round(lanes[lane]!, view.getBigUint64(at + 8 * lane, true));
  };
  return {
    update(bytes) {
      total += BigInt(bytes.length);
      let at = 0;
      if (holding > 0) {
        at = Math.min(32 - holding, bytes.length);
        held.set(bytes.subarray(0, at), holding);
        holding += at;
        if (holding < 32) return;
        stripe(viewOf(held), 0);
        holding = 0;
      }
      const view = viewOf(bytes);
      for (; at + 32 <= bytes.length; at += 32) stripe(view, at);
      held.set(bytes.subarray(at));
      holding = bytes.length - at;
    },
    low() {
      const [a, b, c, d] = lanes as [bigint, bigint, bigint, bigint];
      let hash = p5;
      if (total >= 32n) {
        hash = (rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n)) & mask;
        for (const lane of lanes) hash = ((hash ^ round(0n, lane)) * p1 + p4) & mask;
      }
      hash = (hash + total) & mask;
      let at = 0;
      for (; at + 8 <= holding; at += 8)
        hash = (rotate(hash ^ round(0n, held.readBigUInt64LE(at)), 27n) * p1 + p4) & mask;
      if (at + 4 <= holding) {
        hash = (rotate(hash ^ ((BigInt(held.readUInt32LE(at)) * p1) & mask), 23n) * p2 + p3) & mask;
        at += 4;
      }
      for (; at < holding; at++) hash = (rotate(hash ^ ((BigInt(held[at]!) * p5) & mask), 11n) * p1) & mask;
      hash = ((hash ^ (hash >> 33n)) * p2) & mask;
      hash = ((hash ^ (hash >> 29n)) * p3) & mask;
      return Number((hash ^ (hash >> 32n)) & 0xffffffffn);
    },
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
