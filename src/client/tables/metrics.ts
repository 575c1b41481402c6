/** The names that a text's `measured` lines use; whether the lines are right is the command's to say. */
export function metricsOf(text: string): readonly string[] {
  const found = text.matchAll(/^\s*measured\s+(?:([\p{L}_][\p{L}\p{N}_.-]*)|"([^"\r\n]+)")\s*=/gmu);
  return [...new Set([...found].map(match => match[1] ?? match[2] ?? ''))];
}
