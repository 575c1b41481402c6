/** What the checker and the formatter know of a space. Every `SearchSpace` is one. */
export type SpaceVocabulary = GraphVocabulary | ListVocabulary;

interface Vocabulary {
  readonly name: string;
  readonly operations: readonly {
    readonly name: string;
    readonly aliases: readonly string[];
    readonly definition: { readonly kind: string };
  }[];
}

/** Cells are graphs. */
export interface GraphVocabulary extends Vocabulary {
  readonly kind?: 'graph';
  readonly operationsOn: 'vertices' | 'edges';
  readonly vertices: number;
  readonly output: 'concat' | 'sum';
}

/** Cells list what they choose: `KIND = [ … ]`. */
export interface ListVocabulary extends Vocabulary {
  readonly kind: string;
  readonly operationsOn?: undefined;
}

/** The space, where its cells are graphs. */
export function asGraph(space: SpaceVocabulary | undefined): GraphVocabulary | undefined {
  return space?.operationsOn === undefined ? undefined : space;
}

export type FindVocabulary = (space: string) => SpaceVocabulary | undefined;

/** The short name of the operation that the word names or is a published name of; `undefined` if it is none. */
export function operationName(space: SpaceVocabulary, word: string): string | undefined {
  const { operations } = space;
  const found =
    operations.find(operation => operation.name === word) ??
    operations.find(operation => operation.aliases.includes(word));
  return found?.name;
}
