import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPickle } from '../../../../src/datasets/pickle/readPickle';
import {
  emptyDict,
  emptyTuple,
  mark,
  none,
  pickle,
  reduce,
  setItems,
  stackGlobal,
  stop,
  text,
  tuple2,
} from './pickles';

describe('readPickle', () => {
  it('reads plain data', () => {
    const bytes = pickle(
      emptyDict,
      mark,
      text('a'),
      none,
      text('b'),
      text('c'),
      [0x4b, 7],
      tuple2,
      setItems,
      stop,
    );
    expect(readPickle(bytes)).toEqual({
      value: new Map<unknown, unknown>([
        ['a', null],
        ['b', ['c', 7]],
      ]),
    });
  });

  it('makes an empty OrderedDict a dict', () => {
    const bytes = pickle(text('collections'), text('OrderedDict'), stackGlobal, emptyTuple, reduce, stop);
    expect(readPickle(bytes)).toEqual({ value: new Map() });
  });

  it.each([
    ['os', 'system'],
    ['builtins', 'eval'],
    ['collections', 'namedtuple'],
    ['numpy', 'load'],
    ['__proto__', 'constructor'],
  ])('refuses to name %s.%s', (module, name) => {
    const bytes = pickle(text(module), text(name), stackGlobal, text('echo'), [0x85], reduce, stop);
    expect(readPickle(bytes)).toMatch(`"${module}", "${name}", which such a file never needs`);
  });

  it('calls none of the values it reads', () => {
    expect(readPickle(pickle(text('print'), emptyTuple, reduce, stop))).toMatch(/never needs/);
    expect(
      readPickle(pickle(text('collections'), text('OrderedDict'), stackGlobal, text('x'), reduce, stop)),
    ).toMatch(/never needs/);
  });

  it.each([
    ['GLOBAL', 0x63],
    ['INST', 0x69],
    ['OBJ', 0x6f],
    ['NEWOBJ', 0x81],
    ['NEWOBJ_EX', 0x92],
    ['EXT1', 0x82],
    ['PERSID', 0x50],
    ['BINPERSID', 0x51],
    ['DUP', 0x32],
    ['BINBYTES8', 0x8e],
    ['BYTEARRAY8', 0x96],
  ])('refuses the opcode %s', (_, opcode) => {
    expect(readPickle(pickle([opcode, 0x6f, 0x73, 0x0a, 0x73, 0x0a], stop))).toMatch(/opcode 0x/);
  });

  it.each<[string, Buffer, RegExp]>([
    ['a text longer than the file', pickle([0x58, 0xff, 0xff, 0xff, 0x7f]), /cut off.*lie/],
    ['a frame longer than the file', pickle([0x95, 0, 0, 0, 0, 0, 0, 0, 0x7f], stop), /frame/],
    ['a deep nest of marks', pickle(new Array(1000).fill(0x28)), /nested too deeply/],
    ['a value that was never stored', pickle([0x6a, 0xff, 0xff, 0xff, 0x7f], stop), /not stored/],
    ['nothing to end with', pickle(stop), /one value/],
    ['an empty stack', pickle([0x94]), /stack is empty/],
    ['an item of a text', pickle(text('a'), text('b'), text('c'), [0x73], stop), /no dict/],
    ['an item of a tuple', pickle(emptyTuple, none, [0x61], stop), /no list/],
    ['no pickle', Buffer.from('PK'), /not a pickle/],
    ['nothing', Buffer.alloc(0), /not a pickle/],
    ['another protocol', Buffer.from([0x80, 5, 0x4e, 0x2e]), /protocol 4/],
  ])('says what is wrong with %s', (_, bytes, message) => {
    expect(readPickle(bytes)).toMatch(message);
  });

  it('ends on any bytes, with a value or a sentence', () => {
    const opcodes = [
      0x2e, 0x28, 0x4e, 0x4b, 0x8c, 0x29, 0x85, 0x86, 0x74, 0x5d, 0x61, 0x65, 0x7d, 0x73, 0x75, 0x94, 0x68,
      0x93, 0x52, 0x62, 0x8f, 0x43,
    ];
    const opcode = fc.constantFrom(...opcodes);
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 4, arbitrary: opcode }, fc.nat(255)), { maxLength: 60 }),
        bytes => {
          const read = readPickle(pickle(bytes, stop));
          expect(typeof read === 'string' || 'value' in read).toBe(true);
        },
      ),
      { numRuns: 5000 },
    );
  });
});
