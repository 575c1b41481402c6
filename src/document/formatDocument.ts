import { format } from '../language/format';
import { builtInSpaces } from './builtInSpaces';
import type { Known } from './known';

/** `format`, with the published names of the spaces that are known besides those declared in the text. */
export function formatDocument(text: string, known: Known = builtInSpaces()): string {
  return format(text, name => known.get(name));
}
