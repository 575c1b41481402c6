import type { Cell } from '../../../cells/cell';
import { isGraphSpace } from '../../../cells/kinds/graph/isGraphSpace';
import { findOperation } from '../../../cells/operations';
import type { GraphSpace, SearchSpace } from '../../../cells/space';
import { builtInSpaces } from '../../../document/builtInSpaces';
import { readCell } from '../../../exchange/import/readCell';
import type { ChoiceColumns, Values } from '../../choiceColumns';

/**
 * What a column is: the operation of an edge (`from`, `to`), of a vertex, or whether there is an edge (`link`); or a key of a
 * NAS-Bench-301 configuration.
 */
type Place =
  | { readonly kind: 'edge' | 'link'; readonly from: number; readonly to: number }
  | { readonly kind: 'vertex'; readonly vertex: number }
  | { readonly kind: 'key'; readonly key: string };

/** Columns, each with what it is. */
interface Placed {
  readonly pattern: string;
  readonly columns: readonly string[];
  readonly places: readonly Place[];
}

function choiceColumns({ pattern, columns, places }: Placed): ChoiceColumns {
  const isNumbered = places.every(({ kind }) => kind === 'edge') && /\{i\}/.test(pattern);
  return {
    kind: 'choices',
    pattern,
    columns,
    ...(isNumbered ? { order: 'the order of arch_str' } : {}),
    read: (space, values) => readChoices(space, { columns, places }, values),
  };
}

/** Edges in the order of NAS-Bench-201's `arch_str`: by the vertex where they end. */
function edgesByTarget(vertices: number): { from: number; to: number }[] {
  const edges: { from: number; to: number }[] = [];
  for (let to = 1; to < vertices; to++) for (let from = 0; from < to; from++) edges.push({ from, to });
  return edges;
}

/** Edges in the order of a matrix's upper triangle: by the vertex where they begin. */
function edgesBySource(vertices: number): { from: number; to: number }[] {
  return edgesByTarget(vertices).sort((a, b) => a.from - b.from || a.to - b.to);
}

/** Names of choices are short. */
const longestName = 400;

/** The published sets of columns, by the form of their names and what they hold in the first rows. */
export function choicesOf(
  columns: readonly string[],
  rows: readonly Values[],
  space: GraphSpace | undefined,
): ChoiceColumns | undefined {
  const named = columns.filter(({ length }) => length <= longestName);
  return (
    pairChoices(named, rows, space) ??
    numberedChoices(named, rows, space) ??
    graphChoices(named, space) ??
    nasbench301Choices(named, space)
  );
}

/** `…edge_0_1`, `…0_1`, `…0->1`, `…1<-0`: an operation for each pair of vertices. */
function pairChoices(
  columns: readonly string[],
  rows: readonly Values[],
  space: GraphSpace | undefined,
): ChoiceColumns | undefined {
  for (const space_ of edgeSpaces(space)) {
    const wanted = edgesByTarget(space_.vertices);
    const groups = new Map<string, { column: string; from: number; to: number }[]>();
    for (const column of columns) {
      const arrow = /^(.*?)(\d+)<-(\d+)$/.exec(column);
      const pair = /^(.*?)(\d+)(_|->)(\d+)$/.exec(column);
      const [, prefix = '', from, between, to] = arrow
        ? ['', arrow[1]!, arrow[3]!, '<-', arrow[2]!]
        : (pair ?? []);
      if (from === undefined || to === undefined) continue;
      const pattern = arrow ? `${prefix}{to}<-{from}` : `${prefix}{from}${between}{to}`;
      groups.set(pattern, [...(groups.get(pattern) ?? []), { column, from: Number(from), to: Number(to) }]);
    }
    for (const [pattern, group] of groups) {
      const found = wanted.map(({ from, to }) => group.find(each => each.from === from && each.to === to));
      if (
        found.includes(undefined) ||
        !holdOperations(
          found.map(each => each!.column),
          rows,
          space_,
        )
      )
        continue;
      return choiceColumns({
        pattern,
        columns: found.map(each => each!.column),
        places: wanted.map(edge => ({ kind: 'edge', ...edge })),
      });
    }
  }
  return undefined;
}

