import type { Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SearchSpace } from '../cells/space';
import { readSpaces } from '../document/readSpaces';
import { parse } from '../language/parse';
import type { CellFile, Name } from '../language/syntax';
import { rangeOf } from './ranges';

/** What other files of a workspace need to know of one. */
export interface FileNames {
  readonly uri: string;
  /** The spaces that it declares without an error, by name. */
  readonly spaces: ReadonlyMap<string, SearchSpace>;
  /** Its cells, and every place that names a space, in the order of the text. */
  names(): readonly FileName[];
}

export interface FileName {
  readonly kind: 'space' | 'cell';
  readonly text: string;
  readonly range: Range;
  readonly declares: boolean;
}

/** Of a file that no client has open; keeps nothing of its text. */
export function namesOfText(document: TextDocument): FileNames {
  const text = document.getText();
  const names = namesIn(document, parse(text).file);
  return { uri: document.uri, spaces: readSpaces(text), names: () => names };
}

/** Of an open document as it was read. `declared` are the spaces it declares. */
export function namesOfDocument(
  document: TextDocument,
  file: CellFile,
  declared: ReadonlyMap<string, SearchSpace>,
): FileNames {
  let names: readonly FileName[] | undefined;
  return {
    uri: document.uri,
    spaces: declared,
    names() {
      names ??= namesIn(document, file);
      return names;
    },
  };
}

function namesIn(document: TextDocument, file: CellFile): FileName[] {
  const names: FileName[] = [];
  const add = (kind: FileName['kind'], name: Name | undefined, declares: boolean) => {
    if (name) names.push({ kind, text: name.text, range: rangeOf(document, name), declares });
  };
  for (const declaration of file.declarations) {
    if (declaration.kind !== 'use') add(declaration.kind, declaration.name, true);
    if (declaration.kind !== 'space') add('space', declaration.space, false);
  }
  return names;
}
