import { graphIn, isGraphSpace } from '../cells/kinds/graph/isGraphSpace';
import type { NetworkCell } from '../cells/kinds/network/choices';
import { isNetworkSpace } from '../cells/kinds/network/isNetworkSpace';
import type { GraphSpace } from '../cells/space';
import type { CellBlock, Comment, Spelling } from '../language/syntax';
import { editsOfSpelling } from './editsOfSpelling';
import { editsOnEdges } from './editsOnEdges';
import { editsOnVertices } from './editsOnVertices';
import type { EditDraft } from './editText';
import { editsOfNetwork } from './kinds/network/editsOfNetwork';
import { editedPart, type ReadDeclaration, readDeclaration } from './readDeclaration';
import type { CellDocument, DocumentCell } from './readDocument';

/** One small change of a cell in its text: of the tokens that change alone, so names and comments stay. */
export interface SingleEdit extends EditDraft, ReadDeclaration {}

/** So many statements are read at most for the edits of one cell, so that a cell of any size takes a moment. */
const maxStatements = 4000;

/**
 * Every single edit of a cell: an operation changed, an edge added or taken away, a vertex put into an edge or taken out; of
 * a network, another option chosen, a layer more or less.
 * Each gives a valid cell of the space, another than it was, and leaves no more vertices unused; each graph once. None for
 * a cell with errors; of a cell with very many vertices the first ones.
 */
export function singleEdits({ file }: CellDocument, found: DocumentCell): readonly SingleEdit[] {
  let edits = known.get(found);
  if (!edits) {
    edits = tried(file.text, found, drafts(file.text, file.comments, found));
    known.set(found, edits);
  }
  return edits;
}

/** They are asked for again at each move of the cursor. */
const known = new WeakMap<DocumentCell, readonly SingleEdit[]>();

/** Of these, the changes of an operation for another. */
export function operationEdits({ file }: CellDocument, found: DocumentCell): readonly SingleEdit[] {
  const changes = drafts(file.text, file.comments, found).filter(({ site }) => site !== undefined);
  return tried(file.text, found, changes);
}

function tried(text: string, { declaration, space, cell, hash }: DocumentCell, all: readonly EditDraft[]) {
  if (!space || !cell || hash === undefined) return [];
  const before = readDeclaration(text.slice(declaration.start, declaration.end), space);
  const seen = new Set([hash]);
  const statements = declaration.body?.kind === 'block' ? declaration.body.statements.length : 1;
  return all.slice(0, maxStatements / statements).flatMap((draft): SingleEdit[] => {
    const after = readDeclaration(editedPart(text, declaration, draft.edits), space);
    if (!before || !after || after.unused > before.unused) return [];
    // Each place to change an operation is told of, even where two give the same graph.
    const key = draft.site ? `${draft.site.start} ${after.hash}` : after.hash;
    if (after.hash === hash || seen.has(key)) return [];
    seen.add(key);
    return [{ ...draft, ...after }];
  });
}

/** A cell with more statements is mostly unused vertices. */
const longestBody = 100;

function drafts(text: string, comments: readonly Comment[], found: DocumentCell): EditDraft[] {
  const { declaration, space, cell } = found;
  const { body } = declaration;
  if (!space || !cell || !body || (body.kind === 'block' && body.statements.length > longestBody)) return [];
  const all = isNetworkSpace(space)
    ? editsOfNetwork(text, body, space, cell as NetworkCell)
    : isGraphSpace(space)
      ? editsOfGraph(text, body, space, found)
      : [];
  return all
    .filter(({ edits }) =>
      edits.every(({ start, end }) => !comments.some(comment => comment.start < end && start < comment.end)),
    )
    .filter(({ edits }) => edits.every(({ start, end, text: after }) => text.slice(start, end) !== after));
}

function editsOfGraph(
  text: string,
  body: CellBlock | Spelling,
  space: GraphSpace,
  { cell, names: vertices }: DocumentCell,
): EditDraft[] {
  if (body.kind === 'spelling') return editsOfSpelling(body, space, graphIn(space, cell), vertices);
  const bindings = body.statements.filter(statement => statement.kind === 'binding');
  return bindings.flatMap((binding, at) => {
    if (space.operationsOn === 'vertices') return editsOnVertices(text, bindings, at, space);
    const names = ['input', ...bindings.slice(0, at).map(({ name }) => name.text)];
    return editsOnEdges(
      binding,
      names.filter(name => name !== 'output'),
      space,
    );
  });
}
