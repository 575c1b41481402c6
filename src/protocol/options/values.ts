import type { Option } from './option';

/** A value as it was read, or a sentence that says what it must be. */
export type ReadOptionValue =
  | { readonly ok: true; readonly value: string | number }
  | { readonly ok: false; readonly message: string };

/** Reads the text of one value; of a list, one of its texts. */
export function readOptionValue(option: Option, text: string): ReadOptionValue {
  switch (option.kind) {
    case 'integer': {
      if (option.all && text === 'all') return { ok: true, value: 'all' };
      const value = Number(text.replace(/(?<=\d)[,_](?=\d{3})/g, ''));
      const fits = text.trim() !== '' && Number.isSafeInteger(value) && value >= option.min;
      const range = `a whole number of at least ${option.min}`;
      return fits
        ? { ok: true, value }
        : { ok: false, message: `It must be ${option.all ? `all, or ${range}` : range}.` };
    }
    case 'number': {
      const value = Number(text);
      const fits = text.trim() !== '' && Number.isFinite(value) && value > 0;
      return fits ? { ok: true, value } : { ok: false, message: 'It must be a number above 0.' };
    }
    case 'choice':
      return option.choices.includes(text)
        ? { ok: true, value: text }
        : { ok: false, message: `It must be one of ${option.choices.join(', ')}.` };
    case 'switch':
      return { ok: false, message: 'It takes no value.' };
    default:
      return { ok: true, value: text };
  }
}
