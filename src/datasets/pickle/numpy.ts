import { isGlobal, isNumpyType, type PickleGlobal, type PickleValue } from './pickleValue';

const globals: ReadonlyMap<string, PickleGlobal> = new Map([
  ['collections OrderedDict', { global: 'OrderedDict' }],
  ['numpy dtype', { global: 'dtype' }],
  ['numpy.core.multiarray scalar', { global: 'scalar' }],
  ['numpy._core.multiarray scalar', { global: 'scalar' }],
]);

/** The three names that these pickles use; `undefined` for every other. */
export function knownGlobal(module: string, name: string): PickleGlobal | undefined {
  return globals.get(`${module} ${name}`);
}

/** What one of the three gives for its arguments, written out here; `undefined` for any arguments but theirs. */
export function applyGlobal(
  called: PickleValue | undefined,
  args: PickleValue | undefined,
): PickleValue | undefined {
  if (!isGlobal(called) || !Array.isArray(args)) return undefined;
  if (called.global === 'OrderedDict') return args.length === 0 ? new Map() : undefined;
  if (called.global === 'dtype') return numpyType(args);
  const [type, bytes] = args as PickleValue[];
  return args.length === 2 && isNumpyType(type) && bytes instanceof Uint8Array
    ? scalar(type.dtype, bytes)
    : undefined;
}

/** Whether `state` is what a little-endian `dtype` gets by `BUILD`. */
export function isLittleEndianState(state: PickleValue | undefined): boolean {
  return Array.isArray(state) && state.length === 8 && state[0] === 3 && state[1] === '<';
}

function numpyType([name, align, copy]: readonly PickleValue[]): PickleValue | undefined {
  const plain = (align === false || align === 0) && (copy === true || copy === 1);
  return plain && (name === 'f8' || name === 'f4' || name === 'i8' || name === 'i4')
    ? { dtype: name }
    : undefined;
}

function scalar(dtype: 'f8' | 'f4' | 'i8' | 'i4', bytes: Uint8Array): number | undefined {
  if (bytes.length !== Number(dtype[1])) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (dtype === 'f8') return view.getFloat64(0, true);
  if (dtype === 'f4') return view.getFloat32(0, true);
  return dtype === 'i4' ? view.getInt32(0, true) : Number(view.getBigInt64(0, true));
}