/** `…Op0` to `…Op5`: an operation for each edge, in the order of `arch_str`. */
function numberedChoices(
  columns: readonly string[],
  rows: readonly Values[],
  space: GraphSpace | undefined,
): ChoiceColumns | undefined {
  for (const candidate of edgeSpaces(space))
    for (const [pattern, group] of numberedGroups(columns)) {
      if (group.length !== edgesByTarget(candidate.vertices).length) continue;
      if (holdOperations(group, rows, candidate)) return numbered(pattern, group, candidate.vertices);
    }
  return undefined;
}

function numbered(pattern: string, columns: readonly string[], vertices: number): ChoiceColumns {
  const places = edgesByTarget(vertices).map(edge => ({ kind: 'edge' as const, ...edge }));
  return choiceColumns({ pattern, columns, places });
}

/** Columns that differ in one number alone, which counts from 0 or 1, by their pattern. */
function numberedGroups(columns: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, { column: string; at: number }[]>();
  for (const column of columns) {
    const [, prefix, digits, suffix] = /^(.*?)(\d+)(\D*)$/.exec(column) ?? [];
    if (digits === undefined) continue;
    const pattern = `${prefix}{i}${suffix}`;
    groups.set(pattern, [...(groups.get(pattern) ?? []), { column, at: Number(digits) }]);
  }
  const whole = new Map<string, readonly string[]>();
  for (const [pattern, group] of groups) {
    const inOrder = group.toSorted((a, b) => a.at - b.at);
    const first = inOrder[0]!.at;
    if (first <= 1 && inOrder.every(({ at }, i) => at === first + i))
      whole.set(
        pattern,
        inOrder.map(({ column }) => column),
      );
  }
  return whole;
}

/** `…edge_0` to `…edge_20` and `…op_node_0` to `…op_node_4`, as HPOBench and ConfigSpace give NAS-Bench-101's cells. */
function graphChoices(columns: readonly string[], space: GraphSpace | undefined): ChoiceColumns | undefined {
  if (space && space.operationsOn !== 'vertices') return undefined;
  const groups = numberedGroups(columns);
  for (const [pattern, operations] of groups) {
    const [, prefix] = /^(.*)op_node_\{i\}$/.exec(pattern) ?? [];
    const links = prefix === undefined ? undefined : groups.get(`${prefix}edge_{i}`);
    const vertices = operations.length + 2;
    if (!links || links.length !== (vertices * (vertices - 1)) / 2) continue;
    return choiceColumns({
      pattern,
      columns: [...links, ...operations],
      places: [
        ...edgesBySource(vertices).map(edge => ({ kind: 'link' as const, ...edge })),
        ...operations.map((_, i) => ({ kind: 'vertex' as const, vertex: i + 1 })),
      ],
    });
  }
  return undefined;
}

/** `…edge_normal_0`, `…inputs_node_normal_3`, …: NAS-Bench-301's configurations. */
function nasbench301Choices(
  columns: readonly string[],
  space: GraphSpace | undefined,
): ChoiceColumns | undefined {
  if (space && space.operationsOn !== 'vertices') return undefined;
  const keyed = columns.flatMap(column => {
    const key = /(edge|inputs_node)_(normal|reduce)_\d+$/.exec(column)?.[0];
    return key === undefined ? [] : [{ column, key: `NetworkSelectorDatasetInfo:darts:${key}` }];
  });
  if (!keyed.some(({ key }) => key.includes('inputs_node_normal'))) return undefined;
  return choiceColumns({
    pattern: keyed[0]!.column.replace(
      /(edge|inputs_node)_(normal|reduce)_\d+$/,
      '{edge|inputs_node}_{cell}_{i}',
    ),
    columns: keyed.map(({ column }) => column),
    places: keyed.map(({ key }) => ({ kind: 'key', key })),
  });
}

