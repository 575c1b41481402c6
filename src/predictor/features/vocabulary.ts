/**
 * How cells with operations on edges are read. `syntactic`: every edge that is not `zero` is a vertex. `functional`: edges
 * that do nothing are gone, and what they join is joined directly, so that cells that compute the same are the same.
 */
export type GraphForm = 'syntactic' | 'functional';

/**
 * The labels a vertex can have: 0 is the input, then what the vertices of a space do, the last the output.
 *
 * What the features count follows from what an operation does, never from its name.
 */
export interface Vocabulary {
  /** With input and output. */
  readonly labels: number;
  /** What each label is called in feature names, equal for equal operations of different spaces. */
  readonly keys: readonly string[];
  /** `[labels]`, 1 where an operation has weights. */
  readonly weighted: Uint8Array;
  /** `[labels]`: by how much what has no weights raises the power it passes on. */
  readonly gain: Float64Array;
  /** `[labels]`, 1 where an operation gives its input as it is. */
  readonly passes: Uint8Array;
  /** `[labels]` for each of `counters`, 1 where an operation counts. */
  readonly counted: Readonly<Record<Counter, Uint8Array>>;
}

/**
 * What is counted along a path: weights that see neighbours, weights that see one place, pools, any weights, whatever
 * widens the receptive field, any operation.
 */
export type Counter = 'spatial' | 'pointwise' | 'pool' | 'weighted' | 'reach' | 'any';

export const counters: readonly Counter[] = ['spatial', 'pointwise', 'pool', 'weighted', 'reach', 'any'];

/** What the operations of one label do. */
export interface Label {
  readonly key: string;
  /** Weights that see neighbours, or one place alone; a pool; something that gives its input as it is, or joins inputs. */
  readonly does: 'spatial' | 'pointwise' | 'pool' | 'pass' | 'join' | 'other';
  readonly gain?: number;
}

/** The maximum of neighbours is larger than they are: chosen between 1 and 2 on NAS-Bench-101's first half. */
export const maxPoolGain = 1.25;

/** A key that several labels share is numbered from the second on. */
export function createVocabulary(inner: readonly Label[]): Vocabulary {
  const table = (...does: readonly Label['does'][]) =>
    Uint8Array.from([0, ...inner.map(label => (does.includes(label.does) ? 1 : 0)), 0]);
  const weighted = table('spatial', 'pointwise');
  return {
    labels: inner.length + 2,
    keys: ['input', ...distinct(inner.map(({ key }) => key)), 'output'],
    weighted,
    gain: Float64Array.from([1, ...inner.map(({ gain = 1 }) => gain), 1]),
    passes: table('pass'),
    counted: {
      spatial: table('spatial'),
      pointwise: table('pointwise'),
      pool: table('pool'),
      weighted,
      reach: table('spatial', 'pool'),
      any: table('spatial', 'pointwise', 'pool', 'pass', 'other'),
    },
  };
}

function distinct(keys: readonly string[]): string[] {
  return keys.map((key, index) => {
    const before = keys.slice(0, index).filter(other => other === key).length;
    return before === 0 ? key : `${key}#${before + 1}`;
  });
}
