/** `93.2`, `93.2 %`, `9e-3`: the number as written, per cent not divided; NaN for what is no finite number. */
export function readNumber(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  if (typeof value !== 'string') return Number.NaN;
  const digits = value.trim().replace(/\s*%$/, '');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(digits)) return Number.NaN;
  const number = Number(digits);
  return Number.isFinite(number) ? number : Number.NaN;
}
