const word = String.raw`[\p{ID_Start}_]\p{ID_Continue}*(?:-\p{ID_Continue}+)*`;
const plainName = new RegExp(`^${word}(?:\\.${word})*$`, 'u');

/** The name of a metric as a `measured` line has it: plain where it can be, else in double quotes. */
export function writeMetricName(name: string): string {
  if (plainName.test(name)) return name;
  if (name.trim() === '') return '_';
  return `"${name.replaceAll('"', "'").replaceAll(/[\r\n]+/g, ' ')}"`;
}
