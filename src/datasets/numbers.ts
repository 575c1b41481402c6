/** Longer texts are no numbers and no words for a missing one. */
const longest = 400;

/** `93.2`, `93.2 %`, `9e-3`: the number as written, per cent not divided; NaN for what is no finite number. */
export function readNumber(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  if (typeof value !== 'string' || value.length > longest) return Number.NaN;
  const digits = value.trim().replace(/\s*%$/, '');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(digits)) return Number.NaN;
  const number = Number(digits);
  return Number.isFinite(number) ? number : Number.NaN;
}

/** How a number was written: with a decimal comma it is doubtful, unless all of its column are. */
export interface WrittenNumber {
  readonly value: number;
  /** Behind `±`; NaN where there is none. */
  readonly deviation: number;
  readonly comma: boolean;
}

/** `91.20 ± 0.21`, `91.2 +/- .2 %`, `$91.2 \\pm 0.2$`, `\\textbf{91.2}`, and with `decimalComma` `91,2`; `undefined` for what is no number. */
export function readWritten(value: unknown, decimalComma: boolean): WrittenNumber | undefined {
  if (typeof value !== 'string') {
    const number = readNumber(value);
    return Number.isNaN(number) ? undefined : { value: number, deviation: Number.NaN, comma: false };
  }
  if (value.length > longest) return undefined;
  const [mean = '', deviation, ...more] = withoutEmphasis(
    withoutEmphasis(value).replace(/^\s*\$(.*)\$\s*$/, '$1'),
  ).split(/±|\+\/-|\+-|\\pm(?![a-z])/);
  if (more.length > 0) return undefined;
  const parts = deviation === undefined ? [mean] : [mean, deviation];
  const comma = decimalComma && parts.some(part => isDecimalComma(part));
  const [first, second = Number.NaN] = parts.map(part =>
    readNumber(comma && isDecimalComma(part) ? part.replace(',', '.') : part),
  );
  if (Number.isNaN(first!) || (deviation !== undefined && !(second >= 0))) return undefined;
  return { value: first!, deviation: second, comma };
}

/** How a table sets off its best value: `\\textbf{93.2}`, `\\underline{93.2}`, `**93.2**`. */
const emphasis = /^\s*(?:\\(?:textbf|textit|mathbf|underline|emph|bm)\s*\{([^{}]*)\}|\*\*([^*]*)\*\*)\s*$/;

function withoutEmphasis(text: string): string {
  const [, inTeX, inMarkdown] = emphasis.exec(text) ?? [];
  return inTeX ?? inMarkdown ?? text;
}

/** Whether a text is a number with one comma and no point: `91,5`. */
export function isDecimalComma(text: string): boolean {
  return text.length <= longest && /^\s*[-+]?\d*,\d+(e[-+]?\d+)?\s*%?\s*$/i.test(text);
}

/** Whether a number with a comma or with points may be one of thousands: `73,306`, `1.234.567`, but not `0,912`. */
export function mayBeThousands(text: string, sign: ',' | '.'): boolean {
  if (text.length > longest) return false;
  return /^\s*[-+]?[1-9]\d{0,2}(?:\D\d{3})+\s*$/.test(text) && !/[^\d\s+-]/.test(text.replaceAll(sign, ''));
}

/** Whether a value says that nothing was measured: empty, `nan`, `None`, `-inf`, `#DIV/0!`, …, as tools write it. */
export function isMissing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'string') return false;
  if (value.length > longest) return value.trim() === '';
  return /^\s*(?:nan|n\/?a|n\.a\.|#[a-z]+(?:\/[a-z0]+)?[!?]?|<na>|nat|null|none|undefined|missing|[-+]?inf(?:inity)?|-+|–|—|\?+|tbd|todo)?\s*$/i.test(
    value,
  );
}
