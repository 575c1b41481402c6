import type { CellTarget } from './lsp';

/** Client → server request without parameters; gives `WorkspaceCells` as they are known now, or if none are, once the folders have been read. */
export const workspaceCells = 'renas/workspaceCells';

/** Server → client notification, after a first such request: the answer may be another now. */
export const workspaceCellsChanged = 'renas/workspaceCellsChanged';

/** The cells without errors of the workspace's files and of the open ones. */
export interface WorkspaceCells {
  /** In the order of their names. */
  readonly spaces: readonly WorkspaceSpace[];
  /** So many more cells are not listed. */
  readonly more: number;
}

export interface WorkspaceSpace {
  readonly space: string;
  /** Why no cell of it has a rank, a sentence. */
  readonly reason?: string;
  /** The best first; those without a rank last, in the order of files and text. */
  readonly cells: readonly WorkspaceCell[];
}

export interface WorkspaceCell {
  readonly name: string;
  readonly target: CellTarget;
  /** `top 3.2 %`; absent while it is not ranked. */
  readonly rank?: string;
}
