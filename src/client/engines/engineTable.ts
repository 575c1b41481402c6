/** One line of `renas engines --json`. */
export interface EngineLine {
  readonly engine: string;
  readonly usable: boolean;
  readonly reason: string;
  readonly chosenFor: readonly string[];
  /** The measured figures in words; empty where there are none. */
  readonly figures: string;
}

/** Reads what the command prints; lines that are none are left out. */
export function parseEngines(text: string): EngineLine[] {
  return text.split('\n').flatMap(line => {
    const value = parseLine(line);
    if (!value || typeof value['engine'] !== 'string' || typeof value['usable'] !== 'boolean') return [];
    const { engine, usable, reason, chosen_for: works } = value;
    return {
      engine,
      usable,
      reason: typeof reason === 'string' ? reason : '',
      chosenFor: Array.isArray(works) ? works.map(String) : [],
      figures: figuresOf(value),
    };
  });
}

/** One line of `renas engines install --json`, where it is one. */
export function parseLine(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function figuresOf(line: Readonly<Record<string, unknown>>): string {
  const parts: string[] = [];
  const number = (name: string) => (typeof line[name] === 'number' ? (line[name] as number) : undefined);
  const rate = number('cells_per_second');
  if (rate !== undefined) parts.push(`${Math.round(rate).toLocaleString('en-US')} cells/s`);
  const hundred = number('latency_100_ms');
  if (hundred !== undefined) parts.push(`100 cells in ${hundred} ms`);
  const training = number('train_ms');
  if (training !== undefined) parts.push(`short training ${training} ms`);
  return parts.join(', ');
}
