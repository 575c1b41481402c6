import { goalOption, rowOptions } from '../../src/protocol/options/table';

const titles: ReadonlyMap<string, string> = new Map(
  [...Object.values(rowOptions), goalOption].map(({ flag, title }) => [flag, title]),
);

/** An option with its value, if it has one: of `--where` a condition. */
const option =
  /(--(?:where|cells|goal|epoch))(?: ("(?:[^"\\]|\\.)*"|(?<=--where )[^\s,;=]+=[^\s,;]*[^\s,;.]|(?<=--(?:cells|goal|epoch) )[^\s,;]*[^\s,;.]))?/g;

/** What stands for any value of an option. */
const anyValue = /^(COLUMN|COLUMN=VALUE|last\|best\|N)$/;

const words: Readonly<Record<string, string>> = { max: 'Higher', min: 'Lower' };

/** A sentence of the command line with the form's fields in place of the options: `Rows` for `--where COLUMN=VALUE`. */
export function withFieldNames(sentence: string): string {
  return sentence.replaceAll(option, (whole, flag: string, value?: string) => {
    const title = titles.get(flag);
    if (title === undefined) return whole;
    const plain = value?.replace(/^"(.*)"$/, '$1').replaceAll(/\\(.)/g, '$1');
    return plain === undefined || anyValue.test(plain) ? title : `${title} “${words[plain] ?? plain}”`;
  });
}
