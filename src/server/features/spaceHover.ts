import { templateOf } from '../../cells/network/buildNetwork';
import { operationNamed, writeDefinition } from '../../cells/network/catalogue';
import type { Shape } from '../../cells/network/network';
import { placesOf } from '../../cells/network/places';
import type { OperationType, SearchSpace } from '../../cells/space';
import { formatCount } from '../../protocol/words';
import { serverKindOf } from '../kinds/serverKind';
import { bold, code, line, list, type Markup, paragraph, userText, words } from '../markup';
import type { SpacePredictor } from '../scoring/scores';
import { estimateText } from './cellHover';
import { quickSize } from './spaceSizes';

/** A search space: what it is for, how large it is, what its cells are made of, and what predicts it. */
export function spaceHover(space: SearchSpace, predictor: SpacePredictor, commands = false): Markup {
  const operations = space.operations.map(({ name, definition }) => {
    const text = writeDefinition(definition);
    return line`${code(name)}${text.startsWith(`${name}(`) ? '' : `: ${text}`}`;
  });
  return [
    ...paragraph([bold(space.name)]),
    ...userText(space.doc),
    ...paragraph(
      [sizeText(space), ...serverKindOf(space).spaceFacts(space)].filter(text => text).join(' · '),
    ),
    ...list(operations),
    ...networkTexts(space),
    ...paragraph(predictorText(space, predictor, commands)),
  ];
}

export function operationHover(space: SearchSpace, { name, definition, aliases }: OperationType): Markup {
  const others = aliases.flatMap((alias, i) => [i === 0 ? ', also written ' : ', ', code(alias)]);
  return [
    ...paragraph(line`${code(name)} of ${space.name}: ${code(writeDefinition(definition))}${others}`),
    ...paragraph(words(operationNamed(definition.kind).summary)),
  ];
}

function networkTexts(space: SearchSpace): Markup {
  const own = serverKindOf(space).networkText?.(space);
  if (!own) return paragraph(networkText(space));
  const [first = '', ...parts] = own;
  return [...paragraph(first), ...list(parts.map(part => [part]))];
}

function networkText(space: SearchSpace): string {
  const { places, count } = placesOf(space);
  const { inputs, main } = templateOf(space);
  const [{ channels, extent }] = inputs as [Shape];
  const stem = places[0]!.output.channels;
  const stacks = new Set(places.map(({ output }) => output.channels)).size;
  const classes = main.parameters.find(({ name }) => name === 'classes')?.default;
  return `Built into ${stacks} stacks of ${count / stacks} cells for ${[...extent, channels].join('×')} images, ${stem} channels after the stem, ${classes} classes.`;
}

/** Only where the cells are counted in a moment. */
function sizeText(space: SearchSpace): string {
  const size = quickSize(space);
  return size === undefined ? '' : `${formatCount(size)} cells`;
}

function predictorText(space: SearchSpace, predictor: SpacePredictor, commands: boolean): string {
  if (!predictor) return '';
  if (!predictor.model) return predictor.reason;
  if (predictor.model.basis) return estimateText(space, predictor.model, commands);
  const { name, source, kendallTau } = predictor.model;
  return `Predictor: ${name}, trained on ${source}${kendallTau === undefined ? '' : `, Kendall's τ ${kendallTau.toFixed(3)}`}.`;
}
