/**
 * Parses JSON, and JSON as Python writes it: `NaN`, `Infinity` and `-Infinity` are `null`. `undefined`: it is neither. Takes
 * time linear in the length.
 */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (!/NaN|Infinity/.test(text)) return undefined;
  }
  try {
    return JSON.parse(withNulls(text));
  } catch {
    return undefined;
  }
}

function withNulls(text: string): string {
  const parts: string[] = [];
  let from = 0;
  let inString = false;
  for (const { 0: found, index } of text.matchAll(/\\.|"|-?\bInfinity\b|\bNaN\b/gs)) {
    if (found.startsWith('\\')) continue;
    if (found === '"') inString = !inString;
    else if (!inString) {
      parts.push(text.slice(from, index), 'null');
      from = index + found.length;
    }
  }
  return parts.join('') + text.slice(from);
}