/** The columns that a pattern of `--cells` names, or half a sentence why they give no cells. */
export function choicesOfPattern(
  pattern: string,
  columns: readonly string[],
  space: GraphSpace | undefined,
): ChoiceColumns | string {
  const names = [...pattern.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const escaped = pattern
    .split(/\{\w+\}/)
    .map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('(\\d+)');
  const form = new RegExp(`^${escaped}$`);
  const found = columns.flatMap(column => {
    const numbers = form.exec(column)?.slice(1).map(Number);
    return numbers ? [{ column, numbers }] : [];
  });
  if (found.length === 0) return 'no column is called so';
  const vertices = space?.operationsOn === 'edges' ? space.vertices : undefined;
  if (space && vertices === undefined)
    return `${space.name} has its operations on vertices, and columns of choices give those of edges`;
  if (names.length === 1) {
    const inOrder = found.toSorted((a, b) => a.numbers[0]! - b.numbers[0]!);
    const n = vertices ?? (1 + Math.sqrt(1 + 8 * inOrder.length)) / 2;
    if (inOrder.length !== edgesByTarget(Math.round(n)).length)
      return `${inOrder.length} columns are called so, and a cell of ${n} vertices has ${(n * (n - 1)) / 2} edges`;
    return numbered(
      pattern,
      inOrder.map(({ column }) => column),
      Math.round(n),
    );
  }
  if (names.length !== 2) return 'a pattern has one place for a number, as {i}, or two, as {from} and {to}';
  const toFirst = names[0] === 'to';
  const edges = found.map(({ column, numbers }) => {
    const [a, b] = numbers as [number, number];
    return { column, from: toFirst ? b : a, to: toFirst ? a : b };
  });
  const missing =
    vertices === undefined
      ? undefined
      : edgesByTarget(vertices).find(
          ({ from, to }) => !edges.some(each => each.from === from && each.to === to),
        );
  if (missing) return `there is no column for the edge from vertex ${missing.from} to vertex ${missing.to}`;
  return choiceColumns({
    pattern,
    columns: edges.map(({ column }) => column),
    places: edges.map(({ from, to }) => ({ kind: 'edge', from, to })),
  });
}

/** The cell that a row's choices give, or what is wrong with it. */
function readChoices(
  space: SearchSpace,
  { columns, places }: Pick<Placed, 'columns' | 'places'>,
  values: Values,
): Cell | string {
  const { name } = space;
  if (!isGraphSpace(space)) return `its columns give a graph, and cells of ${name} are none`;
  const missing = columns.find((column, i) => places[i]!.kind !== 'key' && isEmpty(values[column]));
  if (missing !== undefined) return `it has no ${missing}`;
  if (places[0]!.kind === 'key') {
    const config = Object.fromEntries(
      columns.flatMap((column, i) => {
        const place = places[i]!;
        return place.kind === 'key' && !isEmpty(values[column]) ? [[place.key, values[column]]] : [];
      }),
    );
    return result(readCell(space, config));
  }
  if (places.some(({ kind }) => kind === 'vertex')) return graphCell(space, { columns, places }, values);
  const groups: string[][] = Array.from({ length: space.vertices - 1 }, () => []);
  for (const [i, place] of places.entries()) {
    if (place.kind !== 'edge') continue;
    const operation = String(values[columns[i]!]).trim();
    groups[place.to - 1]?.push(`${operation}~${place.from}`);
  }
  return result(readCell(space, groups.map(group => `|${group.join('|')}|`).join('+')));
}

/** Unlike for a number, `none` is a choice. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || /^(nan)?$/i.test(String(value).trim());
}

function graphCell(
  space: SearchSpace,
  { columns, places }: Pick<Placed, 'columns' | 'places'>,
  values: Values,
): Cell | string {
  const vertices = places.filter(({ kind }) => kind === 'vertex').length + 2;
  const bits: string[] = new Array(vertices * vertices).fill('0');
  const labels = ['input', ...new Array<string>(vertices - 2).fill(''), 'output'];
  for (const [i, place] of places.entries()) {
    const value = String(values[columns[i]!]).trim();
    if (place.kind === 'vertex') labels[place.vertex] = value;
    if (place.kind === 'link' && /^(1|1\.0|true)$/i.test(value)) bits[place.from * vertices + place.to] = '1';
  }
  return result(readCell(space, `${bits.join('')}:${labels.join(',')}`));
}

function result(reading: ReturnType<typeof readCell>): Cell | string {
  return reading.ok ? reading.cell : reading.message;
}

function edgeSpaces(space: GraphSpace | undefined): readonly GraphSpace[] {
  const spaces = space ? [space] : [...builtInSpaces().values()].filter(isGraphSpace);
  return spaces.filter(({ operationsOn }) => operationsOn === 'edges');
}

/** Whether all that the first rows have in these columns are operations of the space. */
function holdOperations(columns: readonly string[], rows: readonly Values[], space: SearchSpace): boolean {
  const values = rows
    .flatMap(row => columns.map(column => row[column]))
    .filter(value => typeof value === 'string');
  return values.length > 0 && values.every(value => findOperation(space, value.trim()) >= 0);
}
