import { readSpelling } from '../../cells/spelling';
import { assignedName, candidates, firstCell, type ImportedCell, type Spaces } from './importedCell';

const edge = String.raw`[^\s|+~'"]{1,80}~\d{1,3}\|`;
const archString = new RegExp(String.raw`\|(?:${edge})+(?:\s*\+\s*\|(?:${edge})+)*`);
const adjacencyAndOperations = /(?<![01])[01]{4,4096}\s*:\s*input\s*,[^'"\n]{0,4096}?\boutput\b/;

/** Reads NAS-Bench-201's `arch_str`, wherever in the text it stands. `undefined`: the text has none. */
export function importArchString(text: string, spaces: Spaces): ImportedCell | string | undefined {
  return importSpelling(text, archString, candidates(spaces, 'nasbench201', 'edges'));
}

/** Reads `<adjacency bits>:input,…,output`, as `.cell` files spell NAS-Bench-101's cells. `undefined`: there is none. */
export function importAdjacency(text: string, spaces: Spaces): ImportedCell | string | undefined {
  return importSpelling(text, adjacencyAndOperations, candidates(spaces, 'nasbench101', 'vertices'));
}

/** The operations by the indices that NASLib gives them (`OP_NAMES_NB201` in its `nasbench201/conversions.py`). */
const naslibOperations = ['skip_connect', 'none', 'nor_conv_3x3', 'nor_conv_1x1', 'avg_pool_3x3'];
/** Edges as NASLib orders them, vertices counted from 0. */
const naslibEdges = [
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 2],
  [1, 3],
  [2, 3],
] as const;

/** Reads NASLib's op indices of a NAS-Bench-201 cell, `[3, 1, 2, 0, 4, 1]`. `undefined`: the text is something else. */
export function importOpIndices(text: string, spaces: Spaces): ImportedCell | string | undefined {
  if (text.length > 1000) return undefined;
  const [, before = '', list] =
    /^\s*([\w.]{1,80}\s*[=:]\s*)?(?:(?:np\.|numpy\.)?(?:array|tuple|list)\s*\(\s*)?[[(]?\s*(-?\d{1,9}(?:[\s,]+-?\d{1,9})*)[\s,]*[\])\s;]*$/.exec(
      text,
    ) ?? [];
  if (list === undefined) return undefined;
  const indices = list.split(/[\s,]+/).map(Number);
  if (indices.length !== naslibEdges.length)
    return `NASLib's op indices are ${naslibEdges.length} numbers, one an edge, and here are ${indices.length}.`;
  const wrong = indices.find(index => naslibOperations[index] === undefined);
  if (wrong !== undefined) return `NASLib's op indices go from 0 to 4, and one here is ${wrong}.`;
  const groups = [1, 2, 3].map(
    to =>
      `|${naslibEdges.flatMap(([from, end], i) => (end === to ? [`${naslibOperations[indices[i]!]}~${from}|`] : [])).join('')}`,
  );
  return firstCell(candidates(spaces, 'nasbench201', 'edges'), space => {
    const cell = readSpelling(space, groups.join('+'));
    return typeof cell === 'string' ? cell : { space, cell, name: assignedName(before) };
  });
}

function importSpelling(
  text: string,
  pattern: RegExp,
  spaces: ReturnType<typeof candidates>,
): ImportedCell | string | undefined {
  const found = pattern.exec(text);
  if (!found) return undefined;
  const name = assignedName(text.slice(Math.max(0, found.index - 200), found.index).replace(/['"]$/, ''));
  return firstCell(spaces, space => {
    const cell = readSpelling(space, found[0]);
    return typeof cell === 'string' ? cell : { space, cell, name };
  });
}
