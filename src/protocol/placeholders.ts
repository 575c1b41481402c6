/** What a command may name in braces; `report` and `checkpoint` belong to the attempt, which sets them. */
const names: readonly string[] = [
  ...['job', 'key', 'cell', 'network', 'folder', 'seed', 'epochs', 'seconds', 'data', 'device', 'threads'],
  ...['label', 'report', 'checkpoint', 'stop', 'weights'],
];
export const placeholders: ReadonlySet<string> = new Set(names);

/** Words in braces that look like placeholders and are none, as `{epoch}`: the shell gets them as they are. */
export function unknownPlaceholders(command: string): readonly string[] {
  return [...command.matchAll(/(?<!\$)\{([a-z]+)\}/g)]
    .map(([, name]) => name!)
    .filter(name => !placeholders.has(name));
}

/** What is wrong with a command that measures cells, as it is typed: a sentence. */
export function whyNoCommand(command: string): string | undefined {
  const [unknown] = unknownPlaceholders(command);
  if (unknown !== undefined) {
    const near = names.find(name => name.startsWith(unknown) || unknown.startsWith(name));
    return near === undefined
      ? `There is no {${unknown}}: a command may name ${names.map(name => `{${name}}`).join(', ')}.`
      : `There is no {${unknown}}, but there is {${near}}.`;
  }
  const open = openQuote(command);
  return open === undefined ? undefined : `The quote ${open} is not closed.`;
}

/** The quote that a POSIX shell would still wait for. */
function openQuote(command: string): string | undefined {
  let open: string | undefined;
  for (let i = 0; i < command.length; i++) {
    const character = command[i]!;
    if (character === '\\' && open !== "'") i++;
    else if (open === undefined && (character === '"' || character === "'")) open = character;
    else if (character === open) open = undefined;
  }
  return open;
}
