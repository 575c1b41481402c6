import { cellsOf } from './check';
import { layOut } from './layOut';
import { lex } from './lexer';
import { parse } from './parse';
import { type Piece, piecesOf } from './pieces';
import type { CellFile, Declaration, Sum } from './syntax';
import { type FindVocabulary, operationName } from './vocabulary';

/**
 * The text as it is best written: one statement a line, two spaces a level, at most one blank line, published names of
 * operations replaced by the short ones that `vocabulary` or the file itself declares. Keeps every comment and the
 * meaning; a declaration that can't be read stays as it is. Formatting twice changes nothing more.
 */
export function format(text: string, vocabulary?: FindVocabulary): string {
  const { file, broken } = parse(text);
  const pieces = piecesOf(lex(text), file, broken, shortNames(file, broken, vocabulary));
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  return mark + layOut(text, pieces, lineBreakOf(text, pieces));
}

/** The first line break that the formatter may write anew, or else the first of all: it writes all like this one. */
function lineBreakOf(text: string, pieces: readonly Piece[]): '\r\n' | '\n' {
  const lineBreak = /\r\n|[\r\n]/;
  let end = 0;
  for (const next of [...pieces, { start: text.length, end: text.length }]) {
    const found = lineBreak.exec(text.slice(end, next.start));
    if (found) return found[0] === '\r\n' ? '\r\n' : '\n';
    end = next.end;
  }
  return lineBreak.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
}

/** What stands instead of the published names of operations, by the offset where they stand. */
function shortNames(
  file: CellFile,
  broken: ReadonlySet<Declaration>,
  vocabulary: FindVocabulary | undefined,
): ReadonlyMap<number, string> {
  const declared = declaredAliases(file);
  const names = new Map<number, string>();
  const visit = (sum: Sum, short: (word: string) => string | undefined): void => {
    for (const term of sum.terms) {
      if (term.kind === 'reference') continue;
      const { text, start } = term.callee;
      const name = short(text);
      if (name !== undefined && name !== text) names.set(start, name);
      for (const argument of term.arguments) visit(argument, short);
    }
  };
  for (const { declaration, space } of cellsOf(file)) {
    if (space === undefined || declaration.body?.kind !== 'block' || broken.has(declaration)) continue;
    const known = vocabulary?.(space);
    const aliases = declared.get(space);
    for (const statement of declaration.body.statements)
      if (statement.kind === 'binding' && statement.value)
        visit(statement.value, word => (aliases ? aliases.get(word) : known && operationName(known, word)));
  }
  return names;
}

/** Space → published name → short name, of the spaces that the file declares. */
function declaredAliases(file: CellFile): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const spaces = new Map<string, Map<string, string>>();
  for (const declaration of file.declarations) {
    if (declaration.kind !== 'space' || !declaration.name || spaces.has(declaration.name.text)) continue;
    const operations = declaration.operations?.operations ?? [];
    const short = new Map(operations.map(({ name }) => [name.text, name.text]));
    for (const { name, aliases } of operations)
      for (const alias of aliases) if (!short.has(alias.text)) short.set(alias.text, name.text);
    spaces.set(declaration.name.text, short);
  }
  return spaces;
}
