import { Argument, type Command, Option as CommanderOption, InvalidArgumentError } from 'commander';
import { withDefaults } from '../protocol/options/arguments';
import {
  type Asked,
  type CommandDeclaration,
  type Option,
  type Options,
  rowsOf,
  type Settings,
} from '../protocol/options/option';
import { readOptionValue } from '../protocol/options/values';

/** Adds a declared command to the program, or to another command; `work` gets what the command line asks for. */
export function addDeclared<O extends Options>(
  program: Command,
  command: CommandDeclaration<O>,
  work: (settings: Settings<O>) => void | Promise<void>,
): Command {
  const added = program
    .command(command.name, { hidden: command.hidden ?? false })
    .description(command.summary);
  const positional: string[] = [];
  for (const [key, option] of rowsOf(command)) {
    if (option.flag === undefined) {
      added.addArgument(declaredArgument(key, option));
      positional.push(key);
      continue;
    }
    for (const flag of [option.flag, ...(option.aliases ?? [])])
      added.addOption(new DeclaredOption(key, option, flag));
  }
  return added.action((...given: unknown[]) => {
    // An option that the command around it has too (`engines --json`) is read there.
    const options = added.optsWithGlobals<Record<string, unknown>>();
    const asked = Object.fromEntries(positional.map((key, i) => [key, given[i]]));
    return work(withDefaults(command, { ...options, ...asked } as Asked<O>));
  });
}

/** A flag of a declared option, whose value goes under the option's key. */
class DeclaredOption extends CommanderOption {
  constructor(
    private readonly key: string,
    option: Option,
    flag: string,
  ) {
    super(option.kind === 'switch' ? flag : `${flag} <${valueName(key, option)}>`, option.help);
    const earlier = flag !== option.flag;
    if (option.required && !earlier) this.makeOptionMandatory();
    if (option.hidden || earlier) this.hideHelp();
    if (option.kind === 'choice') this.choices(option.choices);
    else if (option.kind !== 'switch') this.argParser(parserOf(option));
    if (earlier) return;
    if (option.kind === 'list' && option.none !== undefined) this.default([], option.none);
    else if ('default' in option) this.default(option.default);
  }

  override attributeName(): string {
    return this.key;
  }
}

function declaredArgument(key: string, option: Option): Argument {
  const name = `${valueName(key, option)}${option.kind === 'list' ? '...' : ''}`;
  const argument = new Argument(option.required ? `<${name}>` : `[${name}]`, option.help);
  return option.kind === 'choice' ? argument.choices(option.choices) : argument;
}

function valueName(key: string, option: Option): string {
  const name = option.value ?? key;
  return option.kind === 'list' && option.variadic ? `${name}...` : name;
}

/** The parser that commander calls for each text, with the value so far. */
function parserOf(option: Option): (text: string, before: unknown) => unknown {
  return (text, before) => {
    const read = readOptionValue(option, text);
    if (!read.ok) throw new InvalidArgumentError(read.message);
    return option.kind === 'list' ? [...(Array.isArray(before) ? before : []), text] : read.value;
  };
}
