// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of snippets are written so
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver';
import { operationNamed, writeDefinition } from '../../cells/network/catalogue';
import type { SearchSpace } from '../../cells/space';
import type { CellDocument } from '../../document/readDocument';
import { writeMetricName } from '../../language/metricName';
import { skeletonProperties, spaceProperties } from '../../language/properties';
import { numbered } from '../../language/scope';
import type { ClientAbilities } from '../capabilities';
import { atOffset } from '../documentRequests';
import { formulaItems } from '../kinds/formulaCompletion';
import { networkItems } from '../kinds/networkCompletion';
import { serverKindOf } from '../kinds/serverKind';
import { markupContent, userText } from '../markup';
import { holds } from '../ranges';
import type { HashedCell, ScoreState } from '../scoring/scores';
import type { Session } from '../session';
import { type CompletionContext, completionContext } from './completionContext';
import { type RankedItems, rankedOperations } from './rankedOperations';
import {
  argumentsOf,
  blocks,
  cellSnippet,
  definitions,
  type Item,
  keyword,
  measuredArgumentItems,
  otherDeclarations,
  properties,
  snippet,
  valuesOf,
} from './snippets';

export function serveCompletion(session: Session): void {
  const { connection, scores, can, workspace } = session;
  connection.onCompletion(
    atOffset(session, async ({ file, document, read, offset, params, token }) => {
      const elsewhere = () => workspace.index.metrics(document.uri);
      const { pending } = completion(read, offset, scores.state, elsewhere);
      await session.scored(pending, { token });
      // The text may have been edited meanwhile.
      const present = await file.whenRead();
      if (!present) return null;
      const now = completion(present, document.offsetAt(params.position), scores.state, elsewhere);
      return {
        isIncomplete: now.pending.length > 0,
        items: now.items.map(item => fitted(item, can)),
      };
    }),
  );
}

/**
 * What may be written at `offset`, the likeliest first: operations by the predicted rank of the cell they would give, as
 * far as `state` knows it. `elsewhere`: the metrics of other files, and whether they are in per cent.
 */
export function completion(
  read: CellDocument,
  offset: number,
  state: (cell: HashedCell) => ScoreState,
  elsewhere: Metrics = () => new Map(),
): RankedItems {
  const context = completionContext(read.file, offset);
  const { items, pending } =
    (context.kind === 'nothing' && isText(read, offset) ? undefined : ofNetwork(read, offset, state)) ??
    itemsFor(context, read, offset, state, elsewhere);
  return { items: items.map((item, i) => ({ ...item, sortText: String(i).padStart(4, '0') })), pending };
}

function ofNetwork(
  read: CellDocument,
  offset: number,
  state: (cell: HashedCell) => ScoreState,
): RankedItems | undefined {
  const items = formulaItems(read, offset);
  return networkItems(read, offset, state) ?? (items && { items, pending: [] });
}

/** Whether the place lies in a comment or in a string that is open. */
function isText({ file }: CellDocument, offset: number): boolean {
  const inComment = file.comments.some(
    ({ kind, start, end }) => start < offset && (kind === 'block' ? offset < end : offset <= end),
  );
  const line = file.text.slice(file.text.lastIndexOf('\n', offset - 1) + 1, offset);
  return inComment || (line.split('"').length - 1) % 2 === 1;
}

/** The item as the client can show and insert it. */
function fitted(item: Item, can: ClientAbilities): CompletionItem {
  const { documentation, labelDetails, ...insertable } = can.insertSnippets ? item : withoutSnippet(item);
  return {
    ...insertable,
    ...(documentation ? { documentation: markupContent(documentation, can.completionFormat) } : {}),
    ...(labelDetails && can.labelDetails ? { labelDetails } : {}),
  };
}

/** The item that inserts its label alone. */
function withoutSnippet({ insertText, insertTextFormat, ...item }: Item): Item {
  return item;
}

