import { InvalidArgumentError, Option } from 'commander';

/** Parser of a commander option that takes a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return text => {
    const value = Number(text.replace(/(?<=\d)[,_](?=\d{3})/g, ''));
    if (!Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
    return value;
  };
}

/** Parser of a commander option that takes a number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

/** By which `renas resume` has the command of a run go on with it. */
export function resumeOption(): Option {
  return new Option('--resume').hideHelp();
}
