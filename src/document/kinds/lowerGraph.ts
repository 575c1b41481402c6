import { absentEdge, isZero } from '../../cells/kinds/graph/limits';
import { findOperation } from '../../cells/operations';
import type { GraphSpace } from '../../cells/space';
import type { Diagnostic } from '../../language/diagnostic';
import type { CellBlock, CellDeclaration, Name, Span, Sum } from '../../language/syntax';
import type { LoweredCell } from '../lower';
import { error, quoted } from '../loweringErrors';

/** Makes the cell of a block, pruned, and holds it against the limits of its space. */
export function lowerGraph(declaration: CellDeclaration, body: CellBlock, space: GraphSpace): LoweredCell {
  return space.operationsOn === 'vertices'
    ? lowerOnVertices(body, space)
    : lowerOnEdges(declaration, body, space);
}

function noCell(...diagnostics: Diagnostic[]): LoweredCell {
  return { cell: undefined, names: [], sites: [], diagnostics };
}

/** One vertex as written: what it is bound to, and by which operation from where. */
interface Vertex {
  readonly name: Name;
  readonly span: Span;
  readonly inputs: readonly Input[];
}

interface Input {
  readonly from: number;
  /** Of the operand. */
  readonly span: Span;
  /** −1 where the output joins vertices. */
  readonly operation: number;
  readonly site: Span | undefined;
}

/** The inner vertices in order of binding, then the output. The input is vertex 0. `undefined`: the checker tells why. */
function verticesOf(body: CellBlock, space: GraphSpace): Vertex[] | undefined {
  const indices = new Map([['input', 0]]);
  const inner: Vertex[] = [];
  let output: Vertex | undefined;
  for (const statement of body.statements) {
    if (statement.kind !== 'binding') continue;
    const { name, value } = statement;
    const joins = name.text === 'output' && space.operationsOn === 'vertices';
    const inputs = value && inputsOf(value, indices, space, joins);
    if (!inputs || inputs.length === 0) return undefined;
    const vertex = { name, span: statement, inputs };
    if (name.text === 'output') {
      if (output) return undefined;
      output = vertex;
    } else {
      if (indices.has(name.text)) return undefined;
      inner.push(vertex);
      indices.set(name.text, inner.length);
    }
  }
  return output && [...inner, output];
}

function inputsOf(
  value: Sum,
  indices: ReadonlyMap<string, number>,
  space: GraphSpace,
  joins: boolean,
): Input[] | undefined {
  const inputs: Input[] = [];
  const add = (name: Name, operation: number, site: Span | undefined) => {
    const from = indices.get(name.text);
    if (from !== undefined) inputs.push({ from, span: name, operation, site });
    return from !== undefined;
  };
  for (const term of value.terms) {
    if (term.kind === 'reference') {
      if (!joins || !add(term.name, -1, undefined)) return undefined;
      continue;
    }
    const operation = joins ? -1 : findOperation(space, term.callee.text);
    if (operation < 0 && !joins) return undefined;
    for (const argument of term.arguments)
      for (const operand of argument.terms)
        if (operand.kind !== 'reference' || !add(operand.name, operation, term.callee)) return undefined;
  }
  return inputs;
}

function lowerOnVertices(body: CellBlock, space: GraphSpace): LoweredCell {
  const vertices = verticesOf(body, space);
  const output = vertices?.at(-1);
  if (!vertices || !output) return noCell();
  // The graph as written may have ten thousand vertices, so it is pruned before it becomes a matrix.
  const leads = new Uint8Array(vertices.length + 1);
  leads[vertices.length] = 1;
  for (let v = vertices.length; v > 0; v--)
    if (leads[v]) for (const { from } of vertices[v - 1]!.inputs) leads[from] = 1;
  const diagnostics: Diagnostic[] = [];
  const kept: number[] = [];
  for (let v = 1; v < vertices.length; v++) {
    const { name, span } = vertices[v - 1]!;
    if (leads[v]) kept.push(v);
    else
      diagnostics.push({
        ...error(
          span,
          'unused-vertex',
          `${quoted(name)} does not lead to the output, so the cell is read without it.`,
        ),
        severity: 'warning',
      });
  }
  const n = kept.length + 2;
  if (n > space.vertices) {
    const { name } = vertices[kept[space.vertices - 2]! - 1]!;
    const message = `A cell of ${space.name} has at most ${space.vertices} vertices with input and output, and this one has ${n}.`;
    return noCell(...diagnostics, error(name, 'too-many-vertices', message));
  }
  const all = [0, ...kept, vertices.length];
  const indices = new Map(all.map((v, index) => [v, index]));
  const edges = new Array<number>(n * n).fill(0);
  const operands: Span[] = [];
  for (const [index, v] of all.entries())
    for (const { from, span } of vertices[v - 1]?.inputs ?? []) {
      edges[indices.get(from)! * n + index] = 1;
      operands.push(span);
    }
  const limit = tooManyEdges(space, operands);
  if (limit) return noCell(...diagnostics, limit);
  const inner = kept.map(v => vertices[v - 1]!);
  return {
    cell: { vertices: n, edges, operations: inner.map(vertex => vertex.inputs[0]!.operation) },
    names: ['input', ...inner.map(vertex => vertex.name.text), 'output'],
    sites: [undefined, ...inner.map(vertex => vertex.inputs[0]!.site), undefined],
    diagnostics,
  };
}

function lowerOnEdges(declaration: CellDeclaration, body: CellBlock, space: GraphSpace): LoweredCell {
  const n = space.vertices;
  const vertices = verticesOf(body, space);
  if (!vertices) return noCell();
  const inner = vertices.length - 1;
  if (inner !== n - 2) {
    const extra = vertices[n - 2];
    const range = inner > n - 2 && extra ? extra.name : (declaration.name ?? body);
    const message = `A cell of ${space.name} has ${n - 2} vertices between input and output, and this one has ${inner}.`;
    return noCell(error(range, inner > n - 2 ? 'too-many-vertices' : 'too-few-vertices', message));
  }
  const absent = absentEdge(space);
  const edges = new Array<number>(n * n).fill(0);
  const sites = new Array<Span | undefined>(n * n).fill(undefined);
  for (let from = 0; from < n; from++) for (let to = from + 1; to < n; to++) edges[from * n + to] = absent;
  const operands: Span[] = [];
  for (const [i, { inputs }] of vertices.entries())
    for (const { from, span, operation, site } of inputs) {
      const edge = from * n + i + 1;
      if (sites[edge]) return noCell();
      edges[edge] = operation + 1;
      sites[edge] = site;
      if (!isZero(space, operation + 1)) operands.push(span);
    }
  const limit = tooManyEdges(space, operands);
  if (limit) return noCell(limit);
  const names = ['input', ...vertices.map(vertex => vertex.name.text)];
  return { cell: { vertices: n, edges, operations: [] }, names, sites, diagnostics: [] };
}

function tooManyEdges(space: GraphSpace, operands: readonly Span[]): Diagnostic | undefined {
  if (space.edges === null || operands.length <= space.edges) return undefined;
  const first = operands.toSorted((a, b) => a.start - b.start)[space.edges]!;
  const message = `A cell of ${space.name} has at most ${space.edges} edges, and this one has ${operands.length}.`;
  return error(first, 'too-many-edges', message);
}
