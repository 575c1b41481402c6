import type { SearchSpace } from '../cells/space';
import type { TextEdit } from '../language/diagnostic';
import { lineOf } from '../language/removal';
import type { Binding, Reference } from '../language/syntax';
import { type EditDraft, replaced, spanOf, sumText, without } from './editText';

/** What can be changed at a vertex of a space with operations on vertices. */
export function editsOnVertices(
  text: string,
  bindings: readonly Binding[],
  at: number,
  space: SearchSpace,
): EditDraft[] {
  const binding = bindings[at]!;
  const { name, value } = binding;
  const { operands, separator, callee } = operandsOf(binding);
  const last = operands.at(-1);
  if (!value || !last) return [];
  const present = operands.map(operand => operand.name.text);
  const rewired = (all: readonly string[], edit: TextEdit): EditDraft => {
    const after = all.join(separator);
    const whole = callee ? `${callee.text}(${after})` : after;
    return { title: `${name.text} = ${sumText(value)} → ${whole}`, edits: [edit] };
  };
  const others = callee && name.text !== 'output' ? otherOperations(space, callee.text) : [];
  const changes = others.map(operation => ({
    title: `${name.text} = ${callee!.text} → ${operation}`,
    edits: [replaced(callee!, operation)],
    site: spanOf(callee!),
  }));
  const additions = ['input', ...bindings.slice(0, at).map(earlier => earlier.name.text)]
    .filter(other => other !== 'output' && !present.includes(other))
    .map(other =>
      rewired([...present, other], { start: last.end, end: last.end, text: `${separator}${other}` }),
    );
  const removals =
    operands.length > 1 ? operands.map((_, i) => rewired(present.toSpliced(i, 1), without(operands, i))) : [];
  const fresh = freshName(bindings);
  const insertions = operands.flatMap(operand =>
    space.operations.map((operation): EditDraft => {
      const vertex = `${fresh} = ${operation.name}(${operand.name.text})`;
      const edits = [newStatement(text, binding.start, vertex), replaced(operand, fresh)];
      return { title: `${vertex} into ${name.text}`, edits };
    }),
  );
  return [...changes, ...additions, ...removals, ...insertions, ...removal(text, bindings, binding)];
}

/** The vertex taken out; what it alone took from flows where it flowed. */
function removal(text: string, bindings: readonly Binding[], removed: Binding): EditDraft[] {
  const { name } = removed;
  const [only, ...more] = operandsOf(removed).operands;
  if (name.text === 'output' || !only || more.length > 0) return [];
  const uses = bindings.flatMap((binding): TextEdit[] => {
    const { operands } = operandsOf(binding);
    const i = operands.findIndex(operand => operand.name.text === name.text);
    if (i < 0) return [];
    const double = operands.some(operand => operand.name.text === only.name.text);
    return [double ? without(operands, i) : replaced(operands[i]!, only.name.text)];
  });
  const line = { ...lineOf(text, removed.start, removed.end), text: '' };
  return [{ title: `without ${name.text}`, edits: [line, ...uses] }];
}

/** The vertices that flow into a binding, and how two are joined. */
function operandsOf({ value }: Binding): {
  readonly operands: readonly Reference[];
  readonly separator: string;
  readonly callee: { readonly start: number; readonly end: number; readonly text: string } | undefined;
} {
  const [term] = value?.terms ?? [];
  const call = term?.kind === 'call' ? term : undefined;
  const sums = call ? call.arguments : value ? [value] : [];
  const operands = sums.flatMap(({ terms }) => terms.filter(each => each.kind === 'reference'));
  const commas = sums.length > 1 || call?.callee.text === 'concat';
  return { operands, separator: commas ? ', ' : ' + ', callee: call?.callee };
}

function newStatement(text: string, start: number, statement: string): TextEdit {
  const line = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1;
  const before = text.slice(line, start);
  if (before.trim() !== '') return { start, end: start, text: `${statement}; ` };
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  return { start, end: start, text: `${statement}${lineBreak}${before}` };
}

function freshName(bindings: readonly Binding[]): string {
  const taken = new Set(['input', 'output', ...bindings.map(({ name }) => name.text)]);
  for (const letter of 'abcdefghijklmnopqrstuvwxyz') if (!taken.has(letter)) return letter;
  let i = 1;
  while (taken.has(`v${i}`)) i++;
  return `v${i}`;
}

export function otherOperations(space: SearchSpace, written: string): string[] {
  return space.operations
    .filter(({ name, aliases }) => name !== written && !aliases.includes(written))
    .map(({ name }) => name);
}
