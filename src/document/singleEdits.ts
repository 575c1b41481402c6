import { absentEdge, isZero } from '../cells/limits';
import type { SearchSpace } from '../cells/space';
import { writeSpelling } from '../cells/spelling';
import type { TextEdit } from '../language/diagnostic';
import type { Binding, Call, Comment, Reference, Span, Spelling, Sum, Term } from '../language/syntax';
import { editedPart, type ReadDeclaration, readDeclaration } from './readDeclaration';
import type { CellDocument, DocumentCell } from './readDocument';

/** One small change of a cell in its text: of the tokens that change alone, so names and comments stay. */
export interface SingleEdit extends ReadDeclaration {
  /** `d = conv1x1 → conv3x3`, `d = conv3x3(c) → conv3x3(c + input)`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The operation that is changed, where one is changed for another. */
  readonly site: Span | undefined;
}

/** An edit not tried yet. */
type Draft = Pick<SingleEdit, 'title' | 'edits' | 'site'>;

/**
 * Every single edit of a cell: an operation changed, an edge added or taken away. Each gives a valid cell of the space,
 * another than it was, and leaves no more vertices unused; each graph once. None for a cell with errors.
 */
export function singleEdits({ file }: CellDocument, found: DocumentCell): SingleEdit[] {
  return tried(file.text, found, drafts(file.text, file.comments, found));
}

/** Of these, the changes of an operation for another. */
export function operationEdits({ file }: CellDocument, found: DocumentCell): SingleEdit[] {
  const changes = drafts(file.text, file.comments, found).filter(({ site }) => site !== undefined);
  return tried(file.text, found, changes);
}

function tried(text: string, { declaration, space, cell, hash }: DocumentCell, all: readonly Draft[]) {
  if (!space || !cell || hash === undefined) return [];
  const before = readDeclaration(text.slice(declaration.start, declaration.end), space);
  const seen = new Set([hash]);
  return all.flatMap((draft): SingleEdit[] => {
    const after = readDeclaration(editedPart(text, declaration, draft.edits), space);
    if (!before || !after || after.unused > before.unused) return [];
    // Each place to change an operation is told of, even where two give the same graph.
    const key = draft.site ? `${draft.site.start} ${after.hash}` : after.hash;
    if (after.hash === hash || seen.has(key)) return [];
    seen.add(key);
    return [{ ...draft, ...after }];
  });
}

function drafts(text: string, comments: readonly Comment[], found: DocumentCell): Draft[] {
  const { declaration, space, cell } = found;
  const { body } = declaration;
  if (!space || !cell || !body) return [];
  if (body.kind === 'spelling') return ofSpelling(body, space, found);
  const bindings = body.statements.filter(statement => statement.kind === 'binding');
  const ofBinding = space.operationsOn === 'vertices' ? onVertices : onEdges;
  return bindings
    .flatMap((binding, i) => {
      const names = ['input', ...bindings.slice(0, i).map(({ name }) => name.text)];
      return ofBinding(
        binding,
        names.filter(name => name !== 'output'),
        space,
      );
    })
    .filter(({ edits }) =>
      edits.every(({ start, end }) => !comments.some(comment => comment.start < end && start < comment.end)),
    )
    .filter(({ edits }) => edits.every(({ start, end, text: after }) => text.slice(start, end) !== after));
}

function onVertices({ name, value }: Binding, names: readonly string[], space: SearchSpace): Draft[] {
  if (!value) return [];
  const [term] = value.terms;
  const call = term?.kind === 'call' ? term : undefined;
  const isOutput = name.text === 'output';
  const { operands, separator } = operandsOf(value, call);
  const old = sumText(value);
  const changed = (after: string) => `${name.text} = ${old} → ${after}`;
  const written = (all: readonly string[]) =>
    call ? `${call.callee.text}(${all.join(separator)})` : all.join(separator);
  const present = operands.map(operand => operand.name.text);
  const changes =
    call && !isOutput
      ? otherOperations(space, call.callee.text).map(operation => ({
          title: `${name.text} = ${call.callee.text} → ${operation}`,
          edits: [{ ...spanOf(call.callee), text: operation }],
          site: spanOf(call.callee),
        }))
      : [];
  const last = operands.at(-1);
  const additions = last
    ? names
        .filter(other => !present.includes(other))
        .map(other => ({
          title: changed(written([...present, other])),
          edits: [{ start: last.end, end: last.end, text: `${separator}${other}` }],
          site: undefined,
        }))
    : [];
  const removals =
    operands.length > 1
      ? operands.map((_, i) => ({
          title: changed(written(present.toSpliced(i, 1))),
          edits: [without(operands, i)],
          site: undefined,
        }))
      : [];
  return [...changes, ...additions, ...removals];
}

/** The vertices that flow into a binding of a space with operations on vertices, and what stands between two. */
function operandsOf(
  value: Sum,
  call: Call | undefined,
): { readonly operands: readonly Reference[]; readonly separator: string } {
  const sums = call ? call.arguments : [value];
  const operands = sums.flatMap(({ terms }) => terms.filter(term => term.kind === 'reference'));
  const commas = sums.length > 1 || call?.callee.text === 'concat';
  return { operands, separator: commas ? ', ' : ' + ' };
}

