import { operationByName, writeDefinition } from '../cells/network/catalogue';
import { type OperationType, type SearchSpace, skeletonOf } from '../cells/space';
import { documentKindOf } from './kinds/documentKind';

/** A formatted `space` declaration that reads back to the same space. */
export function printSpace(space: SearchSpace): string {
  const { on, properties, whole } = documentKindOf(space).printSpace(space);
  if (whole !== undefined) return whole;
  const { image, stem, stacks, cells, classes, between, counting } = skeletonOf(space);
  return [
    ...(space.doc?.split('\n') ?? []).map(line => `/// ${line}`.trimEnd()),
    `space ${space.name} {`,
    `  operations on ${on} {`,
    ...space.operations.map(operation => `    ${printOperation(operation)}`),
    '  }',
    ...properties.map(line => `  ${line}`),
    '  skeleton {',
    `    image = ${image.height}x${image.width}x${image.channels}`,
    `    stem = ${stem}`,
    `    stacks = ${stacks}`,
    `    cells = ${cells}`,
    `    classes = ${classes}`,
    `    between = ${between}`,
    `    counting = ${counting}`,
    '  }',
    '}',
    '',
  ].join('\n');
}

function printOperation({ name, aliases, definition }: OperationType): string {
  const written = writeDefinition(definition);
  const byName = operationByName(name);
  const known = byName !== undefined && writeDefinition(byName) === written;
  const names = aliases.length > 0 ? ` aka ${aliases.map(alias => `"${alias}"`).join(', ')}` : '';
  return `${known ? name : `${name} = ${written}`}${names}`;
}