function itemsFor(
  context: CompletionContext,
  read: CellDocument,
  offset: number,
  state: (cell: HashedCell) => ScoreState,
  elsewhere: Metrics,
): RankedItems {
  const items = plainItems(context, read, offset, elsewhere);
  const space = context.kind === 'expression' ? read.spaces.get(context.space ?? '') : undefined;
  if (context.kind !== 'expression' || !space || context.inside !== undefined) return { items, pending: [] };
  const offersOperations = context.binding !== 'output' || serverKindOf(space).outputForm(space).operations;
  if (!offersOperations) return { items, pending: [] };
  const called = /^[\p{ID_Continue}_]*[^\S\r\n]*\(/u.test(read.file.text.slice(offset, offset + 200));
  // In front of parentheses that are there already, the name alone.
  const operations = called ? items.map(withoutSnippet) : items;
  return rankedOperations(operations, read, space, context, offset, state);
}

function plainItems(
  context: CompletionContext,
  read: CellDocument,
  offset: number,
  elsewhere: Metrics,
): Item[] {
  switch (context.kind) {
    case 'nothing':
      return [];
    case 'declaration':
      return [
        cellSnippet(usedAt(read, offset), [...read.spaces.keys()]),
        ...otherDeclarations([...read.spaces.keys()]),
      ];
    case 'spaceName':
      return [...read.spaces.values()].map(space => ({
        label: space.name,
        kind: CompletionItemKind.Module,
        detail: serverKindOf(space).spaceFacts(space)[0] ?? '',
        documentation: userText(space.doc),
      }));
    case 'statement':
      return [...statements(context.bound), ...measurements(read, offset, elsewhere)];
    case 'expression':
      return expressions(context, read.spaces.get(context.space ?? ''));
    case 'spaceProperty':
      return unwritten([...properties(spaceProperties), ...blocks], read, offset);
    case 'skeletonProperty':
      return unwritten(properties(skeletonProperties), read, offset);
    case 'argument':
      return argumentsOf(context.callee, context.given);
    case 'metric':
      return metrics(read, offset, elsewhere);
    case 'measuredArgument':
      return measuredArgumentItems(context.given);
    case 'goal':
      return ['max', 'min'].map(label => ({ label, kind: CompletionItemKind.EnumMember }));
    case 'on':
      return [keyword('on')];
    case 'sites':
      return [keyword('vertices'), keyword('edges'), keyword('layers')];
    case 'value':
      return valuesOf(context.property);
    case 'operationDefinition':
      return definitions('');
    case 'operationDeclaration':
      return definitions('${9:name} = ');
  }
}

function statements(bound: readonly string[]): Item[] {
  const output = bound.includes('output')
    ? []
    : [snippet('output', 'output = $0', 'What leaves the cell.', CompletionItemKind.Variable)];
  const fresh = nextName(bound.filter(name => name !== 'input' && name !== 'output'));
  const vertex = fresh
    ? [snippet(fresh, `\${1:${fresh}} = $0`, 'Another vertex.', CompletionItemKind.Variable)]
    : [];
  return [
    ...vertex,
    ...output,
    snippet(
      'measured',
      'measured ${1:validation} = ${2:90.0} %',
      'What training the cell really gave.',
      CompletionItemKind.Keyword,
    ),
  ];
}

/** A name as the cell gives them: `n3` after `n2`, the next letter after a letter. */
function nextName(bound: readonly string[]): string | undefined {
  const last = bound.at(-1);
  if (last && /\d$/.test(last)) return numbered(last, new Set(bound));
  const letters = [...'abcdefghijklmnopqrstuvwxyz'].filter(letter => !bound.includes(letter));
  return letters.find(letter => last?.length === 1 && letter > last) ?? letters[0];
}

type Metrics = () => ReadonlyMap<string, boolean>;

/** The metrics that other cells have and the cell at `offset` lacks: those of the file before those of the workspace. */
function otherMetrics({ cells }: CellDocument, offset: number, elsewhere: Metrics) {
  const own = cells.find(({ declaration }) => holds(declaration, offset));
  const measured = new Set(own?.measured.map(({ metric }) => metric));
  const here = new Map(cells.flatMap(cell => cell.measured.map(({ metric, percent }) => [metric, percent])));
  return [...here, ...[...elsewhere()].filter(([metric]) => !here.has(metric))]
    .filter(([metric]) => !measured.has(metric))
    .slice(0, 10)
    .map(([metric, percent]) => ({
      metric,
      percent,
      written: writeMetricName(metric),
      where: `Other cells of ${here.has(metric) ? 'this file' : 'the workspace'} have it.`,
    }));
}

function measurements(read: CellDocument, offset: number, elsewhere: Metrics): Item[] {
  return otherMetrics(read, offset, elsewhere).map(({ metric, percent, written, where }) =>
    snippet(
      `measured ${metric}`,
      `measured ${escaped(written)} = $0${percent ? ' %' : ''}`,
      where,
      CompletionItemKind.Keyword,
    ),
  );
}

/** Names for what stands behind `measured`, with the rest of the line where that is not written yet. */
function metrics(read: CellDocument, offset: number, elsewhere: Metrics): Item[] {
  const rest = read.file.text.slice(offset, offset + 200);
  const hasValue = /^[^\r\n;}]*=/.test(rest);
  return otherMetrics(read, offset, elsewhere).map(({ metric, percent, written, where }) =>
    snippet(
      metric,
      hasValue ? escaped(written) : `${escaped(written)} = $0${percent ? ' %' : ''}`,
      where,
      CompletionItemKind.Value,
    ),
  );
}

/** Text as a snippet inserts it unchanged. */
function escaped(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}

/** The items but those that the space says already. */
function unwritten(items: readonly Item[], { file }: CellDocument, offset: number): Item[] {
  const space = file.declarations.findLast(({ start }) => start < offset);
  if (space?.kind !== 'space') return [...items];
  const written = new Set(
    [...space.properties, ...(space.skeleton?.properties ?? [])]
      .filter(({ name, value }) => value && !holds(name, offset))
      .map(({ name }) => name.text),
  );
  if (space.operations) written.add('operations');
  if (space.skeleton) written.add('skeleton');
  return items.filter(({ label }) => !written.has(label));
}

/** The space of a cell that is declared here and names none. */
function usedAt({ file, spaces }: CellDocument, offset: number): SearchSpace | undefined {
  const used = file.declarations.findLast(({ kind, start }) => kind === 'use' && start < offset);
  return used?.kind === 'use' && used.space ? spaces.get(used.space.text) : undefined;
}

function expressions(
  { bound, binding, inside }: CompletionContext & { readonly kind: 'expression' },
  space: SearchSpace | undefined,
): Item[] {
  const names = bound.toReversed().map(label => ({ label, kind: CompletionItemKind.Variable }));
  if (inside !== undefined) return names;
  const inputs = names.map(({ label }) => label).slice(0, 20);
  const operand = inputs.length > 1 ? `\${1|${inputs.join(',')}|}` : `\${1:${inputs[0] ?? 'input'}}`;
  const operations = (space?.operations ?? []).map(({ name, definition }) => ({
    ...snippet(
      name,
      `${name}(${operand})$0`,
      operationNamed(definition.kind).summary,
      CompletionItemKind.Function,
    ),
    detail: writeDefinition(definition),
  }));
  const join = space && serverKindOf(space).outputForm(space).join;
  if (binding !== 'output' || !join) return operations;
  const concat = snippet(
    'concat',
    'concat($0)',
    operationNamed('concat').summary,
    CompletionItemKind.Function,
  );
  return join === 'concat' ? [concat, ...names] : names;
}
