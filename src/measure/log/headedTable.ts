import type { NamedValue } from './namedValues';

/** The names of a table's columns. */
export type Header = readonly string[];

const word = /^[A-Za-z_][\w@%/().:+-]*$/;
const known =
  /acc|loss|err|top|prec|recall|f1|map|iou|ppl|perplex|auc|score|bpb|bleu|wer|dice|epoch|metric|rmse|mae/i;

function cellsOf(line: string): readonly string[] {
  const text = line.trim();
  const cells = /[|│┃]/.test(text)
    ? text.replace(/^[|│┃]|[|│┃]$/g, '').split(/[|│┃]/)
    : text.includes(',') && !text.includes(', ')
      ? text.split(',')
      : text.split(/\s+/);
  return cells.length > 200 ? [] : cells.map(cell => cell.trim());
}

/** The header of a table with a column for each figure, as fastai, CSV loggers and YOLO print it. */
export function headerOf(line: string): Header | undefined {
  if (line.length > 2000 || !known.test(line)) return undefined;
  // YOLO has the bar of its progress behind the header.
  const cells = cellsOf(line.replace(/:\s{1,4}\d{1,3}%.*$/, '')).map(cell =>
    cell.replace(/^\w*\((?=\w)/, '').replace(/\)$/, ''),
  );
  if (cells.length < 3) return undefined;
  const spaced = /[|│┃]/.test(line);
  const are = cells.every(
    cell => (spaced ? /^[A-Za-z_][\w@%/().:+ -]*$/ : word).test(cell) && cell.length <= 40,
  );
  return are && cells.filter(cell => known.test(cell)).length >= 2 ? cells : undefined;
}

/** The figures of a row under a header; `undefined`: it is no row of that table. */
export function rowUnder(header: Header, line: string): readonly NamedValue[] | undefined {
  if (line.length > 4000) return undefined;
  const cells = cellsOf(line);
  if (cells.length !== header.length) return undefined;
  const numbers = cells.map(cell =>
    /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?%?$/i.test(cell)
      ? Number.parseFloat(cell)
      : /^nan$/i.test(cell)
        ? Number.NaN
        : undefined,
  );
  // Words under the name of a figure are those of another line.
  if (header.some((name, i) => known.test(name) && numbers[i] === undefined && /[A-Za-z]/.test(cells[i]!)))
    return undefined;
  if (numbers.filter(number => number !== undefined).length < 2) return undefined;
  let before = '';
  return header.flatMap((name, i) => {
    const value = numbers[i];
    const figure = value === undefined ? [] : [{ name, value, before }];
    before = name;
    return figure;
  });
}
