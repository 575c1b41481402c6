import path from 'node:path';
import { Command } from 'commander';
import { build } from 'esbuild';
import { vi } from 'vitest';

/** Runs `renas` with these commands alone, in this process, and returns what it writes to its standard output. */
export async function outputOf(
  commands: readonly ((program: Command) => void)[],
  args: readonly string[],
): Promise<string> {
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const program = new Command();
  for (const add of commands) add(program);
  await program.parseAsync(args, { from: 'user' });
  return out;
}

const cli = path.resolve(import.meta.dirname, '../src/cli');

/**
 * Bundles `renas` with these commands alone into one file, as the real one is built. The names are those of the files of
 * `src/cli/commands`.
 */
export async function bundleCommands(file: string, names: readonly string[]): Promise<void> {
  const adders = names.map(name => `add${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  await build({
    stdin: {
      contents: `
        import { Command } from 'commander';
        ${adders.map((add, i) => `import { ${add} } from '${cli}/commands/${names[i]}';`).join('\n')}
        import { messageOf, UserError } from '${cli}/failure';
        const program = new Command();
        program.exitOverride();
        for (const add of [${adders}]) add(program);
        program.parseAsync().catch(error => {
          console.error(messageOf(error));
          process.exitCode = error instanceof UserError ? error.exitCode : 3;
        });
      `,
      resolveDir: import.meta.dirname,
    },
    outfile: file,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    loader: { '.cell': 'text' },
  });
}
