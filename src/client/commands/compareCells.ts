import { type CellAnswer, type CellTarget, cellAt } from '../../protocol/lsp';
import type { PageCell } from '../../protocol/panel';
import { type AskServer, openForServer } from '../language/askServer';
import { chooseOne, type PickItem } from '../quickPick';
import { type CellNode, describeCell } from '../views/cellNodes';
import type { CellsView } from '../views/cellsView';

export interface ComparisonOptions {
  readonly ask: AskServer;
  readonly cells: Pick<CellsView, 'list' | 'othersOf'>;
  /** Shows the two beside each other. */
  readonly show: (pair: readonly [PageCell, PageCell]) => void;
}

interface NamedTarget extends CellTarget {
  readonly name: string;
}

/** The cell at a place of a file with another, asked for: of the same file, or of the workspace. */
export async function compareFromEditor(options: ComparisonOptions, target: CellTarget): Promise<void> {
  await openForServer(target);
  const { name, space, others } = await options.ask<CellAnswer>(cellAt, target);
  const here = others.map(each => ({
    label: each.name,
    description: each.rank ?? '',
    target: { ...each.target, name: each.name },
  }));
  const elsewhere = (await options.cells.list())
    .filter(cell => cell.space === space && cell.uri !== target.uri)
    .map(listedItem);
  const items: readonly OtherItem[] =
    here.length === 0 || elsewhere.length === 0
      ? [...here, ...elsewhere]
      : [separator('in this file'), ...here, separator('in this workspace'), ...elsewhere];
  await compareWith(options, { ...target, name }, space, items);
}

/** Of the sidebar: of two selected the one with the other, of one with another cell of the workspace. */
export async function compareListed(
  options: ComparisonOptions,
  cell: CellNode,
  selected: readonly CellNode[],
): Promise<void> {
  const [a, b, ...more] = selected;
  if (more.length > 0) throw new Error('Select two cells to compare, not more.');
  if (!a || !b) return compareWith(options, cell, cell.space, options.cells.othersOf(cell).map(listedItem));
  if (a.space !== b.space)
    throw new Error(
      `${a.name} is a cell of ${a.space} and ${b.name} one of ${b.space}; select two of one space.`,
    );
  return showPair(options, a, b);
}

interface OtherItem extends PickItem {
  readonly target?: NamedTarget;
}

const separator = (label: string): OtherItem => ({ label, separator: true });

const listedItem = (cell: CellNode): OtherItem => ({
  label: cell.name,
  description: describeCell(cell),
  target: cell,
});

async function compareWith(
  options: ComparisonOptions,
  cell: NamedTarget,
  space: string,
  items: readonly OtherItem[],
): Promise<void> {
  if (items.length === 0)
    throw new Error(
      `${cell.name} is the only cell of ${space} in this workspace; write another to compare it with.`,
    );
  const placeHolder = `The cell to compare ${cell.name} with`;
  const picked = await chooseOne(items, { placeHolder, matchOnDescription: true });
  if (picked?.target) await showPair(options, cell, picked.target);
}

async function showPair({ show }: ComparisonOptions, a: NamedTarget, b: NamedTarget): Promise<void> {
  await Promise.all([a, b].map(openForServer));
  const onPage = ({ name, uri, position }: NamedTarget): PageCell => ({
    from: 'file',
    name,
    target: { uri, position },
  });
  show([onPage(a), onPage(b)]);
}
