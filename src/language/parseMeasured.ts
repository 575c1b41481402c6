import { type Cursor, quoted } from './cursor';
import { Kind } from './lexer';
import { parseNumber, parseString } from './parseValue';
import type { Measured, MeasuredArgument, Name } from './syntax';

/** `measured NAME = VALUE [%] [± DEVIATION [%]] [(epochs: 12, …)]`, from the keyword on. */
export function parseMeasured(cursor: Cursor): Measured {
  const { start } = cursor;
  cursor.advance();
  const metric = parseMetric(cursor);
  let value: number | undefined;
  let percent = false;
  let deviation: Measured['deviation'];
  let args: readonly MeasuredArgument[] = [];
  if (!metric) cursor.expected('What was measured', 'missing-name');
  else if (!cursor.at(Kind.equals) || cursor.atLineStart)
    cursor.expectedEquals(`'=' behind ${quoted(metric.text)}`);
  else {
    cursor.advance();
    value = cursor.atLineStart ? undefined : parseNumber(cursor);
    if (value === undefined) cursor.expected(`A number for ${quoted(metric.text)}`, 'missing-value');
    else {
      reportDecimalComma(cursor);
      percent = !cursor.atLineStart && cursor.take(Kind.percent);
      deviation = parseDeviation(cursor, metric);
      if (cursor.at(Kind.openParenthesis) && !cursor.atLineStart) args = parseArguments(cursor);
    }
  }
  if (value === undefined) cursor.skipStatement();
  return {
    kind: 'measured',
    start,
    end: cursor.previousEnd,
    metric,
    value,
    percent,
    deviation,
    arguments: args,
  };
}

/** `metricName = NAME { ("." | "-") NAME } | STRING` */
function parseMetric(cursor: Cursor): Name | undefined {
  if (cursor.at(Kind.string) && !cursor.atLineStart) {
    const { text, start, end } = parseString(cursor)!;
    return text.trim() === '' ? undefined : { text: text.normalize('NFC'), start, end };
  }
  const first = cursor.takeNameOnLine();
  if (!first) return undefined;
  let { text, end } = first;
  while (
    (cursor.at(Kind.dot) || cursor.at(Kind.dash)) &&
    cursor.kindAt(1) === Kind.name &&
    !cursor.atLineStart &&
    !cursor.breakAt(1)
  ) {
    text += cursor.text;
    cursor.advance();
    const name = cursor.takeName();
    text += name.text;
    end = name.end;
  }
  if (isMoreOfName(cursor)) {
    const at = cursor.start;
    let last = cursor.end;
    while (
      !cursor.atLineStart &&
      !cursor.at(Kind.equals) &&
      !cursor.at(Kind.end) &&
      !cursor.at(Kind.closeBrace)
    ) {
      last = cursor.end;
      cursor.advance();
    }
    const written = cursor.tokens.text.slice(first.start, last);
    cursor.report(
      { start: at, end: last },
      'unquoted-name',
      `Put the name in double quotes: "${written.length > 40 ? `${written.slice(0, 40)}…` : written}".`,
      {
        title: 'Put the name in double quotes',
        edits: [
          { start: first.start, end: first.start, text: '"' },
          { start: last, end: last, text: '"' },
        ],
      },
    );
    return { text: written, start: first.start, end: last };
  }
  return { text, start: first.start, end };
}

const moreOfName: ReadonlySet<number> = new Set([
  Kind.stray,
  Kind.name,
  Kind.colon,
  Kind.slash,
  Kind.pipe,
  Kind.less,
  Kind.greater,
  Kind.range,
]);

/** Whether what stands behind a name on its line is the rest of it, as in `val/acc =` or `acc@1 =`. */
function isMoreOfName(cursor: Cursor): boolean {
  if (cursor.atLineStart || !moreOfName.has(cursor.kind)) return false;
  for (let ahead = 1; ahead < 12 && !cursor.breakAt(ahead); ahead++) {
    const kind = cursor.kindAt(ahead);
    if (kind === Kind.equals) return true;
    if (kind === Kind.end || kind === Kind.closeBrace || kind === Kind.string || kind === Kind.semicolon)
      return false;
  }
  return false;
}

/** `93,4` is meant to be 93.4. */
function reportDecimalComma(cursor: Cursor): void {
  if (!cursor.at(Kind.comma) || cursor.kindAt(1) !== Kind.number || cursor.breakAt(1) || cursor.atLineStart)
    return;
  const before = cursor.previousEnd;
  const { start, end } = cursor;
  const digits = cursor.tokens.starts[cursor.position + 1];
  if (start !== before || digits !== end) return;
  cursor.report(
    { start, end },
    'decimal-comma',
    'Write the number with a point: a comma is no decimal sign here.',
    {
      title: 'Write a decimal point',
      edits: [{ start, end, text: '.' }],
    },
  );
  cursor.advance();
  cursor.advance();
}

/** `+-` and `+/-` are meant to be ±; the cursor then stands on what follows. */
function reportPlusMinus(cursor: Cursor): boolean {
  if (!cursor.at(Kind.plus)) return false;
  const { start, position, tokens } = cursor;
  const sign = position + (cursor.kindAt(1) === Kind.slash ? 2 : 1);
  const at = tokens.starts[sign];
  // A minus before digits is part of the number.
  if (at === undefined || tokens.text[at] !== '-' || tokens.text.slice(start, at).includes('\n'))
    return false;
  while (cursor.position < sign) cursor.advance();
  cursor.take(Kind.dash);
  cursor.report({ start, end: at + 1 }, 'plus-minus', 'Write ± before a deviation.', {
    title: 'Write ±',
    edits: [{ start, end: at + 1, text: '±' }],
  });
  return true;
}

function parseDeviation(cursor: Cursor, metric: Name): Measured['deviation'] {
  if (cursor.atLineStart) return undefined;
  const { start } = cursor;
  const isWrittenOut = reportPlusMinus(cursor);
  if (!isWrittenOut && !cursor.take(Kind.plusMinus)) return undefined;
  const read = cursor.atLineStart ? undefined : parseNumber(cursor);
  const value = isWrittenOut && read !== undefined ? Math.abs(read) : read;
  if (value === undefined) cursor.expected(`The deviation of ${quoted(metric.text)}`, 'missing-value');
  else if (!cursor.atLineStart) cursor.take(Kind.percent);
  return { value, start, end: cursor.previousEnd };
}

function parseArguments(cursor: Cursor): MeasuredArgument[] {
  const open = { start: cursor.start, end: cursor.end };
  const args: MeasuredArgument[] = [];
  cursor.advance();
  while (cursor.at(Kind.name) && !cursor.atBoundary) {
    const name = cursor.takeName();
    if (!cursor.take(Kind.colon)) cursor.expected(`':' behind ${quoted(name.text)}`, 'missing-value');
    const value = parseNumber(cursor);
    const word =
      value === undefined && cursor.at(Kind.name) && !cursor.atBoundary ? cursor.takeName() : undefined;
    if (value === undefined && !word) cursor.expected(`A value for ${quoted(name.text)}`, 'missing-value');
    args.push({ start: name.start, end: cursor.previousEnd, name, value, word });
    if (!cursor.take(Kind.comma)) break;
    if (!cursor.at(Kind.name)) cursor.expected("A name such as 'epochs'", 'missing-name');
  }
  if (!cursor.take(Kind.closeParenthesis)) {
    if (cursor.atBoundary) cursor.report(open, 'unclosed-parenthesis', "This '(' is never closed.");
    else cursor.expected("')'", 'unclosed-parenthesis');
    cursor.skipStatement();
  }
  return args;
}
