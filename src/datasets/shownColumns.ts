import { numbersRows, type Role, roleOfName } from './rows/roles';

/** So many figures of a cell are shown of a table. */
const maxShown = 4;

/** Costs, indices, and what a training measures on the way to what counts. */
const beside =
  /param|flop|macs|latency|time|seconds|memory|spread|halfway|(^|[._\s])(train|index|id|rank|seed|epochs?$)|index$|[._](run|seed)\d+$/i;

/** The columns of numbers that say how good a cell is, as far as their names tell: the first few. */
export function shownColumns(numeric: readonly string[]): readonly string[] {
  const telling = numeric.filter(name => !beside.test(name) && !isBeside(roleOfName(name)));
  const known = new Set(telling);
  const isSummed = (name: string) => /\.best$/.test(name) && known.has(name.replace(/best$/, 'mean'));
  const shown = telling.filter(name => !isSummed(name));
  return (shown.length > 0 ? shown : numeric).slice(0, maxShown);
}

function isBeside(role: Role | undefined): boolean {
  return numbersRows(role) || role === 'mixture' || role === 'setting';
}
