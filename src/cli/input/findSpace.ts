import path from 'node:path';
import type { SearchSpace } from '../../cells/space';
import { builtInSpaces } from '../../document/builtInSpaces';
import { known } from '../../document/known';
import { readDocument } from '../../document/readDocument';
import { messageOf, usageError } from '../failure';
import { operationsOfWorkspace, spaceOfWorkspace } from './knownSpaces';
import { readSource } from './readSource';

const inFile = /^(.*\.cell)(?::([^:/\\]+))?$/;

/** The file in which `--space` names a space; `undefined` for a shipped one. */
export function spaceFile(wanted: string): string | undefined {
  if (builtInSpaces().has(wanted)) return undefined;
  return inFile.exec(wanted)?.[1] ?? spaceOfWorkspace(wanted, '.')?.file;
}

/**
 * The space that `--space` names: a shipped one, or `FILE.cell` with one `space` declaration, or `FILE.cell:NAME`, or the
 * name of one that the workspace declares.
 */
export function findSpace(wanted: string): SearchSpace {
  const shipped = builtInSpaces();
  const ships = shipped.get(wanted);
  if (ships) return ships;
  const [, file, name] = inFile.exec(wanted) ?? [];
  if (!file) {
    const declared = spaceOfWorkspace(wanted, '.');
    if (declared) return declared.space;
    throw usageError(
      `There is no space "${wanted}": name ${[...shipped.keys()].join(' or ')}, one that the workspace declares, or a file with a space declaration (FILE.cell, or FILE.cell:NAME).`,
    );
  }
  let text: string;
  try {
    text = readSource(file);
  } catch (error) {
    throw usageError(messageOf(error));
  }
  const shared = operationsOfWorkspace(path.dirname(file))(file, text);
  const declared = [...readDocument(text, known(shipped, shared)).spaces].filter(
    ([key]) => !shipped.has(key),
  );
  const found = declared.filter(([key]) => name === undefined || key === name);
  if (found.length === 1) return found[0]![1];
  const names = declared.map(([key]) => key).join(', ') || 'none';
  throw usageError(
    name === undefined
      ? `${file} declares ${declared.length} usable spaces (${names}), so name one: ${file}:NAME.`
      : `${file} declares no usable space "${name}"; it declares ${names}.`,
  );
}
