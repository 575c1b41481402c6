import { InvalidArgumentError } from 'commander';

/** Parser of a commander option that takes a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return text => {
    const value = Number(text.replace(/(?<=\d)[,_](?=\d{3})/g, ''));
    if (!Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
    return value;
  };
}
