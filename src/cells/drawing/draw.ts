import { type Safe, safeText } from '../../text/safeText';
import type { Cell } from '../cell';
import { describeCell } from '../describeCell';
import { kindOf } from '../kinds/kind';
import type { SearchSpace } from '../space';
import type { Marks } from './difference';
import { type DrawingColours, operationClass, type Paint, plainColours, themeColours } from './drawColours';
import { type Box, type Direction, layOut } from './drawLayout';

export interface DrawOptions {
  /** Default: as the kind of the space is drawn, mostly `right`. */
  readonly direction?: Direction;
  /** Of the vertices, `input` and `output` included. Shown in the boxes; without them, operations alone are. */
  readonly names?: readonly string[];
  /** What the drawing is of, for a tooltip: `inception, a cell of nasbench101`. */
  readonly title?: string;
  /** VS Code's theme colours as CSS variables, for a webview's page. Otherwise concrete ones, for an image. */
  readonly css?: boolean;
  readonly colours?: Partial<DrawingColours>;
  /** What is drawn bold, in `colours.marked`, because another cell has it not. */
  readonly marks?: Marks;
}

/**
 * A cell as an SVG document of its own: input and output as plain terminals, operations as boxes coloured by their kind,
 * which a tooltip tells. An operation on an edge is a box in its edge; edges that carry nothing are left out.
 */
export function drawCell(space: SearchSpace, cell: Cell, options: DrawOptions = {}): string {
  const { names } = options;
  const colours = { ...(options.css ? themeColours : plainColours), ...options.colours };
  const direction = options.direction ?? kindOf(space).drawn ?? 'right';
  const drawing = layOut(space, cell, names, names !== undefined, direction);
  const [width, height] = [Math.ceil(drawing.width), Math.ceil(drawing.height)];
  const font = options.css ? 'var(--vscode-font-family, sans-serif)' : "system-ui, 'Segoe UI', sans-serif";
  const title = options.title ?? `A cell of ${space.name}`;
  const edge = svg(colours.edge);
  const { marks } = options;
  const marked = (i: number) =>
    marks?.edges.has(drawing.edges[i]!) ? ` stroke="${svg(colours.marked)}" stroke-width="2.4"` : '';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${svg(`${title}: ${describeCell(space, cell, names).join('; ')}`)}" font-family="${font}" font-size="12">`,
    `<title>${svg(title)}</title>`,
    `<g fill="none" stroke="${edge}" stroke-width="1.4">`,
    ...drawing.paths.map((data, i) => `<path d="${data}"${marked(i)}/>`),
    '</g>',
    // Not a marker: its id would have to be unique on a page with many drawings.
    `<g fill="${edge}">`,
    ...drawing.paths.map(data => `<path d="${arrowHead(data, direction)}"/>`),
    '</g>',
    ...drawing.boxes.map(box => drawBox(space, box, colours, marks?.boxes.has(box.id) ?? false)),
    '</svg>',
  ].join('\n');
}

function drawBox(space: SearchSpace, box: Box, colours: DrawingColours, marked: boolean): string {
  const kind =
    box.operation === undefined ? box.paint : operationClass(space.operations[box.operation]!.definition);
  const { fill, stroke, text }: Paint = colours[kind ?? 'terminal'];
  const [left, top] = [round(box.x - box.width / 2), round(box.y - box.height / 2)];
  const radius = kind ? 6 : box.height / 2;
  const named = box.operation === undefined ? box.label : space.operations[box.operation]!.name;
  const what = kind ? `${named}: ${kind}` : box.label;
  const reach = box.live ? what : `${what}, on no path from input to output`;
  const tooltip = marked ? `${reach}; not so in the other cell` : reach;
  return [
    `<g${box.live ? '' : ' opacity="0.5"'}><title>${svg(tooltip)}</title>`,
    `<rect x="${left}" y="${top}" width="${box.width}" height="${box.height}" rx="${radius}" fill="${svg(fill)}" stroke="${svg(marked ? colours.marked : stroke)}"${marked ? ' stroke-width="3"' : ''}/>`,
    `<text x="${round(box.x)}" y="${round(box.y)}" dy="0.35em" text-anchor="middle" fill="${svg(text)}">${svg(box.label)}</text></g>`,
  ].join('');
}

/** A triangle at the end of a path, which arrives along the drawing. */
function arrowHead(path: string, direction: Direction): string {
  const [x, y] = /(\S+) (\S+)$/.exec(path.replaceAll(/[MLC]/g, ' '))!.slice(1).map(Number) as [
    number,
    number,
  ];
  return direction === 'right'
    ? `M${x + 5} ${y}L${x - 2} ${round(y - 3.5)}V${round(y + 3.5)}Z`
    : `M${x} ${y + 5}L${round(x - 3.5)} ${y - 2}H${round(x + 3.5)}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function svg(text: string): Safe<'svg'> {
  return safeText(text, 'svg');
}
