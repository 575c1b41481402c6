import { type FeatureGroup, type GroupContext, pairs } from './group';

/** Which operations follow which, weighed by the channels of the first. */
export function channelPairsGroup({ vocabulary }: GroupContext): FeatureGroup {
  const { labels: count, keys } = vocabulary;
  const names = pairs(['channelPair'], pairs(keys, keys, '>'));
  return {
    names,
    write({ size, stride, edges, labels, channels }, _flow, out, at) {
      out.fill(0, at, at + names.length);
      for (let u = 0; u < size; u++)
        for (let v = u + 1; v < size; v++)
          out[at + labels[u]! * count + labels[v]!]! += edges[u * stride + v]! * channels[u]!;
    },
  };
}

/** Three operations in a row. */
export function triplesGroup({ vocabulary }: GroupContext): FeatureGroup {
  const { labels: count, keys } = vocabulary;
  const names = pairs(['triple'], pairs(pairs(keys, keys, '>'), keys, '>'));
  return {
    names,
    write({ size, stride, edges, labels }, _flow, out, at) {
      out.fill(0, at, at + names.length);
      for (let u = 0; u < size; u++)
        for (let v = u + 1; v < size; v++) {
          const times = edges[u * stride + v]!;
          if (!times) continue;
          for (let w = v + 1; w < size; w++)
            out[at + (labels[u]! * count + labels[v]!) * count + labels[w]!]! +=
              times * edges[v * stride + w]!;
        }
    },
  };
}

/** Pairs of operations with a common predecessor, and with a common successor. */
export function siblingsGroup({ vocabulary }: GroupContext): FeatureGroup {
  const { labels: count, keys } = vocabulary;
  const half = (count * (count + 1)) / 2;
  const position = new Uint16Array(count * count);
  const names: string[] = [];
  for (const kind of ['after', 'before'])
    for (let a = 0; a < count; a++)
      for (let b = a; b < count; b++) {
        if (kind === 'after') position[a * count + b] = position[b * count + a] = names.length;
        names.push(`siblings.${kind}.${keys[a]}+${keys[b]}`);
      }
  return {
    names,
    write({ size, stride, edges, labels }, _flow, out, at) {
      out.fill(0, at, at + names.length);
      for (let a = 0; a < size; a++)
        for (let b = a + 1; b < size; b++) {
          let parents = 0;
          let children = 0;
          for (let w = 0; w < size; w++) {
            if (edges[w * stride + a] && edges[w * stride + b]) parents++;
            if (edges[a * stride + w] && edges[b * stride + w]) children++;
          }
          const to = at + position[labels[a]! * count + labels[b]!]!;
          out[to]! += parents;
          out[to + half]! += children;
        }
    },
  };
}
