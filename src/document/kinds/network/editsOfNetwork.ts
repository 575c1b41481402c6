import type { ChoiceNode, ListNode, NetworkCell, NodeValue } from '../../../cells/kinds/network/choices';
import { networkKind } from '../../../cells/kinds/network/networkKind';
import { writeSpelling } from '../../../cells/kinds/network/spelling';
import { valueText } from '../../../cells/kinds/network/text';
import type { NetworkSpace } from '../../../cells/space';
import type { TextEdit } from '../../../language/diagnostic';
import type { CellBlock, Spelling } from '../../../language/syntax';
import { type EditDraft, replaced } from '../../editText';

/** Another option of a choice or of a layer, and a layer more or less, for all that the space has. */
export function editsOfNetwork(
  text: string,
  body: CellBlock | Spelling,
  space: NetworkSpace,
  cell: NetworkCell,
): EditDraft[] {
  const { fields } = space.choices;
  const own = networkKind.canonical!(space, cell);
  return networkKind.neighbours(space, cell).map(other => {
    const changed = fields.flatMap(({ name, choices }, i) => {
      const [before, after] = [own.fields[i]!, other.fields[i]!];
      return valueText(choices, before) === valueText(choices, after)
        ? []
        : [{ name, choices, before, after, written: cell.fields[i]! }];
    });
    return {
      title: changed.map(titleOf).join(', '),
      edits:
        body.kind === 'spelling'
          ? [replaced(body, `"${writeSpelling(space, other)}"`)]
          : changed.flatMap(change => editOf(text, body, change)),
    };
  });
}

interface Change {
  readonly name: string;
  readonly choices: ChoiceNode;
  readonly before: NodeValue;
  readonly after: NodeValue;
  /** The value in the source, which need not be canonical. */
  readonly written: NodeValue;
}

function titleOf({ name, choices, before, after }: Change): string {
  const layer = changedLayer(choices, before, after);
  if (layer) return `${name}, layer ${layer.at + 1}: ${layer.before} → ${layer.after}`;
  return `${name}: ${valueText(choices, before)} → ${valueText(choices, after)}`;
}

/** The one layer in which two lists of the same length differ. */
function changedLayer(choices: ChoiceNode, before: NodeValue, after: NodeValue) {
  if (choices.kind !== 'list') return undefined;
  const { each } = choices as ListNode;
  const [a, b] = [before, after].map(list => (list as readonly NodeValue[]).map(one => valueText(each, one)));
  if (a!.length !== b!.length) return undefined;
  const [at, ...others] = a!.flatMap((one, i) => (one === b![i] ? [] : [i]));
  return at === undefined || others.length > 0 ? undefined : { at, before: a![at]!, after: b![at]! };
}

/** The item of one layer where it has one of its own, else the whole value; nothing for what the source does not say. */
function editOf(text: string, body: CellBlock, { name, choices, written, after }: Change): TextEdit[] {
  const statement = body.statements.find(each => each.kind !== 'measured' && each.name.text === name);
  if (!statement || statement.kind === 'measured') return [];
  const layer = changedLayer(choices, written, after);
  if (layer && statement.kind === 'list' && statement.items.every(({ times }) => times === 1))
    return [replaced(statement.items[layer.at]!, layer.after)];
  const equals = /\s*=\s*/y;
  equals.lastIndex = statement.name.end;
  const start = statement.name.end + (equals.exec(text)?.[0].length ?? 0);
  return [{ start, end: statement.end, text: valueText(choices, after) }];
}
