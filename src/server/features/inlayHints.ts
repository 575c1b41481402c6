import { type CancellationToken, type InlayHint, InlayHintKind } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Cell } from '../../cells/cell';
import { countedCost, isCountedCost } from '../../cells/namedCosts';
import type { SearchSpace } from '../../cells/space';
import type { CellDocument } from '../../document/readDocument';
import type { CellDeclaration } from '../../language/syntax';
import { formatCostShort } from '../../protocol/costWords';
import type { ToldCost } from '../../protocol/tables';
import {
  formatBasis,
  formatInterval,
  formatRank,
  formatTopShare,
  isRough,
  ordinal,
} from '../../protocol/words';
import { forDocument } from '../documentRequests';
import type { CostsByHash } from '../scoring/cellQuestions';
import { type Lines, rankPatience } from '../scoring/documentRanks';
import type { Rank, Ranks } from '../scoring/ranks';
import { hashed } from '../scoring/scores';
import { throttle } from '../scoring/throttle';
import { within } from '../scoring/within';
import type { Session } from '../session';
import type { OpenFile } from '../workspace/openFile';
import { operationHints } from './operationHints';

/** Milliseconds at least between two refreshes of a document. */
const refreshInterval = 300;

/**
 * Milliseconds that the first hints wait while the predictor starts, for a client that can't be told to ask again: it would
 * show none until the next edit.
 */
const startPatience = 5000;

/** Milliseconds that the first reading of a table of costs may take. */
const tablePatience = 60_000;

/** What the client was answered last about a document. */
interface Answered {
  readonly version: number;
  readonly lines: Lines;
  readonly ranks: Ranks;
  readonly ofOperations: readonly InlayHint[];
}

/**
 * Answers with the ranks of the present text. After an edit the client asks by itself; it is told to ask again only when
 * what it was answered for the present text has changed since: late scores, other predictors, another file's spaces.
 */
export function serveInlayHints(session: Session): void {
  const { connection, client, can, ranks, scores, documents, questions } = session;
  const answered = new Map<string, Answered>();
  const throttles = new Map<string, ReturnType<typeof throttle>>();

  const costsShown = () => session.options.features?.hintCosts ?? [];
  const ofOperations = ({ document }: OpenFile, read: CellDocument, lines: Lines) =>
    session.options.features?.operationHints
      ? operationHints(document, read, scores.state, lines)
      : { hints: [], pending: [] };

  connection.languages.inlayHint.on(
    forDocument(session, async ({ file, document, params: { range }, token }) => {
      const lines = { first: range.start.line, last: range.end.line };
      ranks.look(file, lines);
      const patience = can.refreshHints || scores.version() > 0 ? rankPatience : startPatience;
      const ranked = await ranks.current(file, token, patience);
      if (!ranked) return null;
      await session.scored(ofOperations(file, ranked.read, lines).pending, { token });
      const costs = await toldCosts(ranked.read, file, lines, token);
      // The text may have been edited meanwhile.
      const read = await file.whenRead();
      if (!read || token.isCancellationRequested) return null;
      const { hints, pending } = ofOperations(file, read, lines);
      // A refresh tells of those that come too late.
      if (pending.length > 0) void scores.want(operationsOf(file.uri), pending);
      const known = ranks.known(read);
      answered.set(file.uri, { version: document.version, lines, ranks: known, ofOperations: hints });
      const ofCells =
        session.options.features?.rankHints === false
          ? []
          : inlayHints(document, read, known, lines, costsShown(), costs);
      return [...ofCells, ...hints];
    }),
  );

  /** What tables of costs say of the cells in the lines, if hints show it; a refresh tells of what comes too late. */
  async function toldCosts(
    { cells }: CellDocument,
    { document }: OpenFile,
    lines: Lines,
    token: CancellationToken,
  ): Promise<CostsByHash> {
    if (costsShown().every(isCountedCost)) return new Map();
    const inLines = cells.filter(({ declaration }) => isIn(lines, headLine(document, declaration)));
    const asked = questions.costs(inLines.flatMap(hashed), document.uri, tablePatience);
    const costs = await within(rankPatience, asked, undefined, token);
    if (!costs) void asked.then(refresh);
    return costs ?? new Map();
  }

  function refreshStale(): void {
    let stale = false;
    for (const [uri, last] of answered) {
      const file = documents.get(uri);
      if (file?.document.version !== last.version || !file.present) continue;
      const now = {
        ...last,
        ranks: ranks.known(file.present),
        ofOperations: ofOperations(file, file.present, last.lines).hints,
      };
      stale ||= labelsOf(now) !== labelsOf(last);
      answered.set(uri, now);
    }
    if (stale) refresh();
  }

  function refresh(): void {
    if (can.refreshHints) client.request(({ languages }) => languages.inlayHint.refresh());
  }

  /** Each document by itself, so that the first scores of one do not wait for those of another. */
  function refreshSoon(wantedFor: string): void {
    const known = throttles.get(wantedFor) ?? throttle(refreshInterval, refreshStale);
    throttles.set(wantedFor, known);
    known.ask();
  }

  session.onRead(({ file, read }) => {
    void ranks.want(file, read);
    if (answered.get(file.uri)?.version === file.document.version) refreshSoon(file.uri);
  });
  session.onScores(wantedFor => {
    if (answered.has(wantedFor.replace(operationsOf(''), ''))) refreshSoon(wantedFor);
  });
  session.onFeaturesChange(refresh);
  session.onClosed(uri => {
    answered.delete(uri);
    scores.forgetDocument(operationsOf(uri));
    for (const name of [uri, operationsOf(uri)]) {
      throttles.get(name)?.dispose();
      throttles.delete(name);
    }
  });
  session.onShutdown(() => {
    for (const each of throttles.values()) each.dispose();
  });
}