function onEdges({ name, value }: Binding, names: readonly string[], space: SearchSpace): Draft[] {
  const calls = value?.terms.filter(term => term.kind === 'call') ?? [];
  if (!value || calls.length === 0 || calls.length !== value.terms.length) return [];
  const zero = space.operations[absentEdge(space) - 1]?.name;
  const others = calls.map(call => otherOperations(space, call.callee.text).filter(other => other !== zero));
  const sources = calls.map(call => {
    const [operand] = call.arguments[0]?.terms ?? [];
    return call.arguments.length === 1 &&
      call.arguments[0]!.terms.length === 1 &&
      operand?.kind === 'reference'
      ? operand.name.text
      : undefined;
  });
  const changes = calls.flatMap((call, i) => {
    if (sources[i] === undefined) return [];
    const change = (operation: string, site: Span | undefined): Draft => ({
      title: `${name.text} = ${termText(call)} → ${operation}(${sources[i]})`,
      edits: [{ ...spanOf(call.callee), text: operation }],
      site,
    });
    // The last term of a sum that is taken away becomes a zero.
    const last = zero !== undefined && calls.length === 1 && call.callee.text !== zero;
    return [
      ...others[i]!.map(operation => change(operation, spanOf(call.callee))),
      ...(last ? [change(zero, undefined)] : []),
    ];
  });
  const whole = (after: string) => `${name.text} = ${sumText(value)} → ${after}`;
  const removals =
    calls.length > 1
      ? calls.map((_, i) => ({
          title: whole(calls.toSpliced(i, 1).map(termText).join(' + ')),
          edits: [without(calls, i)],
          site: undefined,
        }))
      : [];
  const operations = space.operations.filter(({ definition }) => definition.kind !== 'zero');
  const additions = names
    .filter(source => !sources.includes(source))
    .flatMap(source =>
      operations.map(operation => ({
        title: whole(`${sumText(value)} + ${operation.name}(${source})`),
        edits: [{ start: value.end, end: value.end, text: ` + ${operation.name}(${source})` }],
        site: undefined,
      })),
    );
  return [...changes, ...additions, ...removals];
}

/** A cell written by its published spelling has no tokens of its own: the spelling is written anew. */
function ofSpelling(body: Spelling, space: SearchSpace, { cell, names }: DocumentCell): Draft[] {
  if (!cell) return [];
  const { vertices: n, edges, operations } = cell;
  const draft = (title: string, changed: Partial<typeof cell>): Draft => ({
    title,
    edits: [{ ...spanOf(body), text: `"${writeSpelling(space, { ...cell, ...changed })}"` }],
    site: undefined,
  });
  const nameOf = (operation: number) => space.operations[operation]?.name ?? 'none';
  const all = [...space.operations.keys()];
  const pairs = names.flatMap((_, to) =>
    names.slice(0, to).map((_, from) => ({ from, to, at: from * n + to })),
  );
  if (space.operationsOn === 'edges')
    return pairs.flatMap(({ from, to, at }) =>
      [...new Set([absentEdge(space), ...all.map(operation => operation + 1)])]
        .filter(entry => entry !== edges[at] && !(isZero(space, entry) && isZero(space, edges[at]!)))
        .map(entry =>
          draft(`${names[from]} to ${names[to]}: ${nameOf(edges[at]! - 1)} → ${nameOf(entry - 1)}`, {
            edges: edges.with(at, entry),
          }),
        ),
    );
  return [
    ...operations.flatMap((operation, i) =>
      all.map(other =>
        draft(`${names[i + 1]} = ${nameOf(operation)} → ${nameOf(other)}`, {
          operations: operations.with(i, other),
        }),
      ),
    ),
    ...pairs.map(({ from, to, at }) =>
      draft(`${edges[at] ? 'without' : 'with'} ${names[from]} → ${names[to]}`, {
        edges: edges.with(at, 1 - edges[at]!),
      }),
    ),
  ];
}

function otherOperations(space: SearchSpace, written: string): string[] {
  return space.operations
    .filter(({ name, aliases }) => name !== written && !aliases.includes(written))
    .map(({ name }) => name);
}

/** Takes one of several out, with what joins it to the one before it, or the first to the one after it. */
function without(parts: readonly Span[], i: number): TextEdit {
  const [before, part, after] = [parts[i - 1], parts[i]!, parts[i + 1]];
  return before
    ? { start: before.end, end: part.end, text: '' }
    : { start: part.start, end: after?.start ?? part.end, text: '' };
}

function sumText({ terms }: Sum): string {
  return terms.map(termText).join(' + ');
}

function termText(term: Term): string {
  return term.kind === 'reference'
    ? term.name.text
    : `${term.callee.text}(${term.arguments.map(sumText).join(', ')})`;
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
