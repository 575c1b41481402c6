import type { ChoiceOption, Field } from '../../../cells/kinds/network/choices';
import { choicesInCall } from '../../../cells/kinds/network/sizes';
import type { Call } from '../../../cells/network/network';
import type { Size } from '../../../cells/network/size';
import { quoted } from '../../../language/cursor';
import type {
  CallFormula,
  Formula,
  LayerOperations,
  OperationDeclaration,
  Span,
} from '../../../language/syntax';
import { lowerAlternatives } from './lowerAlternatives';
import { namedArguments, pythonName } from './lowerBody';
import { arityOf, type Callee, calleeName, formOf, lowerArgument } from './lowering';
import type { SpaceScope } from './spaceScope';

/** An option of a layer, with what its operation takes. */
export interface LoweredOption {
  readonly option: ChoiceOption;
  readonly callee: Callee;
  readonly span: Span;
  readonly name: string;
}

/** The groups of operations that the layers of a space are chosen from. */
export class LayerGroups {
  private readonly groups = new Map<string, readonly LoweredOption[]>();
  private readonly used = new Set<string>();

  constructor(private readonly scope: SpaceScope) {}

  get options(): readonly LoweredOption[] {
    return [...this.groups.values()].flat();
  }

  add(group: LayerOperations): void {
    const name = group.group?.text ?? '';
    const again = this.groups.has(name);
    if (again)
      this.scope.findings.error(
        group.group ?? { start: group.start, end: group.start + 'operations'.length },
        'duplicate-block',
        name
          ? `There is a group ${quoted(name)} already.`
          : 'This space has operations on layers without a name already.',
      );
    const options = group.operations.flatMap(operation => this.option(operation) ?? []);
    if (!again) this.groups.set(name, options);
  }

  /** The group that a stage names, or that without a name. */
  of(formula: Formula | undefined, stage: CallFormula): readonly LoweredOption[] | undefined {
    const { findings } = this.scope;
    if (formula && formula.kind !== 'name')
      return findings.error(
        formula,
        'wrong-value',
        'The name of a group of operations on layers stands here.',
      );
    const name = formula?.name.text ?? '';
    const group = this.groups.get(name);
    if (group && group.length > 0) {
      this.used.add(name);
      return group;
    }
    if (group) {
      findings.failed = true;
      return undefined;
    }
    if (formula)
      return findings.unknown(
        formula.name,
        'unknown-group',
        'group of operations',
        [...this.groups.keys()].filter(Boolean),
      );
    return findings.error(
      stage.callee,
      'missing-operations',
      "This stage has no operations; list them in 'operations on layers { … }'.",
    );
  }

  /** Reports groups that no stage takes its layers from. */
  checkUsed(groups: readonly LayerOperations[]): void {
    for (const { group, start } of groups) {
      const name = group?.text ?? '';
      if (this.used.has(name) || this.scope.findings.failed) continue;
      this.scope.findings.error(
        group ?? { start, end: start + 'operations'.length },
        'unused-operations',
        name
          ? `No stage takes its layers from the group ${quoted(name)}.`
          : 'No stage takes its layers from these operations.',
      );
    }
  }

  private option(declaration: OperationDeclaration): LoweredOption | undefined {
    const { name, call, aliases } = declaration;
    const { findings } = this.scope;
    const formula: CallFormula | undefined =
      call === undefined
        ? { kind: 'call', callee: name, arguments: [], start: name.start, end: name.end }
        : call.kind === 'call'
          ? call
          : undefined;
    if (!formula)
      return call?.kind === 'name'
        ? findings.error(
            call,
            'wrong-form',
            `An operation is called: write '${call.name.text}()', with what it needs in the parentheses.`,
            {
              title: `Write '${call.name.text}()'`,
              edits: [{ start: call.end, end: call.end, text: '()' }],
            },
          )
        : findings.error(
            call!,
            'wrong-form',
            `Say what ${quoted(name.text)} is by a call, as in 'conv(kernel: 3)'.`,
          );
    const callee = this.scope.callee(formula.callee);
    if (!callee) return undefined;
    const positional = formula.arguments.find(argument => !argument.name);
    if (positional)
      return findings.error(
        positional,
        'wrong-arguments',
        'A layer applies to what flows into its stage; only arguments with names stand here.',
      );
    const arity = arityOf(callee);
    if (arity !== 1)
      return findings.error(
        formula.callee,
        'wrong-arguments',
        `${quoted(formula.callee.text)} takes ${arity ?? 'several'} values, and a layer gets one; declare an operation that calls it.`,
      );
    const given: Record<string, Size | string | boolean> =
      callee.kind === 'catalogue' ? { ...callee.implied } : {};
    const inner: Field[] = [];
    for (const { name: argument, value } of namedArguments(formula, callee, findings)) {
      const form = formOf(callee, argument.text);
      const python = pythonName(callee, argument.text);
      if (value.kind === 'alternatives' || value.kind === 'range') {
        const node = lowerAlternatives(value, argument.text, form, findings);
        if (!node) continue;
        inner.push({ name: argument.text, choices: node });
        given[python] = { chosen: argument.text };
      } else {
        const lowered = lowerArgument(value, argument.text, form, this.scope.names, findings);
        if (lowered !== undefined) given[python] = lowered;
      }
    }
    const value: Call = { callee: calleeName(callee), arguments: given };
    const uses = [...new Set(choicesInCall(value))];
    return {
      callee,
      span: formula,
      name: name.text,
      option: {
        name: name.text,
        aliases: aliases.map(({ text }) => text),
        value,
        ...(inner.length > 0 ? { inner: { kind: 'record', fields: inner } } : {}),
        ...(uses.length > 0 ? { uses } : {}),
      },
    };
  }
}
