import { totalCosts } from '../../cells/costs';
import { drawCell } from '../../cells/drawing/draw';
import { buildCell, buildNetwork, type NamedCell } from '../../cells/network/buildNetwork';
import { flatten } from '../../cells/network/flatten';
import type { SearchSpace } from '../../cells/space';
import { writeSpelling } from '../../cells/spelling';
import { exchangeKindOf } from '../kinds/exchangeKind';
import { writeDot } from './dot';
import { writeKeras } from './keras';
import { writeOnceForAll, writeTimm } from './mobileNotations';
import { onnxOpset, writeOnnx } from './onnx';
import { externalBlocks } from './pythonBlocks';
import { writePyTorch } from './pytorch';
import { initialWeights } from './weights';

/** The forms that a cell can be exported to, and the endings of their files. */
export const exportFormats = {
  pytorch: { title: 'PyTorch', extension: 'py' },
  keras: { title: 'Keras', extension: 'py' },
  onnx: { title: 'ONNX', extension: 'onnx' },
  'arch-string': { title: 'Published spelling', extension: 'txt' },
  'model-spec': { title: 'NAS-Bench-101 ModelSpec', extension: 'py' },
  'timm-blocks': { title: 'timm block strings', extension: 'txt' },
  'once-for-all': { title: 'Once-for-All configuration', extension: 'json' },
  dot: { title: 'Graphviz DOT', extension: 'dot' },
  svg: { title: 'SVG drawing', extension: 'svg' },
} as const;

export type ExportFormat = keyof typeof exportFormats;

/** The forms that cells of a space may have. */
export function formatsOf(space: SearchSpace): ExportFormat[] {
  const isNetwork = exchangeKindOf(space).stages !== undefined;
  const ofNetworks = (format: string) => format === 'timm-blocks' || format === 'once-for-all';
  return (Object.keys(exportFormats) as ExportFormat[]).filter(format => isNetwork || !ofNetworks(format));
}

export interface ExportOptions {
  /** The cell alone, not in its skeleton: matters to the forms that are networks (PyTorch, Keras, ONNX). */
  readonly alone?: boolean;
  /** Of ONNX's fresh weights. Default: 0. */
  readonly seed?: number;
  /** Of ReNAS, for ONNX's record of what wrote it. */
  readonly version?: string;
}

export type Exported =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array }
  /** One sentence why this cell has no such form. */
  | { readonly kind: 'refused'; readonly why: string };

export function exportCell(format: ExportFormat, named: NamedCell, options: ExportOptions = {}): Exported {
  const { space, cell, name, names } = named;
  const alone = options.alone ?? false;
  switch (format) {
    case 'pytorch':
      return text(writePyTorch(named, alone));
    case 'keras':
      return withoutClasses(named, 'Keras') ?? text(writeKeras(named, alone));
    case 'onnx':
      return withoutClasses(named, 'ONNX') ?? exportOnnx(named, options);
    case 'arch-string':
      return text(`${writeSpelling(space, cell)}\n`);
    case 'model-spec':
      return exportModelSpec(named);
    case 'timm-blocks':
      return written(named, format, writeTimm(named));
    case 'once-for-all':
      return written(named, format, writeOnceForAll(named));
    case 'dot':
      return text(writeDot(named));
    case 'svg':
      return text(
        `${drawCell(space, cell, { title: `${name}, a cell of ${space.name}`, ...(names ? { names } : {}) })}\n`,
      );
  }
}

/** A Python class for PyTorch has no form in other frameworks. */
function withoutClasses(named: NamedCell, form: string): Exported | undefined {
  const [block] = externalBlocks(buildNetwork(named));
  return block
    ? refused(
        `${named.name} uses the Python class ${block.external.python}, which only PyTorch can import, so it has no form in ${form}; export it to pytorch.`,
      )
    : undefined;
}

function exportModelSpec({ space, cell, name }: NamedCell): Exported {
  const kind = exchangeKindOf(space);
  const spec = kind.writeModelSpec?.(space, cell);
  return spec === undefined
    ? refused(
        `A ModelSpec has its operations on vertices, and ${space.name} has them ${kind.place(space)}; export ${name} to arch-string instead.`,
      )
    : text(spec);
}

/** Protocol Buffers, in which ONNX is written, end at 2 GiB. */
const maxParameters = 500_000_000;

function exportOnnx(named: NamedCell, { alone = false, seed = 0, version = '' }: ExportOptions): Exported {
  const { space, cell, name } = named;
  const { parameters } = totalCosts(space, cell);
  if (!alone && parameters > maxParameters)
    return refused(
      `The network of ${name} has ${parameters} parameters, and an ONNX file holds at most ${maxParameters}; export the cell alone.`,
    );
  const network = flatten(alone ? buildCell(named) : buildNetwork(named));
  const doc = `Cell ${name} of ${space.name}: ${writeSpelling(space, cell)}. Operator set ${onnxOpset}; fresh weights of seed ${seed}.`;
  return { kind: 'binary', bytes: writeOnnx(network, initialWeights(network, seed), { name, version, doc }) };
}

function written(
  { name }: NamedCell,
  format: 'timm-blocks' | 'once-for-all',
  made: { readonly text: string } | { readonly why: string },
): Exported {
  return 'text' in made
    ? text(made.text)
    : refused(`${name} has no form as ${exportFormats[format].title}: ${made.why}.`);
}

function text(content: string): Exported {
  return { kind: 'text', text: content };
}

function refused(why: string): Exported {
  return { kind: 'refused', why };
}
