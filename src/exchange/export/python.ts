import { totalCosts } from '../../cells/costs';
import { buildNetwork, type NamedCell } from '../../cells/network/buildNetwork';
import type { Shape } from '../../cells/network/network';
import { countingOf } from '../../cells/network/places';
import { printCell } from '../../document/printCell';
import { safeText } from '../../text/safeText';

/** The docstring at the head of exported code: what this is, what it costs, and its source. */
export function moduleDocstring(
  named: NamedCell,
  library: string,
  alone: boolean,
  notes: readonly string[] = [],
): string {
  const { space, cell, name, names, doc } = named;
  const { parameters, flops } = totalCosts(space, cell);
  const [image] = buildNetwork(named).inputs as [Shape];
  const lines = [`Cell ${name} of the search space ${space.name} for ${library}, exported by ReNAS.`];
  if (doc?.trim()) lines.push('', ...doc.trim().split('\n'));
  if (!alone)
    lines.push(
      '',
      `In its network: ${grouped(parameters)} trained parameters, ${grouped(flops)} ${countingOf(space) === 'flops' ? 'FLOPs' : 'multiply-adds'}`,
      `for one image of ${[...image.extent, image.channels].join('x')}.`,
    );
  if (notes.length > 0) lines.push('', ...notes);
  lines.push(
    '',
    ...printCell(space, cell, names ? { name, names } : { name })
      .trimEnd()
      .split('\n'),
  );
  const text = lines.map(line => line.trimEnd()).join('\n');
  return `"""${safeText(text, 'python')}\n"""`;
}

/** Lines one level in; empty ones stay empty. */
export function indent(lines: readonly string[]): string[] {
  return lines.map(line => (line === '' ? '' : `    ${line}`));
}

/** `(a, b)` over as many lines as it needs to stay within 100 columns, of which the first begins at `column`. */
export function call(callee: string, args: readonly string[], column = 0): string {
  const line = `${callee}(${args.join(', ')})`;
  if (column + line.length <= 100) return line;
  return `${callee}(\n${args.map(arg => `    ${arg},\n`).join('')})`;
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
