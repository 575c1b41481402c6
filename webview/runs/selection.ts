/** The runs selected in the table; `current` has the keyboard and is one of them, unless it was taken out. */
export interface Selection {
  readonly runs: ReadonlySet<string>;
  readonly current: string | undefined;
  /** Where a range begins. */
  readonly anchor: string | undefined;
}

export function selectOne(run: string | undefined): Selection {
  return { runs: new Set(run === undefined ? [] : [run]), current: run, anchor: run };
}

export function selectAll(order: readonly string[], { current, anchor }: Selection): Selection {
  return { runs: new Set(order), current: current ?? order[0], anchor };
}

/** The last one selected stays so. */
export function toggle(selection: Selection, run: string): Selection {
  const runs = new Set(selection.runs);
  if (!runs.has(run)) return { runs: runs.add(run), current: run, anchor: run };
  if (runs.size > 1) runs.delete(run);
  const current = runs.has(run) ? run : [...runs].at(-1);
  return { runs, current, anchor: run };
}

/** From the anchor to `run`, and nothing else. */
export function extend(selection: Selection, order: readonly string[], run: string): Selection {
  const anchor = selection.anchor ?? selection.current ?? run;
  const [a, b] = [order.indexOf(anchor), order.indexOf(run)];
  if (a < 0 || b < 0) return selectOne(run);
  return { runs: new Set(order.slice(Math.min(a, b), Math.max(a, b) + 1)), current: run, anchor };
}

/** Where a key leads from `current`; `undefined` for other keys. `page` is how many rows are in sight. */
export function keyTarget(
  key: string,
  order: readonly string[],
  current: string | undefined,
  page: number,
): string | undefined {
  const at = current === undefined ? -1 : order.indexOf(current);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[key];
  const far = { PageDown: Math.max(0, at) + page, PageUp: at - page }[key];
  const target = to ?? far;
  return target === undefined ? undefined : order[Math.min(order.length - 1, Math.max(0, target))];
}
