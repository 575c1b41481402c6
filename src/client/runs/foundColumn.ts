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

/**
 * Where cells found by a run are shown: beside the others that are, else in the other group that there is, else in a new one.
 * Never over the panel, and, when nobody has asked for them (`quietly`), never over the editor that somebody works in.
 */
export function foundColumn(groups: readonly EditorGroup[], quietly: boolean): number {
  const free = groups.filter(({ hasPanel, isActive }) => !hasPanel && !(quietly && isActive));
  const own = free.find(({ hasFound }) => hasFound);
  if (own) return own.viewColumn;
  return free.at(quietly ? -1 : 0)?.viewColumn ?? groups.length + 1;
}
