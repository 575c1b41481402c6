import { type CodeAction, CodeActionKind, CreateFile, TextDocumentEdit } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CellDocument } from '../../document/readDocument';
import { holds, rangeOf } from '../ranges';

/**
 * Moves the space whose head is at `offset` into a new file beside this one, named after it: the files of a workspace
 * share their spaces. For clients that can create files; where the file exists already, the client refuses the edit.
 */
export function extractSpace(document: TextDocument, read: CellDocument, offset: number): CodeAction[] {
  const space = read.file.declarations.find(
    each => each.kind === 'space' && each.name && holds({ start: each.start, end: each.name.end }, offset),
  );
  if (space?.kind !== 'space' || !space.name || read.file.declarations.length < 2) return [];
  if (!document.uri.startsWith('file:')) return [];
  const { text } = read.file;
  let { start } = space;
  for (const comment of read.file.comments
    .filter(({ kind, end }) => kind === 'doc' && end <= space.start)
    .reverse()) {
    if (text.slice(comment.end, start).trim() !== '') break;
    start = comment.start;
  }
  const end =
    space.end +
    (/^(?:[^\S\r\n]*(?:\r\n|\r|\n))*/.exec(text.slice(space.end, space.end + 1000))?.[0].length ?? 0);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const uri = new URL(`${encodeURIComponent(space.name.text)}.cell`, document.uri).href;
  if (uri === document.uri) return [];
  const origin = { line: 0, character: 0 };
  return [
    {
      title: `Move space '${space.name.text}' into a file of its own`,
      kind: `${CodeActionKind.Refactor}.move`,
      edit: {
        documentChanges: [
          CreateFile.create(uri, { overwrite: false, ignoreIfExists: false }),
          TextDocumentEdit.create({ uri, version: null }, [
            { range: { start: origin, end: origin }, newText: text.slice(start, space.end) + lineBreak },
          ]),
          TextDocumentEdit.create({ uri: document.uri, version: document.version }, [
            { range: rangeOf(document, { start, end }), newText: '' },
          ]),
        ],
      },
    },
  ];
}
