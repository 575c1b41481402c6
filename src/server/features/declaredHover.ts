import type { CellDocument } from '../../document/readDocument';
import type { OperationDefinition } from '../../language/syntax';
import { code, line, type Markup, paragraph, userText } from '../markup';

/** A declared operation: what it takes, what its author says of it, and which file declares it. */
export function declaredHover({ file, operations }: CellDocument, name: string): Markup | undefined {
  const own = file.declarations.find(
    (each): each is OperationDefinition => each.kind === 'operation' && each.name?.text === name,
  );
  const other = own ? undefined : operations.get(name);
  const text = other?.source ?? (own && file.text.slice(own.start, own.end));
  const declaration = own ?? other?.declaration;
  if (text === undefined || !declaration) return undefined;
  return [
    ...paragraph(line`${code(headOf(text))}`, other ? line`Declared in ${other.of.file}.` : undefined),
    ...userText(declaration.doc),
    ...paragraph(classOf(text, declaration)),
  ];
}

/** `operation mbconv(kernel, expand, stride = 1)`, on one line. */
function headOf(text: string): string {
  const end = text.search(/\)\s*[={]|\)\s*$/);
  const head = (end < 0 ? text.split(/[{=]/, 1)[0]! : text.slice(0, end + 1)).replace(/\s+/g, ' ').trim();
  return head.length > maxHead ? `${head.slice(0, maxHead)}…` : head;
}

const maxHead = 200;

function classOf(text: string, { external }: OperationDefinition) {
  if (!external) return undefined;
  const [, name = ''] = /external\s*\(\s*"([^"]*)"/.exec(text) ?? [];
  return line`A Python class: ${code(name)}. It is never run for a hover, a rank or a cost.`;
}
