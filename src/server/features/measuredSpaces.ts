import { fileURLToPath } from 'node:url';
import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { type CellDocument, type DocumentCell, reading } from '../../document/readDocument';
import { describeTeaching, teachingMetric } from '../../document/teachingMetric';
import { readSmall } from '../../files/regularFile';
import { predictionKey } from '../scoring/predictorLink';
import type { Session } from '../session';
import type { FileNames } from '../workspace/fileNames';
import { largestRead } from '../workspace/limits';
import { resultOf } from '../workspace/slices';

/** Milliseconds without another change before what is measured is gathered. */
const quiet = 300;

type Measured = Pick<DocumentCell, 'measured' | 'hash'> & {
  readonly space: SearchSpace;
  readonly cell: Cell;
};

/**
 * Follows the `measured` lines of the workspace: cells of a space without a predictor of its own are ranked by them as soon
 * as they are written.
 */
export function serveMeasuredSpaces(session: Session): void {
  const { workspace, documents } = session;
  /** Of files that are not open. */
  let read = new Map<FileNames, readonly Measured[]>();
  /** Key of the space → what was told of it last. */
  const told = new Map<string, { readonly space: SearchSpace; readonly text: string }>();
  let timer: NodeJS.Timeout | undefined;
  let gathering = Promise.resolve();

  async function onDisk(file: FileNames): Promise<readonly Measured[]> {
    try {
      const text = await readSmall(fileURLToPath(file.uri), largestRead);
      // A look at the text saves most files their reading.
      return /\bmeasured\b/.test(text)
        ? measuredIn(await resultOf(reading(text, workspace.index.known(file.uri))))
        : [];
    } catch {
      return [];
    }
  }

  async function gather(): Promise<void> {
    const next = new Map<FileNames, readonly Measured[]>();
    const found: Measured[] = [];
    for (const file of workspace.index.files()) {
      const opened = documents.get(file.uri);
      if (opened || workspace.leavesOut(file.uri)) continue;
      const cells = read.get(file) ?? (await onDisk(file));
      next.set(file, cells);
      found.push(...cells);
    }
    for (const file of documents.files()) {
      const present = await file.whenRead();
      if (present) found.push(...measuredIn(present));
    }
    read = next;
    tell(found);
  }

  function tell(found: readonly Measured[]): void {
    const bySpace = new Map<string, Measured[]>();
    for (const cell of found) {
      const key = predictionKey(cell.space);
      bySpace.set(key, [...(bySpace.get(key) ?? []), cell]);
    }
    for (const [key, { space }] of told) if (!bySpace.has(key)) setMeasured(key, space, []);
    for (const [key, cells] of bySpace) setMeasured(key, cells[0]!.space, cells);
  }

  function setMeasured(key: string, space: SearchSpace, cells: readonly Measured[]): void {
    const teaching = teachingMetric(distinct(cells));
    const text = JSON.stringify(
      teaching
        ? [
            teaching.metric,
            teaching.epochs,
            teaching.cells.map(({ hash }) => hash),
            teaching.values,
            teaching.trainings,
          ]
        : [],
    );
    if ((told.get(key)?.text ?? '[]') === text) return;
    told.set(key, { space, text });
    session.setMeasured(space, {
      cells: teaching?.cells.map(({ cell }) => cell) ?? [],
      values: teaching?.values ?? [],
      trainings: teaching?.trainings ?? [],
      metric: teaching ? describeTeaching(teaching) : '',
    });
  }

  function soon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      gathering = gathering.then(gather);
    }, quiet);
  }

  session.onRead(soon);
  session.onFilesChange(soon);
  session.onSpacesChange(() => {
    read.clear();
    soon();
  });
  session.onShutdown(() => clearTimeout(timer));
}

function measuredIn({ cells }: CellDocument): readonly Measured[] {
  return cells.flatMap(({ space, cell, hash, measured }) =>
    space && cell && measured.length > 0 ? [{ space, cell, hash, measured }] : [],
  );
}

/** Cells that are equal count once, with all that was measured of them. */
function distinct(cells: readonly Measured[]): readonly Measured[] {
  const byHash = new Map<string | undefined, Measured>();
  for (const cell of cells) {
    const before = byHash.get(cell.hash);
    byHash.set(cell.hash, before ? { ...before, measured: [...before.measured, ...cell.measured] } : cell);
  }
  return [...byHash.values()];
}
