/** A group of editors, as much of it as is needed to choose one. */
export interface EditorGroup {
  /** From 1. */
  readonly viewColumn: number;
  readonly isActive: boolean;
  /** Shows the panel, or would hide it. */
  readonly hasPanel: boolean;
  /** Shows cells that a run has found already. */
  readonly hasFound: boolean;
}

/** More groups are not opened for cells that nobody has asked for. */
const maxGroups = 3;

/**
 * Where cells found by a run are shown: beside the others that are, else in the other group that there is, and never over the
 * panel. When nobody has asked for them (`quietly`), they get a group of their own: the panel may have the focus since a search
 * was started from the palette, and the file beside it is still worked in.
 */
export function foundColumn(groups: readonly EditorGroup[], quietly: boolean): number {
  const free = groups.filter(({ hasPanel, isActive }) => !hasPanel && !(quietly && isActive));
  const own = free.find(({ hasFound }) => hasFound);
  if (own) return own.viewColumn;
  const other = quietly && groups.length < maxGroups ? undefined : free.at(quietly ? -1 : 0);
  return other?.viewColumn ?? groups.length + 1;
}
