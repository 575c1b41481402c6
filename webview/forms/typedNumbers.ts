/** `424`, `10,000`, `10 000`; `undefined` for anything else. */
export function wholeNumber(text: string): number | undefined {
  const digits = withoutGroups(text);
  if (!/^\d+$/.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** `5M`, `850 k`, `2.5G`, `8,555,530`, at least 1; `undefined` for anything else. */
export function amount(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kKmMgG])?$/.exec(withoutGroups(text));
  if (!match) return undefined;
  const factor = { k: 1e3, m: 1e6, g: 1e9 }[match[2]?.toLowerCase() ?? ''] ?? 1;
  const value = Math.round(Number(match[1]) * factor);
  return value >= 1 && Number.isSafeInteger(value) ? value : undefined;
}

/** `5`, `0.8`, `2e-4`, more than 0; `undefined` for anything else. */
export function positive(text: string): number | undefined {
  const digits = withoutGroups(text);
  const value = /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(digits) ? Number(digits) : 0;
  return value > 0 && Number.isFinite(value) ? value : undefined;
}

function withoutGroups(text: string): string {
  return text.trim().replace(/(?<=\d)[,_ ](?=\d{3}(?!\d))/g, '');
}
