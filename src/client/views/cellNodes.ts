import type { CellTarget } from '../../protocol/lsp';
import type { WorkspaceSpace } from '../../protocol/workspaceCells';

/** A cell in the sidebar: also the target that the commands for cells take. */
export interface CellNode extends CellTarget {
  /** Stays the same while the cell keeps its name and its file. */
  readonly id: string;
  readonly name: string;
  readonly space: string;
  /** `top 3.2 % · 2nd of 14`; `undefined` while it is not ranked. */
  readonly rank: string | undefined;
  /** `examples/inception.cell` */
  readonly file: string;
}

/** The cells of a space in their order; `fileOf` names the file of a URI as people know it. */
export function cellNodes(
  { space, cells }: WorkspaceSpace,
  fileOf: (uri: string) => string,
): readonly CellNode[] {
  const seen = new Map<string, number>();
  return cells.map(({ name, target, rank }) => {
    const key = `${space} ${target.uri} ${name}`;
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return { ...target, id: `${key} ${before}`, name, space, rank, file: fileOf(target.uri) };
  });
}

/** What stands behind the name of a cell. */
export function describeCell({ rank, file }: CellNode): string {
  return rank === undefined ? file : `${rank} · ${file}`;
}
