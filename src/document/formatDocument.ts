import type { SearchSpace } from '../cells/space';
import { format } from '../language/format';
import { builtInSpaces } from './builtInSpaces';

/** `format`, with the published names of the spaces that are known besides those declared in the text. */
export function formatDocument(
  text: string,
  known: ReadonlyMap<string, SearchSpace> = builtInSpaces(),
): string {
  return format(text, name => known.get(name));
}
