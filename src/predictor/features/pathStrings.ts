import { type FeatureGroup, type GroupContext, operationKeys, pairs } from './group';

/** Paths longer than this are counted by their length alone. */
const longest = 7;

/**
 * `E`: square roots of the numbers of paths that go through each string of operations, those that do nothing left out:
 * exactly up to length 3 (2 where there are many operations), then by length.
 */
export function stringsGroup({ vocabulary, stride: most }: GroupContext): FeatureGroup {
  const { labels: count, passes } = vocabulary;
  const letters: number[] = [];
  const letterOf = new Int8Array(count).fill(-1);
  for (let label = 1; label < count - 1; label++)
    if (!passes[label]) {
      letterOf[label] = letters.length;
      letters.push(label);
    }
  const m = letters.length;
  const exact = m <= 4 ? 3 : 2;

  const strings: string[][] = [['']];
  for (let length = 1; length <= exact; length++)
    strings.push(
      strings[length - 1]!.flatMap(word => letters.map(label => `${word}-${vocabulary.keys[label]}`)),
    );
  const starts = [0];
  for (const words of strings) starts.push(starts[starts.length - 1]! + words.length);
  const counted = starts[exact + 1]!;
  const states = counted + longest - exact;
  const names = [
    ...pairs(['path'], strings.flat(), ''),
    ...Array.from({ length: longest - exact }, (_, k) => `path.length=${exact + 1 + k}`),
  ];

  // From each string by each letter to the next.
  const next = new Uint16Array(states * m);
  for (let length = 0; length < exact; length++)
    for (let i = 0; i < strings[length]!.length; i++)
      for (let letter = 0; letter < m; letter++)
        next[(starts[length]! + i) * m + letter] = starts[length + 1]! + i * m + letter;
  for (let state = starts[exact]!; state < states; state++)
    next.fill(state < counted ? counted : Math.min(state + 1, states - 1), state * m, state * m + m);

  const scratch = new Float64Array(most * states);
  return {
    names,
    write({ size, stride, edges, labels }, _flow, out, at) {
      scratch.fill(0, 0, size * states);
      scratch[0] = 1;
      for (let v = 1; v < size; v++) {
        const letter = letterOf[labels[v]!]!;
        for (let u = 0; u < v; u++) {
          const times = edges[u * stride + v]!;
          if (!times) continue;
          for (let s = 0; s < states; s++) {
            const paths = scratch[u * states + s]!;
            if (paths) scratch[v * states + (letter < 0 ? s : next[s * m + letter]!)]! += times * paths;
          }
        }
      }
      for (let s = 0; s < states; s++) out[at + s] = Math.sqrt(scratch[(size - 1) * states + s]!);
    },
  };
}

/**
 * The operation of every edge, one-hot; an edge that is no vertex, or leads nowhere, all zero. Where operations
 * stand on the edges of a chosen graph, else empty.
 */
export function edgeOperationsGroup({ vocabulary, edgeVertices: n }: GroupContext): FeatureGroup {
  const keys = operationKeys(vocabulary);
  const names: string[] = [];
  for (let u = 0; u < n; u++) for (let v = u + 1; v < n; v++) names.push(...pairs([`edge.${u}-${v}`], keys));
  return {
    names,
    write({ edgeLabels }, _flow, out, at) {
      out.fill(0, at, at + names.length);
      let to = at;
      for (let u = 0; u < n; u++)
        for (let v = u + 1; v < n; v++) {
          const label = edgeLabels[u * n + v]!;
          if (label) out[to + label - 1] = 1;
          to += keys.length;
        }
    },
  };
}

/** More features than this are not worth their time. */
const maxPathOperations = 400;

/**
 * For every way through the vertices, the string of its edges' operations, one-hot. Where operations stand on
 * edges and the ways are few, else empty. No configuration asks for it; the golden tests of features have it in their digests.
 */
export function pathOperationsGroup({ vocabulary, edgeVertices: n }: GroupContext): FeatureGroup {
  const keys = operationKeys(vocabulary);
  const m = keys.length;
  const ways: number[][] = [];
  if (n > 0 && n <= 6)
    for (let inner = 0; inner < 2 ** (n - 2); inner++)
      ways.push([
        0,
        ...Array.from({ length: n - 2 }, (_, v) => v + 1).filter(v => (inner >> (v - 1)) & 1),
        n - 1,
      ]);
  const total = ways.reduce((sum, way) => sum + m ** (way.length - 1), 0);
  if (total > maxPathOperations) ways.length = 0;
  const names = ways.flatMap(way => {
    let words = [''];
    for (let step = 1; step < way.length; step++) words = pairs(words, keys, '-');
    return pairs([`way.${way.join('-')}`], words, '');
  });
  return {
    names,
    write({ edgeLabels }, _flow, out, at) {
      out.fill(0, at, at + names.length);
      let start = at;
      for (const way of ways) {
        let word = 0;
        let there = true;
        for (let step = 1; step < way.length; step++) {
          const label = edgeLabels[way[step - 1]! * n + way[step]!]!;
          if (!label) there = false;
          word = word * m + label - 1;
        }
        if (there) out[start + word] = 1;
        start += m ** (way.length - 1);
      }
    },
  };
}
