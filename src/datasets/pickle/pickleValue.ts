/** What the pickles of NATS-Bench hold, as plain data: a tuple and a list are arrays, a dict is a `Map`. */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly PickleValue[]
  | ReadonlyMap<PickleValue, PickleValue>
  | ReadonlySet<PickleValue>
  | PickleGlobal
  | NumpyType;

/** A name that a pickle may use. It is only ever compared, never looked up or called. */
export interface PickleGlobal {
  readonly global: 'OrderedDict' | 'scalar' | 'dtype';
}

/** `numpy.dtype('f8', False, True)`. */
export interface NumpyType {
  readonly dtype: 'f8' | 'f4' | 'i8' | 'i4';
}

export function isGlobal(value: PickleValue | undefined): value is PickleGlobal {
  return typeof value === 'object' && value !== null && 'global' in value;
}

export function isNumpyType(value: PickleValue | undefined): value is NumpyType {
  return typeof value === 'object' && value !== null && 'dtype' in value;
}