/** What the cells of a document's operation hints are wanted for. */
function operationsOf(uri: string): string {
  return `${uri} operations`;
}

function labelsOf({ ranks, ofOperations }: Answered): string {
  return [
    ...[...ranks].map(([index, rank]) => `${index} ${hintLabel(rank)}`).sort(),
    ...ofOperations.map(({ position, label }) => `${position.line}:${position.character} ${label}`),
  ].join('\n');
}

/** The rank of each ranked cell, at the end of the line its head stands on, for the cells whose head is in `lines`. */
export function inlayHints(
  document: TextDocument,
  read: CellDocument,
  ranks: Ranks,
  lines: { readonly first: number; readonly last: number },
  costs: readonly string[] = [],
  told: CostsByHash = new Map(),
): InlayHint[] {
  const hints: InlayHint[] = [];
  for (const [index, rank] of [...ranks].sort(([a], [b]) => a - b)) {
    const { declaration, name, space, cell, hash = '', measured } = read.cells[index]!;
    const line = headLine(document, declaration);
    if (!space || !isIn(lines, line)) continue;
    hints.push({
      position: endOfLine(document, line),
      label: [hintLabel(rank), ...(cell ? hintCosts(space, cell, costs, told.get(hash)) : [])].join(' · '),
      kind: InlayHintKind.Type,
      paddingLeft: true,
      tooltip: tooltip(name, space.name, rank, measured.length > 0),
    });
  }
  return hints;
}

/** `top 3.2 % · 2nd of 5`; without the place for a cell alone in its space, or while others of it have no score yet. */
export function hintLabel(rank: Rank): string {
  const { place } = rank;
  return place && place.of > 1
    ? `${formatRank(rank)} · ${ordinal(place.number)} of ${place.of}`
    : formatRank(rank);
}

/** `8.56 M parameters`, `4.25 MiB of memory`: of the costs that are shown. */
function hintCosts(
  space: SearchSpace,
  cell: Cell,
  costs: readonly string[],
  told: readonly ToldCost[] = [],
): string[] {
  return costs.flatMap(name => {
    const value = isCountedCost(name)
      ? countedCost(space, name).of(cell)
      : told.find(cost => cost.name === name)?.value;
    return value === undefined ? [] : [formatCostShort(name, value)];
  });
}

/** Where the head of a declaration ends, which its hint stands behind. */
function headLine(document: TextDocument, { body, end }: CellDeclaration): number {
  return document.positionAt(body?.kind === 'block' ? body.start : end).line;
}

function isIn({ first, last }: Lines, line: number): boolean {
  return first <= line && line <= last;
}

function tooltip(cell: string, space: string, rank: Rank, measured: boolean): string {
  const { top, place } = rank;
  const how = rank.basis ? `Estimated (${formatBasis(space, rank)})` : 'Predicted';
  const share = `${how}${measured ? '' : ', not measured'}: ${formatTopShare(top)} % of all cells of ${space} are at least as good as ${cell}.`;
  const among =
    place && place.of > 1
      ? `It is the ${ordinal(place.number)} of the ${place.of} ranked cells of ${space} in this file.`
      : '';
  return [share, among, isRough(rank) ? whyRough(rank) : ''].filter(text => text).join(' ');
}

function whyRough(rank: Rank): string {
  if (rank.low === undefined) return '≈ How far that may be off is not known.';
  if (rank.basis) return `≈ 80 % interval: ${formatInterval(rank)}.`;
  const why = rank.unlike
    ? 'this cell is unlike any in the training data'
    : 'few similar cells were measured';
  return `≈ 80 % interval: ${formatInterval(rank)}; ${why}.`;
}

function endOfLine(document: TextDocument, line: number) {
  const start = document.offsetAt({ line, character: 0 });
  const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  return document.positionAt(start + text.replace(/\r?\n$|\r$/, '').length);
}
