import { checkCell } from './checkCell';
import { checkSpace } from './checkSpace';
import { quoted } from './cursor';
import type { Diagnostic } from './diagnostic';
import { nearest } from './nearest';
import { changeTo, numbered, renameTo } from './scope';
import type { CellDeclaration, CellFile, Name, OperationDefinition, SpaceDeclaration } from './syntax';
import { asGraph, type FindVocabulary, operationName } from './vocabulary';

/**
 * What is wrong with the names and forms of a file that has been parsed. `spaces` are names that `vocabulary` knows, for
 * suggestions; spaces declared in the file need not be among them.
 */
export function check(
  file: CellFile,
  vocabulary: FindVocabulary,
  spaces: Iterable<string> = [],
): Diagnostic[] {
  const ofCells = cellsOf(file).flatMap(({ declaration, space }) =>
    checkCell(file.text, declaration, space === undefined ? undefined : vocabulary(space)),
  );
  const ofSpaces = file.declarations.flatMap(each => (each.kind === 'space' ? checkSpace(each) : []));
  return checkFile(file, vocabulary, spaces)
    .concat(ofCells, ofSpaces)
    .sort((a, b) => a.start - b.start);
}

/** Each cell with the name of its space: after its colon, or of the last `use` above. */
export function cellsOf(file: CellFile): { declaration: CellDeclaration; space: string | undefined }[] {
  let used: string | undefined;
  return file.declarations.flatMap(declaration => {
    if (declaration.kind === 'use') used = declaration.space?.text;
    return declaration.kind === 'cell' ? [{ declaration, space: declaration.space?.text ?? used }] : [];
  });
}

/** Searches for the space that was meant, in one file. */
const maxSuggestions = 50;

/** What concerns the declarations of a file together: which spaces there are, and names that are given twice. */
export function checkFile(
  file: CellFile,
  vocabulary: FindVocabulary,
  spaces: Iterable<string> = [],
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report = (
    span: Name,
    code: string,
    message: string,
    fix?: Diagnostic['fix'],
    otherFixes?: Diagnostic['otherFixes'],
  ) => {
    const { start, end } = span;
    diagnostics.push({
      ...{ severity: 'error', code, message, start, end },
      ...(fix ? { fix } : {}),
      ...(otherFixes ? { otherFixes } : {}),
    });
  };
  const declared = new Set(
    file.declarations.flatMap(each => (each.kind === 'space' && each.name ? [each.name.text] : [])),
  );
  const known = [...new Set([...spaces, ...declared])];
  const names = new Set(
    file.declarations.flatMap(each => (each.kind === 'cell' && each.name ? [each.name.text] : [])),
  );
  let suggestions = 0;
  const checkUse = (name: Name | undefined) => {
    if (!name || declared.has(name.text) || vocabulary(name.text)) return;
    const meant = suggestions++ < maxSuggestions ? nearest(name.text, known) : undefined;
    const others = known.length > 0 && known.length <= 8 ? `; there are ${known.join(', ')}.` : '.';
    const message = `There is no space ${quoted(name.text)}${meant ? `; did you mean ${quoted(meant)}?` : others}`;
    report(name, 'unknown-space', message, meant ? changeTo(name, meant) : undefined);
  };
  const seen = { cell: new Set<string>(), space: new Set<string>(), operation: new Set<string>() };
  const checkTwice = ({ kind, name }: CellDeclaration | SpaceDeclaration | OperationDefinition) => {
    if (!name) return;
    const article = kind === 'operation' ? 'an' : 'a';
    if (seen[kind].has(name.text))
      report(
        name,
        `duplicate-${kind}-name`,
        `This file has ${article} ${kind} ${quoted(name.text)} already.`,
        undefined,
        kind === 'cell' && suggestions++ < maxSuggestions
          ? [renameTo(name, numbered(name.text, names))]
          : undefined,
      );
    seen[kind].add(name.text);
  };
  let used = false;
  for (const declaration of file.declarations) {
    if (declaration.kind !== 'use') checkTwice(declaration);
    if (declaration.kind === 'space' || declaration.kind === 'operation') continue;
    checkUse(declaration.space);
    if (declaration.kind === 'use') used = true;
    else if (!used && declaration.name && !namesSpace(file.text, declaration))
      report(
        declaration.name,
        'no-space',
        `Cell ${quoted(declaration.name.text)} names no space; write ': ${known[0] ?? 'nasbench101'}' behind its name, or 'use' above.`,
        suggestions++ < maxSuggestions
          ? spaceFix(declaration, declaration.name, known, vocabulary)
          : undefined,
      );
  }
  return diagnostics;
}

/** Whether a colon stands behind the cell's name, though the name of the space may be missing. */
function namesSpace(text: string, { name, space }: CellDeclaration): boolean {
  const colon = /\s*:/y;
  colon.lastIndex = name?.end ?? 0;
  return space !== undefined || colon.test(text);
}

/** Names the space, if all operations of the cell belong to one space and no other. */
function spaceFix(
  cell: CellDeclaration,
  name: Name,
  known: readonly string[],
  vocabulary: FindVocabulary,
): Diagnostic['fix'] {
  if (cell.body?.kind !== 'block') return undefined;
  const words = new Set<string>();
  for (const statement of cell.body.statements)
    for (const term of (statement.kind === 'binding' && statement.value?.terms) || [])
      if (term.kind === 'call' && words.size < 100) words.add(term.callee.text);
  const fitting = known.filter(space => {
    const operations = vocabulary(space);
    return operations && [...words].every(word => word === 'concat' || operationName(operations, word));
  });
  const on =
    fitting.length > 1
      ? fitting.filter(space => (asGraph(vocabulary(space))?.output === 'concat') === words.has('concat'))
      : fitting;
  const [space] = on;
  if (on.length !== 1 || space === undefined) return undefined;
  return { title: `Name space '${space}'`, edits: [{ start: name.end, end: name.end, text: ` : ${space}` }] };
}
