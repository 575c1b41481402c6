import { createHash } from 'node:crypto';
import { createRandom, type Random } from '../../src/cells/random';

/** Makes inputs and checks that what must hold for every input holds. */
export interface Fuzzer<Input = unknown> {
  readonly name: string;
  /** The same seed makes the same input. An input is plain JSON data, so that it can be kept in `corpus/`. */
  generate(random: Random): Input;
  /** Throws where something does not hold. */
  check(input: Input): void | Promise<void>;
}

/** Of a list of fuzzers with inputs of different kinds: one takes only what it has generated. */
export type AnyFuzzer = Pick<Fuzzer, 'name' | 'generate'> & { check(input: never): void | Promise<void> };

/**
 * The random numbers of one try. Generators of neighbouring seeds begin with nearly equal numbers, so that the first choice
 * of every try would be the same: the seed is hashed.
 */
export function randomOf(seed: number): Random {
  return createRandom(createHash('sha256').update(String(seed)).digest().readInt32LE());
}

/** What does not hold, in a sentence; the stack says where. */
export class Finding extends Error {}

export function require(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Finding(sentence);
}

/** Messages that a user must never read: they are those of the language, not of the project. */
const raw =
  /Cannot read propert|is not a function|is not iterable|is not defined|Maximum call stack|Invalid array length|native code|\[object |\bundefined\b|\bNaN\b|out of memory|of null\b|Unexpected token|invalid string length/i;

export function requirePlain(text: string, what: string): void {
  require(!raw.test(text), `${what} is not a sentence for people: ${text.slice(0, 300)}`);
}
