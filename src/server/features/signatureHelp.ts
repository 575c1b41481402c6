import type { MarkupKind, SignatureHelp } from 'vscode-languageserver';
import {
  declaredArguments,
  isDeclarable,
  operationNamed,
  writeDefinition,
} from '../../cells/network/catalogue';
import type { SearchSpace } from '../../cells/space';
import type { CellDocument } from '../../document/readDocument';
import { cellsOf } from '../../language/check';
import { Kind, lex } from '../../language/lexer';
import { atOffset } from '../documentRequests';
import { serverKindOf } from '../kinds/serverKind';
import { code, line, markupContent, paragraph, words } from '../markup';
import type { Session } from '../session';

export function serveSignatureHelp(session: Session): void {
  const { connection, can } = session;
  connection.onSignatureHelp(
    atOffset(session, ({ read, offset }) => signatureHelp(read, offset, can.signatureFormat)),
  );
}

/** What the operation takes in whose parentheses `offset` lies. */
export function signatureHelp(
  { file, spaces }: CellDocument,
  offset: number,
  format: MarkupKind,
): SignatureHelp | null {
  const declaration = file.declarations.findLast(({ start }) => start < offset);
  if (!declaration || declaration.kind === 'use') return null;
  if (file.comments.some(({ start, end }) => start < offset && offset <= end)) return null;
  const open = openCall(file.text.slice(declaration.start, offset));
  if (!open) return null;
  if (declaration.kind === 'space') return ofCatalogue(open, format);
  const name = cellsOf(file).find(each => each.declaration === declaration)?.space;
  const space = name === undefined ? undefined : spaces.get(name);
  return space ? inCell(space, open, format) : null;
}

interface OpenCall {
  readonly callee: string;
  /** Commas so far. */
  readonly argument: number;
  /** The name before the last colon of the present argument. */
  readonly named: string | undefined;
}

/** The innermost call that is open where the text ends. */
function openCall(text: string): OpenCall | undefined {
  const { count, kinds, starts, ends } = lex(text);
  const word = (i: number) => text.slice(starts[i], ends[i]);
  const open: { callee: string; argument: number; named: string | undefined }[] = [];
  for (let i = 0; i < count; i++) {
    const kind = kinds[i];
    const call = open.at(-1);
    if (kind === Kind.openParenthesis)
      open.push({ callee: kinds[i - 1] === Kind.name ? word(i - 1) : '', argument: 0, named: undefined });
    else if (kind === Kind.closeParenthesis) open.pop();
    else if (kind === Kind.openBrace || kind === Kind.closeBrace || kind === Kind.equals) open.length = 0;
    else if (kind === Kind.comma && call) {
      call.argument++;
      call.named = undefined;
    } else if (kind === Kind.colon && call) call.named = word(i - 1);
  }
  return open.at(-1);
}

function ofCatalogue({ callee, argument, named }: OpenCall, format: MarkupKind): SignatureHelp | null {
  if (!isDeclarable(callee)) return null;
  const takes = Object.entries(declaredArguments(callee));
  const parameters = takes.map(([name, { min, max, default: usual }]) => ({
    label: `${name}: ${usual ?? 'number'}`,
    documentation: `A whole number from ${min} to ${max}${usual === undefined ? '' : `; ${usual} if it is not given`}.`,
  }));
  const byName = takes.findIndex(([name]) => name === named);
  return {
    signatures: [
      {
        label: `${callee}(${parameters.map(({ label }) => label).join(', ')})`,
        documentation: markupContent(paragraph(words(operationNamed(callee).summary)), format),
        parameters,
      },
    ],
    activeSignature: 0,
    activeParameter: byName >= 0 ? byName : argument,
  };
}

function inCell(
  space: SearchSpace,
  { callee, argument }: OpenCall,
  format: MarkupKind,
): SignatureHelp | null {
  const operation = space.operations.find(({ name, aliases }) => name === callee || aliases.includes(callee));
  if (!operation && (callee !== 'concat' || serverKindOf(space).outputForm(space).join !== 'concat'))
    return null;
  const takes = operation ? serverKindOf(space).operands(space) : 'vertex, …';
  const meaning = operation
    ? line`${code(writeDefinition(operation.definition))} ${words(operationNamed(operation.definition.kind).summary)}`
    : words(operationNamed('concat').summary);
  return {
    signatures: [
      {
        label: `${operation?.name ?? callee}(${takes})`,
        documentation: markupContent(paragraph(meaning), format),
        parameters: [{ label: takes }],
      },
    ],
    activeSignature: 0,
    activeParameter: operation ? argument : 0,
  };
}
