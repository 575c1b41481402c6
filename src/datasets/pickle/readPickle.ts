import { applyGlobal, isLittleEndianState, knownGlobal } from './numpy';
import { isNumpyType, type PickleValue } from './pickleValue';

/**
 * Reads a pickle of protocol 4 that holds plain data, as NATS-Bench's do. Nothing is ever executed: of opcodes and names,
 * only those that these files hold are known, and any other ends the reading. Memory stays within a small multiple of the
 * bytes given. A string says what is wrong.
 */
export function readPickle(bytes: Uint8Array): { readonly value: PickleValue } | string {
  try {
    return { value: run(bytes) };
  } catch (error) {
    if (error instanceof NotPlainData) return error.message;
    throw error;
  }
}

/** The state of a pickle that is something else, or damaged. */
class NotPlainData extends Error {}

const deepestMarks = 64;

function run(bytes: Uint8Array): PickleValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const stack: PickleValue[] = [];
  const marks: number[] = [];
  const memo: PickleValue[] = [];
  let at = 0;

  const fail = (what: string): never => {
    throw new NotPlainData(`${what} (at byte ${at} of the pickle)`);
  };
  /** The place of the next `length` bytes, which are taken. */
  const take = (length: number): number => {
    if (length > bytes.length - at) fail('it is cut off, or a length in it is a lie');
    at += length;
    return at - length;
  };
  const floor = () => marks.at(-1) ?? 0;
  const pop = (): PickleValue => {
    if (stack.length <= floor()) fail('its stack is empty');
    return stack.pop()!;
  };
  const top = (): PickleValue => {
    if (stack.length <= floor()) fail('its stack is empty');
    return stack[stack.length - 1]!;
  };
  const popToMark = (): PickleValue[] => {
    const mark = marks.pop();
    return mark === undefined ? fail('it has no mark') : stack.splice(mark);
  };
  const text = (length: number): string => {
    const start = take(length);
    return Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('utf8');
  };
  const recall = (index: number): PickleValue => {
    if (index >= memo.length) fail('it recalls what it has not stored');
    return memo[index]!;
  };
  const last = (count: number) => Array.from({ length: count }, pop).reverse();
  const setItems = (items: readonly PickleValue[]) => {
    const into = top();
    if (!(into instanceof Map) || items.length % 2 !== 0) return fail('it sets items of what is no dict');
    for (let item = 0; item < items.length; item += 2) into.set(items[item]!, items[item + 1]!);
  };
  const append = (items: readonly PickleValue[]) => {
    const into = top();
    if (!Array.isArray(into) || tuples.has(into)) return fail('it appends to what is no list');
    for (const item of items) into.push(item);
  };
  const tuples = new WeakSet<readonly PickleValue[]>();
  const tuple = (items: PickleValue[]) => {
    tuples.add(items);
    stack.push(items);
  };

  if (bytes[0] !== 0x80 || bytes[1] !== 4) return fail('it is not a pickle of protocol 4');
  at = 2;
  for (;;) {
    const opcode = view.getUint8(take(1));
    switch (opcode) {
      case 0x2e: // STOP
        if (stack.length !== 1 || marks.length > 0) fail('it ends with more or less than one value');
        return stack[0]!;
      case 0x95: // FRAME
        if (view.getBigUint64(take(8), true) > bytes.length - at)
          fail('a frame in it is longer than the rest');
        break;
      case 0x28: // MARK
        if (marks.push(stack.length) > deepestMarks) fail('it is nested too deeply');
        break;
      case 0x4e: // NONE
        stack.push(null);
        break;
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        stack.push(opcode === 0x88);
        break;
      case 0x4a: // BININT
        stack.push(view.getInt32(take(4), true));
        break;
      case 0x4b: // BININT1
        stack.push(view.getUint8(take(1)));
        break;
      case 0x4d: // BININT2
        stack.push(view.getUint16(take(2), true));
        break;
      case 0x47: // BINFLOAT
        stack.push(view.getFloat64(take(8), false));
        break;
      case 0x8c: // SHORT_BINUNICODE
        stack.push(text(view.getUint8(take(1))));
        break;
      case 0x58: // BINUNICODE
        stack.push(text(view.getUint32(take(4), true)));
        break;
      case 0x43: {
        // SHORT_BINBYTES
        const length = view.getUint8(take(1));
        const start = take(length);
        stack.push(bytes.slice(start, start + length));
        break;
      }
      case 0x29: // EMPTY_TUPLE
        tuple([]);
        break;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        tuple(last(opcode - 0x84));
        break;
      case 0x74: // TUPLE
        tuple(popToMark());
        break;
      case 0x5d: // EMPTY_LIST
        stack.push([]);
        break;
      case 0x61: // APPEND
        append([pop()]);
        break;
      case 0x65: // APPENDS
        append(popToMark());
        break;
      case 0x7d: // EMPTY_DICT
        stack.push(new Map());
        break;
      case 0x73: // SETITEM
        setItems(last(2));
        break;
      case 0x75: // SETITEMS
        setItems(popToMark());
        break;
      case 0x8f: // EMPTY_SET
        stack.push(new Set());
        break;
      case 0x94: // MEMOIZE
        memo.push(top());
        break;
      case 0x68: // BINGET
        stack.push(recall(view.getUint8(take(1))));
        break;
      case 0x6a: // LONG_BINGET
        stack.push(recall(view.getUint32(take(4), true)));
        break;
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = last(2);
        const global = typeof module === 'string' && typeof name === 'string' && knownGlobal(module, name);
        stack.push(
          global || fail(`it names ${quote(module)}, ${quote(name)}, which such a file never needs`),
        );
        break;
      }
      case 0x52: {
        // REDUCE
        const [called, args] = last(2);
        stack.push(
          applyGlobal(called, args) ?? fail('it makes a value in a way that such a file never needs'),
        );
        break;
      }
      case 0x62: {
        // BUILD
        const state = pop();
        if (!isNumpyType(top()) || !isLittleEndianState(state))
          fail('it sets the state of something that such a file never sets');
        break;
      }
      default:
        at--;
        fail(`it has the opcode 0x${opcode.toString(16).padStart(2, '0')}, which such a file never needs`);
    }
  }
}

function quote(value: PickleValue | undefined): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : 'something that is no name';
}
