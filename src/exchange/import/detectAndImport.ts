import { builtInSpaces } from '../../document/builtInSpaces';
import type { ImportedCell, Spaces } from './importedCell';
import { importGenotype } from './importGenotype';
import { importModelSpec } from './importModelSpec';
import { importAdjacency, importArchString, importOpIndices } from './importStrings';

const longest = 2 ** 20;

/**
 * The cell in a text of another tool, or one sentence why there is none: a NAS-Bench-101 `ModelSpec`, a NAS-Bench-201
 * `arch_str`, NASLib's op indices, a DARTS `Genotype` (its normal cell), or a published spelling.
 */
export function detectAndImport(text: string, spaces: Spaces = builtInSpaces()): ImportedCell | string {
  const cells = detectAndImportAll(text, spaces);
  return typeof cells === 'string' ? cells : cells[0]!;
}

/** As `detectAndImport`, with the reduction cell of a `Genotype` behind its normal one. Never empty. */
export function detectAndImportAll(
  text: string,
  spaces: Spaces = builtInSpaces(),
): readonly ImportedCell[] | string {
  if (text.length > longest) return 'This text is too long to be a cell: more than a million characters.';
  for (const read of [importGenotype, importModelSpec, importArchString, importAdjacency, importOpIndices]) {
    const found = read(text, spaces);
    if (typeof found === 'string') return found;
    if (found !== undefined) return 'cell' in found ? [found] : found;
  }
  return 'No cell is recognised here: ReNAS reads a ModelSpec(matrix=…, ops=…), an arch_str like "|nor_conv_3x3~0|+…", six NASLib op indices, and a DARTS Genotype(…).';
}
