import fc from 'fast-check';
import type { Asked, CommandDeclaration, Option, Options } from '../../../src/protocol/options/option';
import { rowsOf } from '../../../src/protocol/options/option';

/** Whatever a command may be asked, all but what is about its process: texts with dashes, blanks and line ends too. */
export function askedOf<O extends Options>(command: CommandDeclaration<O>): fc.Arbitrary<Asked<O>> {
  const rows = rowsOf(command).filter(([, option]) => option.process === undefined);
  const values = Object.fromEntries(rows.map(([key, option]) => [key, arbitraryOf(option)]));
  const required = rows.flatMap(([key, option]) => (option.required ? [key] : []));
  return fc.record(values, { requiredKeys: required }) as unknown as fc.Arbitrary<Asked<O>>;
}

function arbitraryOf(option: Option): fc.Arbitrary<unknown> {
  switch (option.kind) {
    case 'integer': {
      const number = fc.integer({ min: option.min, max: Number.MAX_SAFE_INTEGER });
      return option.all ? fc.oneof(number, fc.constant('all')) : number;
    }
    case 'number':
      return fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true });
    case 'choice':
      return fc.constantFrom(...option.choices);
    case 'switch':
      return fc.constant(true);
    case 'list':
      return fc.array(text, { minLength: 1 });
    default:
      // A positional argument that begins with a dash could not be told from an option.
      return option.flag === undefined ? text.filter(word => !word.startsWith('-')) : text;
  }
}

const text = fc.oneof(
  fc.string({ minLength: 1, unit: 'grapheme' }),
  fc.constantFrom('-', '--', '--out', '--label=x', 'a b', 'line\nline', '=', '-1'),
);
