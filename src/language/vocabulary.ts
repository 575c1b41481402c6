/** What the checker and the formatter know of a space. Every `SearchSpace` is one. */
export interface SpaceVocabulary {
  readonly name: string;
  readonly operationsOn: 'vertices' | 'edges';
  readonly operations: readonly {
    readonly name: string;
    readonly aliases: readonly string[];
    readonly definition: { readonly kind: string };
  }[];
  readonly vertices: number;
  readonly output: 'concat' | 'sum';
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
