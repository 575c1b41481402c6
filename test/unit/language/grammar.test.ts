import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { colouredTexts, serverTokens } from './serverTokens';

const grammarFile = 'syntaxes/cell.tmLanguage.json';
const grammar: unknown = JSON.parse(readFileSync(grammarFile, 'utf8'));

it('has patterns that compile, and includes what it has', () => {
  const { repository } = grammar as { repository: object };
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (['match', 'begin', 'end'].includes(key)) expect(() => new RegExp(value, 'u')).not.toThrow();
      if (key === 'include') expect(Object.keys(repository)).toContain(value.slice(1));
      visit(value);
    }
  };
  visit(grammar);
});

/** VS Code's own tokenizer, where a VS Code server has been installed for the tests in it. */
const modules = (existsSync('.vscode-server') ? readdirSync('.vscode-server') : [])
  .map(version => path.resolve('.vscode-server', version, 'node_modules/code-server/lib/vscode/node_modules'))
  .find(folder => existsSync(path.join(folder, 'vscode-textmate')));

interface Tokenizer {
  tokenizeLine(line: string, state: unknown): { tokens: readonly Scoped[]; ruleStack: unknown };
}
interface Scoped {
  readonly startIndex: number;
  readonly endIndex: number;
  readonly scopes: readonly string[];
}

async function tokenizer(folder: string): Promise<{ grammar: Tokenizer; initial: unknown }> {
  const require = createRequire(path.join(folder, 'index.js'));
  const { loadWASM, OnigScanner, OnigString } = require('vscode-oniguruma');
  const { Registry, INITIAL } = require('vscode-textmate');
  await loadWASM(readFileSync(path.join(folder, 'vscode-oniguruma/release/onig.wasm')).buffer);
  const onigLib = {
    createOnigScanner: (sources: string[]) => new OnigScanner(sources),
    createOnigString: (text: string) => new OnigString(text),
  };
  const registry = new Registry({ onigLib: Promise.resolve(onigLib), loadGrammar: async () => grammar });
  return { grammar: await registry.loadGrammar('source.cell'), initial: INITIAL };
}

/** What the grammar may call what the server calls by its types. */
const scopesOf: Readonly<Record<string, RegExp>> = {
  namespace: /^entity\.name\.namespace/,
  class: /^entity\.name\.type/,
  variable: /^variable/,
  function: /^(?:entity\.name|support)\.function/,
  keyword: /^(?:keyword|storage)/,
  property: /^(?:support\.type\.property-name|variable\.(?:parameter|other\.property)|constant\.language)/,
  number: /^constant\.numeric/,
  string: /^string/,
  comment: /^comment/,
};

describe.skipIf(modules === undefined)('in VS Code’s tokenizer', () => {
  it.each(colouredTexts())('colours %s as the server does', async (_, text) => {
    const { grammar, initial } = await tokenizer(modules!);
    const lines = text.split(/\r\n|\n/);
    let state = initial;
    const scoped = lines.map(line => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      return tokens;
    });
    const differences: string[] = [];
    for (const { line, character, word, type } of serverTokens(text)) {
      const scope = scoped[line]?.find(token => token.startIndex <= character && character < token.endIndex);
      const last = scope?.scopes.at(-1) ?? '';
      const fits = scope?.scopes.some(each => scopesOf[type]?.test(each));
      if (!fits) differences.push(`${line + 1}:${character + 1} ${word}: ${type}, ${last}`);
    }
    expect(differences).toEqual([]);
  });
});
