import { type PythonValue, parsePythonValue } from '../../exchange/import/pythonValue';
import { parsePythonJson } from '../../text/pythonJson';
import { flattened, isDeep, isNestedTooDeep, isObject, maxNesting } from './json';

type Values = Readonly<Record<string, unknown>>;

/** So many rows are looked at to find the columns that hold dictionaries. */
const rowsLookedAt = 20;

/** Turns texts that are dictionaries into columns of their own. */
export interface DictionaryColumns {
  /** The row, with the values of its dictionaries as columns too: `config/lr` of a `config`. */
  expand(values: Values): Values;
  /** Whether a column holds dictionaries, whose keys may differ from row to row. */
  isFound(): boolean;
}

/**
 * For tables whose columns hold JSON objects or Python dictionaries as text, as `to_csv` writes a column of them: `config`
 * and `summary` of W&B's API.
 */
export function dictionaryColumns(): DictionaryColumns {
  const columns = new Set<string>();
  let rows = 0;
  return {
    isFound: () => columns.size > 0,
    expand(values) {
      if (rows < rowsLookedAt) {
        rows++;
        for (const column in values) if (dictionaryOf(values[column])) columns.add(column);
      }
      if (columns.size === 0) return values;
      const read: Record<string, unknown> = { ...values };
      for (const column of columns) read[column] = dictionaryOf(values[column]) ?? values[column];
      return flattened(read);
    },
  };
}

function dictionaryOf(value: unknown): Values | undefined {
  if (typeof value !== 'string' || !/^\s*\{.*\}\s*$/s.test(value) || isNestedTooDeep(value)) return undefined;
  const json = parsePythonJson(value);
  if (json !== undefined) return isObject(json) && !isDeep(json, maxNesting) ? json : undefined;
  const start = value.indexOf('{');
  const parsed = parsePythonValue(value, start);
  if (!parsed || parsed.missing !== undefined || value.slice(parsed.end).trim() !== '') return undefined;
  const read = plainOf(parsed.value);
  return isObject(read) && Object.keys(read).length > 0 ? read : undefined;
}

const unreadable = Symbol('no plain value');

/** The value as JSON has it; a dictionary with a key that is there twice, or with a call in it, is none. */
function plainOf(value: PythonValue): unknown {
  if (value.kind === 'number') return value.value;
  if (value.kind === 'text') return value.text;
  if (value.kind === 'name') return valueOfName(value.text);
  if (value.fault !== undefined || value.callee !== undefined) return unreadable;
  if (value.named.size === 0) {
    const items = value.items.map(plainOf);
    return items.includes(unreadable) ? unreadable : items;
  }
  if (value.items.length > 0) return unreadable;
  const entries = [...value.named].map(([key, each]) => [key, plainOf(each)] as const);
  return entries.some(([, each]) => each === unreadable) ? unreadable : Object.fromEntries(entries);
}

function valueOfName(name: string): unknown {
  if (/^(None|null|nan|inf)$/.test(name)) return null;
  return /^true$/i.test(name) ? true : /^false$/i.test(name) ? false : name;
}
