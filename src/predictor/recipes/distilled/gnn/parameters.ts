import type { Random } from '../../../../cells/random';

/** One array of a network's parameters. */
export interface ParameterShape {
  readonly rows: number;
  readonly columns: number;
  /** Start values: normal with deviation `gain · √(2/rows)`; a constant where it is `fill`. */
  readonly start: { readonly gain: number } | { readonly fill: number };
  /** Whether weight decay pulls at it: at weights, not at biases and scales. */
  readonly decays: boolean;
}

/** All of a network's parameters in one flat array, with a view on each. */
export interface Parameters<Name extends string> {
  readonly values: Float32Array;
  readonly views: Readonly<Record<Name, Float32Array>>;
  /** 1 where weight decay pulls. */
  readonly decays: Uint8Array;
}

export function createParameters<Name extends string>(
  shapes: Readonly<Record<Name, ParameterShape>>,
  random: Random,
): Parameters<Name> {
  const entries = Object.entries(shapes) as [Name, ParameterShape][];
  const total = entries.reduce((sum, [, { rows, columns }]) => sum + rows * columns, 0);
  const values = new Float32Array(total);
  const decays = new Uint8Array(total);
  const views = viewsOf(values, shapes);
  let at = 0;
  for (const [name, { rows, columns, start, decays: pulled }] of entries) {
    const view = views[name];
    if ('fill' in start) view.fill(start.fill);
    else {
      const deviation = start.gain * Math.sqrt(2 / rows);
      for (let k = 0; k < view.length; k++) view[k] = deviation * random.normal();
    }
    if (pulled) decays.fill(1, at, at + rows * columns);
    at += rows * columns;
  }
  return { values, views, decays };
}

/** The same division of another flat array: a gradient's, say. */
export function viewsOf<Name extends string>(
  values: Float32Array,
  shapes: Readonly<Record<Name, ParameterShape>>,
): Record<Name, Float32Array> {
  let at = 0;
  const views = (Object.entries(shapes) as [Name, ParameterShape][]).map(([name, { rows, columns }]) => {
    const view = values.subarray(at, at + rows * columns);
    at += rows * columns;
    return [name, view];
  });
  return Object.fromEntries(views) as Record<Name, Float32Array>;
}

export function weight(rows: number, columns: number, gain = 1): ParameterShape {
  return { rows, columns, start: { gain }, decays: true };
}

export function bias(columns: number, fill = 0): ParameterShape {
  return { rows: 1, columns, start: { fill }, decays: false };
}
