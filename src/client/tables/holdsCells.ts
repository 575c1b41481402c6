const names =
  '"(?:arch|arch_str|arch_string|architecture|genotype|cell|module_hash|(?:raw|module|fixed)_adjacency)"';

/** Names of keys and columns under which cells stand, and the published spellings that are plainly one. */
const signs: readonly RegExp[] = [
  new RegExp(`${names}\\s*:\\s*(?:"[^"]{6}|\\[|\\{\\s*"\\d)`, 'i'),
  new RegExp(`"columns"\\s*:\\s*\\[[^\\]]*${names}`, 'i'),
  /"[^"]*\|[a-z]\w*~\d\|\+\|/i,
  /"\s*Genotype\(normal=/,
  /"[^"]*[01]{4,}:input,/,
  /"[([]\s*[0-6](?:\s*,\s*[0-6]){5}\s*[)\]]"\s*:/,
  /"[^"]*(?:edge_|op_?)?0_1"\s*:\s*"[a-z]/i,
  /"[^"]*op_?0"\s*:\s*"[a-z]/i,
];

/** Whether a JSON document that begins so may be a table of measured cells: what it holds is the command's to say. */
export function holdsCells(start: string): boolean {
  return /^\uFEFF?\s*[[{]/.test(start) && signs.some(sign => sign.test(start));
}
