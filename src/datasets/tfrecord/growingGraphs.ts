import { adjacencyBytes, type PackedGraphs, rowBytes } from '../binaryTable/packedCells';

/** Packs the graphs of NAS-Bench-101's records, a row each, while they come. */
export interface GrowingGraphs {
  /** Adds the row after the last. A string says what is wrong with the graph, and no row is added. */
  add(
    bytes: Buffer,
    adjacency: readonly [number, number],
    operations: readonly [number, number],
  ): string | undefined;
  take(): PackedGraphs;
}

/** The most vertices of a NAS-Bench-101 cell. */
const vertices = 7;
const width = rowBytes('vertices', vertices);
const bitBytes = adjacencyBytes(vertices);
const maxOperations = 16;

export function growingGraphs(): GrowingGraphs {
  const operations: string[] = [];
  const labels = new Map<string, number>();
  let packed = new Uint8Array(1024 * width);
  let rows = 0;

  const labelOf = (name: string): number => {
    const known = labels.get(name);
    if (known !== undefined) return known;
    if (operations.length === maxOperations || !/^[\w.-]{1,64}$/.test(name)) return -1;
    labels.set(name, operations.length);
    return operations.push(name) - 1;
  };

  const pack = (row: Uint8Array, bytes: Buffer, adjacency: number, n: number, names: readonly string[]) => {
    row[0] = n;
    let bit = 0;
    for (let from = 0; from < n; from++)
      for (let to = 0; to < n; to++) {
        const digit = bytes[adjacency + from * n + to];
        if (digit !== 0x30 && digit !== 0x31) return 'Its raw_adjacency holds more than 0 and 1.';
        if (to <= from) {
          if (digit === 0x31) return `Its edge from vertex ${from} to vertex ${to} does not go forward.`;
          continue;
        }
        if (digit === 0x31) row[1 + (bit >> 3)]! |= 1 << (bit & 7);
        bit++;
      }
    if (names.length !== n || names[0] !== 'input' || names[n - 1] !== 'output')
      return `Its raw_operations are not ${n} names from input to output.`;
    for (let vertex = 1; vertex < n - 1; vertex++) {
      const label = labelOf(names[vertex]!);
      if (label < 0)
        return `Its operation ${JSON.stringify(names[vertex]!.slice(0, 40))} is not one of NAS-Bench-101.`;
      row[1 + bitBytes + vertex - 1] = label;
    }
    return undefined;
  };

  return {
    add(bytes, [adjacency, adjacencyEnd], [names, namesEnd]) {
      const n = Math.sqrt(adjacencyEnd - adjacency);
      if (!Number.isInteger(n) || n < 2 || n > vertices)
        return `Its raw_adjacency has ${adjacencyEnd - adjacency} digits, which no cell of NAS-Bench-101 has.`;
      if (rows * width === packed.length) {
        const more = new Uint8Array(2 * packed.length);
        more.set(packed);
        packed = more;
      }
      const row = packed.subarray(rows * width, (rows + 1) * width).fill(0);
      const wrong = pack(row, bytes, adjacency, n, bytes.toString('latin1', names, namesEnd).split(','));
      if (wrong === undefined) rows++;
      return wrong;
    },
    take: () => ({
      operationsOn: 'vertices',
      operations: [...operations],
      vertices,
      rows,
      bytes: packed.subarray(0, rows * width),
    }),
  };
}
