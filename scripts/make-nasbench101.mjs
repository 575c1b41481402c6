// Makes a TFRecord file of NAS-Bench-101's size and form for benchmarks and tests, out of the list of its cells
// (nasbench101_space.csv.gz). The graphs, hashes and parameters are the published ones; what the runs measured is made up.
//   node scripts/make-nasbench101.mjs CELLS.csv.gz OUT.tfrecord [--full] [--cells N]

import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const operations = { 3: 'conv3x3-bn-relu', 1: 'conv1x1-bn-relu', m: 'maxpool3x3' };

/** @param {{ from: string, out: string, full?: boolean, cells?: number }} options */
export async function makeNasbench101({ from, out, full = false, cells = Number.POSITIVE_INFINITY }) {
  const rows = gunzipSync(readFileSync(from)).toString('latin1').trimEnd().split('\n').slice(1);
  const random = createRandom(101);
  const stream = createWriteStream(out, { highWaterMark: 1 << 20 });
  let buffered = [];
  let bytes = 0;
  for (const row of rows.slice(0, cells)) {
    const [hash, vertices, upper, letters, parameters] = row.split(',');
    const n = Number(vertices);
    const adjacency = square(upper, n);
    const labels = ['input', ...Array.from(letters, letter => operations[letter]), 'output'].join(',');
    for (const epochs of full ? [4, 12, 36, 108] : [108])
      for (let run = 0; run < 3; run++) {
        const metrics = modelMetrics(epochs, Number(parameters), random).toString('base64');
        const record = frame(
          Buffer.from(
            JSON.stringify([hash, epochs, adjacency, labels, metrics])
              .replaceAll(',"', ', "')
              .replace(/",(\d)/, '", $1'),
          ),
        );
        buffered.push(record);
        bytes += record.length;
      }
    if (buffered.length < 3000) continue;
    if (!stream.write(Buffer.concat(buffered))) await once(stream, 'drain');
    buffered = [];
  }
  stream.end(Buffer.concat(buffered));
  await once(stream, 'finish');
  return bytes;
}

/** The n × n adjacency, row-major, of its upper triangle. */
function square(upper, n) {
  let text = '';
  let at = 0;
  for (let from = 0; from < n; from++) for (let to = 0; to < n; to++) text += to > from ? upper[at++] : '0';
  return text;
}

/** `ModelMetrics`: start, half-way and end; accuracies are 32-bit floats, as a TPU reports them. */
export function modelMetrics(epochs, parameters, random) {
  const end = 0.85 + 0.1 * random();
  const time = epochs * (8 + 10 * random());
  const points = [
    [0, 0, 0.1, 0.1, 0.1],
    [epochs / 2, time / 2, end * 0.9, end * 0.85, end * 0.84],
    [epochs, time, Math.min(1, end + 0.06), end, end - 0.005],
  ];
  const message = points.flatMap(values => {
    const body = Buffer.alloc(45);
    for (const [at, value] of values.entries()) {
      body[9 * at] = ((at + 1) << 3) | 1;
      body.writeDoubleLE(Math.fround(value), 9 * at + 1);
    }
    return [Buffer.from([0x0a, body.length]), body];
  });
  const total = Buffer.alloc(9);
  total[0] = 0x19;
  total.writeDoubleLE(time * 1.1, 1);
  return Buffer.concat([...message, Buffer.from([0x10, ...varint(parameters)]), total]);
}

function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

/** One record in TFRecord's frame. */
export function frame(data) {
  const framed = Buffer.alloc(data.length + 16);
  framed.writeUInt32LE(data.length, 0);
  framed.writeUInt32LE(masked(framed.subarray(0, 8)), 8);
  data.copy(framed, 12);
  framed.writeUInt32LE(masked(data), data.length + 12);
  return framed;
}

function masked(bytes) {
  const crc = crc32c(bytes);
  return ((((crc >>> 15) | (crc << 17)) >>> 0) + 0xa282ead8) >>> 0;
}

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

function crc32c(bytes) {
  let crc = -1;
  for (const byte of bytes) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Mulberry32: the same file each time. */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const values = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
  const cells = process.argv.indexOf('--cells');
  const limit = cells < 0 ? undefined : Number(process.argv[cells + 1]);
  const [from, out] = values;
  const bytes = await makeNasbench101({
    from,
    out,
    full: process.argv.includes('--full'),
    ...(limit === undefined ? {} : { cells: limit }),
  });
  console.log(`${out}: ${bytes} bytes`);
}
