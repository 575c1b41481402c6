import { spaceSize } from '../../cells/enumerate';
import { operationNamed, writeDefinition } from '../../cells/network/catalogue';
import type { OperationType, SearchSpace } from '../../cells/space';
import { formatCount } from '../../protocol/words';
import { bold, code, line, list, type Markup, paragraph, userText, words } from '../markup';
import type { SpacePredictor } from '../scoring/scores';

/** A search space: what it is for, how large it is, what its cells are made of, and what predicts it. */
export function spaceHover(space: SearchSpace, predictor: SpacePredictor): Markup {
  const { skeleton } = space;
  const limits =
    space.operationsOn === 'edges'
      ? `${space.vertices} vertices`
      : `at most ${space.vertices} vertices${space.edges === null ? '' : ` and ${space.edges} edges`}`;
  const operations = space.operations.map(({ name, definition }) => {
    const text = writeDefinition(definition);
    return line`${code(name)}${text.startsWith(`${name}(`) ? '' : `: ${text}`}`;
  });
  return [
    ...paragraph([bold(space.name)]),
    ...userText(space.doc),
    ...paragraph(
      [sizeText(space), `operations on ${space.operationsOn}`, limits, `output by ${space.output}`]
        .filter(text => text)
        .join(' · '),
    ),
    ...list(operations),
    ...paragraph(
      `Built into ${skeleton.stacks} stacks of ${skeleton.cells} cells for ${skeleton.image.height}×${skeleton.image.width}×${skeleton.image.channels} images, ${skeleton.stem} channels after the stem, ${skeleton.classes} classes.`,
    ),
    ...paragraph(predictorText(predictor)),
  ];
}

export function operationHover(space: SearchSpace, { name, definition, aliases }: OperationType): Markup {
  const others = aliases.flatMap((alias, i) => [i === 0 ? ', also written ' : ', ', code(alias)]);
  return [
    ...paragraph(line`${code(name)} of ${space.name}: ${code(writeDefinition(definition))}${others}`),
    ...paragraph(words(operationNamed(definition.kind).summary)),
  ];
}

/** Only where the cells are counted in a moment. */
function sizeText(space: SearchSpace): string {
  const { operationsOn, vertices, edges } = space;
  if (operationsOn === 'vertices' && (vertices > 7 || edges === null || edges > 9)) return '';
  return `${formatCount(spaceSize(space))} cells`;
}

function predictorText(predictor: SpacePredictor): string {
  if (!predictor) return '';
  if (!predictor.model) return predictor.reason;
  const { name, source, kendallTau } = predictor.model;
  return `Predictor: ${name}, trained on ${source}${kendallTau === undefined ? '' : `, Kendall's τ ${kendallTau.toFixed(3)}`}.`;
}
