import type { Diagnostic } from '../language/diagnostic';
import type {
  CatalogueCall,
  CellBlock,
  CellDeclaration,
  Name,
  OperationDeclaration,
  Property,
  SpaceDeclaration,
  Span,
  Spelling,
  Sum,
} from '../language/syntax';
import { catalogue, isCatalogueKind, operationByName } from './catalogue';
import type { Cell } from './cell';
import { absentEdge, isZero } from './limits';
import type { OperationDefinition, OperationType, SearchSpace, Skeleton } from './space';
import { findOperation, readSpelling } from './spelling';
import { vertexNames } from './vertexNames';

export interface LoweredCell {
  /** `undefined`: something is wrong, here or in what the checker tells. */
  readonly cell: Cell | undefined;
  /** Of the vertices that are left after pruning, `input` and `output` included. */
  readonly names: readonly string[];
  /**
   * Where the name of the operation stands: of each vertex (operations on vertices), or of each edge,
   * `from * vertices + to` (operations on edges). `undefined` for what has none, or is not written.
   */
  readonly sites: readonly (Span | undefined)[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes the cell that a declaration describes, pruned, and holds it against the limits of its space. What the checker
 * tells is not told again: such a declaration merely has no cell.
 */
export function lowerCell(declaration: CellDeclaration, space: SearchSpace): LoweredCell {
  const { body } = declaration;
  if (!body) return noCell();
  if (body.kind === 'spelling') return lowerSpelling(body, space);
  return space.operationsOn === 'vertices'
    ? lowerOnVertices(body, space)
    : lowerOnEdges(declaration, body, space);
}

function noCell(...diagnostics: Diagnostic[]): LoweredCell {
  return { cell: undefined, names: [], sites: [], diagnostics };
}

function error(span: Span, code: string, message: string): Diagnostic {
  return { severity: 'error', code, message, start: span.start, end: span.end };
}

function lowerSpelling(spelling: Spelling, space: SearchSpace): LoweredCell {
  const cell = readSpelling(space, spelling.text);
  if (typeof cell === 'string') return noCell(error(spelling, 'invalid-spelling', cell));
  return { cell, names: vertexNames(space, cell.vertices), sites: [], diagnostics: [] };
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
function verticesOf(body: CellBlock, space: SearchSpace): Vertex[] | undefined {
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
  space: SearchSpace,
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

function lowerOnVertices(body: CellBlock, space: SearchSpace): LoweredCell {
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

function lowerOnEdges(declaration: CellDeclaration, body: CellBlock, space: SearchSpace): LoweredCell {
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

function tooManyEdges(space: SearchSpace, operands: readonly Span[]): Diagnostic | undefined {
  if (space.edges === null || operands.length <= space.edges) return undefined;
  const first = operands.toSorted((a, b) => a.start - b.start)[space.edges]!;
  const message = `A cell of ${space.name} has at most ${space.edges} edges, and this one has ${operands.length}.`;
  return error(first, 'too-many-edges', message);
}

function quoted({ text }: Name): string {
  return text.length > 40 ? `'${text.slice(0, 40)}…'` : `'${text}'`;
}

/** Bounds on the figures of a declared space, so that nothing it is used for grows out of hand. */
const most = {
  operations: 100,
  vertices: 64,
  edges: 2016,
  stem: 65_536,
  stacks: 16,
  cells: 1000,
  classes: 1_000_000,
  side: 65_536,
};

/**
 * Makes the space that a declaration describes. What the checker tells (names, forms, missing parts) is not told again:
 * such a declaration merely gives no space. Here is told what is wrong with the figures and the definitions.
 */
export function lowerSpace(declaration: SpaceDeclaration): {
  space: SearchSpace | undefined;
  diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const report = (span: Span, code: string, message: string) => {
    diagnostics.push(error(span, code, message));
    return undefined;
  };
  const { name, doc, operations } = declaration;
  const own = propertiesOf(declaration.properties);
  const figure = (property: Property | undefined, least: number, top: number): number | undefined => {
    const value = property?.value;
    if (!property || value?.number === undefined) return undefined;
    if (Number.isInteger(value.number) && value.number >= least && value.number <= top) return value.number;
    const message = `'${property.name.text}' is a whole number from ${least} to ${top}.`;
    return report(value, 'wrong-value', message);
  };
  const vertices = figure(own['vertices'], 2, most.vertices);
  const edges = figure(own['edges'], 1, most.edges);
  const operationsOn = operations?.on;
  const output = own['output']?.value;
  if (operationsOn === 'edges' && output?.text === 'concat')
    report(output, 'wrong-value', "With operations on edges the output is a 'sum', like every vertex.");
  const types = (operations?.operations ?? []).flatMap(operation => lowerOperation(operation, report) ?? []);
  const extra = operations?.operations[most.operations];
  if (extra) report(extra.name, 'too-many-operations', `A space has at most ${most.operations} operations.`);
  const skeleton = lowerSkeleton(declaration, figure, report);
  if (skeleton) checkGroups(operations?.operations ?? [], types, skeleton, report);
  const whole =
    diagnostics.length === 0 &&
    types.length > 0 &&
    types.length === operations?.operations.length &&
    (own['edges'] === undefined || edges !== undefined);
  if (!whole || !name || !operationsOn || vertices === undefined || !skeleton)
    return { space: undefined, diagnostics };
  const space: SearchSpace = {
    name: name.text,
    ...(doc === undefined ? {} : { doc }),
    operationsOn,
    operations: types,
    vertices,
    edges: edges ?? null,
    output:
      (output?.text ?? (operationsOn === 'vertices' ? 'concat' : 'sum')) === 'concat' ? 'concat' : 'sum',
    skeleton,
  };
  return { space, diagnostics };
}

type Report = (span: Span, code: string, message: string) => undefined;

/** By name; the first of two that have the same. */
function propertiesOf(properties: readonly Property[]): Readonly<Record<string, Property | undefined>> {
  return Object.fromEntries(properties.map(property => [property.name.text, property] as const).reverse());
}

function lowerOperation(
  { name, definition, aliases }: OperationDeclaration,
  report: Report,
): OperationType | undefined {
  const meaning = definition ? lowerDefinition(definition, report) : operationByName(name.text);
  if (!meaning && !definition)
    report(
      name,
      'unknown-definition',
      `${quoted(name)} means nothing by itself; say what it is, as in '${name.text} = conv(kernel: 3)'.`,
    );
  return meaning && { name: name.text, aliases: aliases.map(alias => alias.text), definition: meaning };
}

function lowerDefinition(call: CatalogueCall, report: Report): OperationDefinition | undefined {
  const kind = call.callee.text;
  if (!isCatalogueKind(kind)) {
    const message = `There is no operation ${quoted(call.callee)} to define others by; there are ${Object.keys(catalogue).join(', ')}.`;
    return report(call.callee, 'unknown-definition', message);
  }
  const takes = catalogue[kind];
  const values: Record<string, number> = {};
  for (const { name, value } of call.arguments) {
    const argument = Object.hasOwn(takes, name.text) ? takes[name.text] : undefined;
    if (!argument) {
      const names = Object.keys(takes).join(', ');
      return report(
        name,
        'unknown-argument',
        `'${kind}' takes ${names || 'nothing'}, and no ${quoted(name)}.`,
      );
    }
    if (value === undefined) return undefined;
    if (Object.hasOwn(values, name.text))
      return report(name, 'duplicate-argument', `${quoted(name)} is given already.`);
    if (!Number.isInteger(value) || value < argument.least || value > argument.most)
      return report(
        name,
        'wrong-value',
        `'${name.text}' is a whole number from ${argument.least} to ${argument.most}.`,
      );
    values[name.text] = value;
  }
  for (const [name, argument] of Object.entries(takes)) {
    const value = values[name] ?? argument.default;
    if (value === undefined)
      return report(call, 'missing-argument', `'${kind}' needs its ${name}, as in '${kind}(${name}: 3)'.`);
    values[name] = value;
  }
  return { kind, ...values } as OperationDefinition;
}

function lowerSkeleton(
  { skeleton }: SpaceDeclaration,
  figure: (property: Property | undefined, least: number, top: number) => number | undefined,
  report: Report,
): Skeleton | undefined {
  if (!skeleton) return undefined;
  const own = propertiesOf(skeleton.properties);
  const [stem, stacks, cells, classes] = (['stem', 'stacks', 'cells', 'classes'] as const).map(name =>
    figure(own[name], 1, most[name]),
  );
  const size = own['image']?.value;
  const [height, width, channels] = size?.text.split('x').map(Number) ?? [];
  if (!size || !height || !width || !channels || Math.max(height, width, channels) > most.side) {
    if (size && /^\d+x\d+x\d+$/.test(size.text))
      report(size, 'wrong-value', `'image' has sides and channels from 1 to ${most.side}.`);
    return undefined;
  }
  if (stem === undefined || stacks === undefined || cells === undefined || classes === undefined)
    return undefined;
  if (Math.min(height, width) < 2 ** (stacks - 1))
    return report(
      size,
      'wrong-value',
      `Halved ${stacks - 1} times between ${stacks} stacks, no pixel is left of this image.`,
    );
  return {
    image: { height, width, channels },
    stem,
    stacks,
    cells,
    classes,
    between: own['between']?.value?.text === 'residual' ? 'residual' : 'maxpool',
    counting: own['counting']?.value?.text === 'multiply-adds' ? 'multiply-adds' : 'flops',
  };
}

function checkGroups(
  declared: readonly OperationDeclaration[],
  types: readonly OperationType[],
  { stem }: Skeleton,
  report: Report,
): void {
  for (const { name, definition } of types)
    if (definition.kind === 'conv' && stem % definition.groups !== 0) {
      const at = declared.find(operation => operation.name.text === name)?.definition;
      if (at)
        report(
          at,
          'wrong-value',
          `${definition.groups} groups do not divide the ${stem} channels of the stem.`,
        );
    }
}
