/** A look at the declarations alone: whether they are right is the command's to say. */
export function declaredSpaces(text: string): readonly string[] {
  return [...text.matchAll(/^\s*space\s+([\w-]+)\s*\{/gm)].map(match => match[1] ?? '');
}

/** The space that a file's `use` names, or else that of its first cell. */
export function spaceOfText(text: string): string | undefined {
  return (/^\s*use\s+([\w-]+)/m.exec(text) ?? /^\s*cell\s+[\w-]+\s*:\s*([\w-]+)/m.exec(text))?.[1];
}
