import type { ListNode, NetworkCell, OneNode } from '../../../cells/kinds/network/choices';
import { valueText } from '../../../cells/kinds/network/text';
import type { NetworkSpace } from '../../../cells/space';
import type { CellDeclaration } from '../../../language/syntax';
import { readDeclaration } from '../../readDeclaration';
import { longestTried, type WithOperation } from '../../withOperation';

/** Where an option is being written. */
export interface ChoicePlace {
  readonly offset: number;
  /** The choice or the stage of the statement. */
  readonly field: string;
  /** Whether it is a layer of a list, and not chosen within one. */
  readonly isLayer: boolean;
}

/** So many layers are added at most where a list is not written to its end. */
const maxAdded = 12;

/**
 * The cell that a declaration would be with an option at a place, instead of the word that is there. Where the list has too
 * few layers yet, the missing ones have the same operation. `undefined`: that is no cell.
 */
export function withChoice(
  text: string,
  { start, end }: CellDeclaration,
  space: NetworkSpace,
  { offset, field, isLayer }: ChoicePlace,
  option: string,
): WithOperation | undefined {
  const from = offset - (/[\p{ID_Continue}.]*$/u.exec(text.slice(start, offset))?.[0].length ?? 0);
  const to = offset + (/^[\p{ID_Continue}.]*/u.exec(text.slice(offset))?.[0].length ?? 0);
  if (Math.max(end, to) - start > longestTried) return undefined;
  const before = text.slice(start, from);
  const behind = text.slice(to, Math.max(end, to));
  const rest = behind.trimEnd().endsWith('}') ? behind : `${behind}\n}`;
  const isCalled = /^[^\S\r\n]*\(/.test(rest);
  const bracket = isLayer && !/^[^[\]{}=]*\]/.test(rest) ? ']' : '';
  const at = space.choices.fields.findIndex(({ name }) => name === field);
  const { choices } = space.choices.fields[at]!;
  const layer = isLayer && !isCalled ? layerText((choices as ListNode).each as OneNode, option) : option;
  for (let times = 1; times <= (isLayer && !isCalled ? maxAdded : 1); times++) {
    const item = times === 1 ? layer : `${layer} * ${times}`;
    const read = readDeclaration(`${before}${item}${bracket}${rest}`, space);
    if (!read) continue;
    const { fields } = read.cell as NetworkCell;
    return { ...read, written: `${field} = ${valueText(choices, fields[at]!)}` };
  }
  return undefined;
}

/** An operation, with the first option of each choice within it. */
function layerText({ of }: OneNode, name: string): string {
  const inner = of.find(option => option.name === name)?.inner?.fields ?? [];
  const given = inner.map(field => `${field.name}: ${(field.choices as OneNode).of[0]!.name}`);
  return given.length > 0 ? `${name}(${given.join(', ')})` : name;
}
