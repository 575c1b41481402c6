import { fileURLToPath } from 'node:url';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SearchSpace } from '../../cells/space';
import type { Known } from '../../document/known';
import { type CellDocument, reading } from '../../document/readDocument';
import { readSmall } from '../../files/regularFile';
import { formatRank } from '../../protocol/words';
import {
  type WorkspaceCell,
  type WorkspaceCells,
  type WorkspaceSpace,
  workspaceCells,
  workspaceCellsChanged,
} from '../../protocol/workspaceCells';
import { type HashedCell, hashed, type SpacePredictor, type StateOf } from '../scoring/scores';
import { throttle } from '../scoring/throttle';
import type { Session } from '../session';
import { createDocument } from '../workspace/encodedDocument';
import type { FileNames } from '../workspace/fileNames';
import { largestRead } from '../workspace/limits';
import type { OpenFile } from '../workspace/openFile';
import type { PositionEncoding } from '../workspace/positionEncoding';
import { resultOf } from '../workspace/slices';

/** Milliseconds at least between two notifications. */
const notifyInterval = 300;

/** Lists the cells of the workspace by rank; once a client has asked for that, it is told when the list is another. */
export function serveWorkspaceCells(session: Session): void {
  const { connection, client, can, workspace, documents, scores } = session;
  const cells = createWorkspaceCells({
    files: () => workspace.index.files().filter(({ uri }) => !workspace.leavesOut(uri)),
    encoding: can.positionEncoding,
    open: documents.get,
    known: workspace.index.known,
    state: scores.state,
    predictor: scores.predictor,
    want: wanted => session.scored(wanted, { when: 'later' }),
  });
  let listed = false;
  const changed = throttle(notifyInterval, () => {
    if (listed) client.notify(workspaceCellsChanged);
  });
  connection.onRequest(workspaceCells, async () => {
    listed = true;
    const list = await cells.list();
    if (list.spaces.length > 0) return list;
    // Whoever hears of no cells takes the folders for empty, and some have only not been read yet.
    await workspace.whenRead();
    return cells.list();
  });
  session.onSpacesChange(cells.forget);
  session.onFilesChange(changed.ask);
  session.onScores(changed.ask);
  session.onShutdown(changed.dispose);
}

/** So many cells are listed and ranked at most. */
const maxListed = 5000;

interface PlacedCell extends HashedCell {
  readonly name: string;
  readonly target: WorkspaceCell['target'];
}

interface WorkspaceCellsContext {
  /** The files of the workspace, those open among them. */
  files(): readonly FileNames[];
  readonly encoding: PositionEncoding;
  open(uri: string): OpenFile | undefined;
  /** The spaces that a file may use without declaring them. */
  known(uri: string): Known;
  readonly state: StateOf;
  predictor(space: SearchSpace): SpacePredictor;
  /** Asks for the scores of these cells, and resolves once they are there or a moment has passed. */
  want(cells: readonly HashedCell[]): Promise<void>;
}

/** Lists the cells of the workspace; files that are not open are read from the disk once, until they change. */
function createWorkspaceCells({
  files,
  encoding,
  open,
  known,
  state,
  predictor,
  want,
}: WorkspaceCellsContext) {
  let read = new Map<FileNames, readonly PlacedCell[]>();

  async function cellsOf(file: FileNames): Promise<readonly PlacedCell[]> {
    const opened = open(file.uri);
    const text = await opened?.whenRead();
    if (opened && text) return placed(opened.document, text);
    return read.get(file) ?? cellsOnDisk(file.uri, encoding, known(file.uri));
  }

  return {
    async list(): Promise<WorkspaceCells> {
      const next = new Map<FileNames, readonly PlacedCell[]>();
      const found: PlacedCell[] = [];
      let more = 0;
      for (const file of files()) {
        const cells = await cellsOf(file);
        if (!open(file.uri)) next.set(file, cells);
        const room = maxListed - found.length;
        found.push(...cells.slice(0, room));
        more += Math.max(0, cells.length - room);
      }
      read = next;
      const pending = found.filter(cell => state(cell) === 'pending');
      if (pending.length > 0) await want(pending);
      return { spaces: bySpace(found, state, predictor), more };
    },
    /** The spaces have changed, and so may have what the texts mean. */
    forget: () => read.clear(),
  };
}

/** Nothing, where the file is gone or too long. */
async function cellsOnDisk(
  uri: string,
  encoding: PositionEncoding,
  known: Known,
): Promise<readonly PlacedCell[]> {
  try {
    const text = await readSmall(fileURLToPath(uri), largestRead);
    const read = await resultOf(reading(text, known));
    return placed(createDocument(encoding, uri, 0, text), read);
  } catch {
    return [];
  }
}

function placed(document: TextDocument, { cells }: CellDocument): readonly PlacedCell[] {
  return cells.flatMap(found =>
    hashed(found).map(cell => {
      const { start } = found.declaration.name ?? found.declaration;
      return {
        ...cell,
        name: found.name,
        target: { uri: document.uri, position: document.positionAt(start) },
      };
    }),
  );
}

function bySpace(
  cells: readonly PlacedCell[],
  state: StateOf,
  predictor: WorkspaceCellsContext['predictor'],
): readonly WorkspaceSpace[] {
  const spaces = new Map<string, PlacedCell[]>();
  for (const cell of cells) {
    const { name } = cell.space;
    const others = spaces.get(name);
    if (others) others.push(cell);
    else spaces.set(name, [cell]);
  }
  return [...spaces]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([space, members]): WorkspaceSpace => {
      const known = members[0] && predictor(members[0].space);
      const scored = members.map(cell => ({ cell, score: state(cell) }));
      const scoreOf = ({ score }: (typeof scored)[number]) =>
        typeof score === 'string' ? Number.NEGATIVE_INFINITY : score.score;
      // Equal scores keep the order of files and text.
      scored.sort((a, b) => (scoreOf(a) === scoreOf(b) ? 0 : scoreOf(b) - scoreOf(a)));
      return {
        space,
        ...(known && !known.model ? { reason: known.reason } : {}),
        cells: scored.map(
          ({ cell: { name, target }, score }): WorkspaceCell => ({
            name,
            target,
            ...(typeof score === 'string' ? {} : { rank: formatRank(score) }),
          }),
        ),
      };
    });
}
