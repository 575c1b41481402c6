import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/cells/network/catalogue';
import { colouredTexts, serverTokens } from '../unit/language/serverTokens';

const grammar = path.resolve('syntaxes/tree-sitter');
const queries = ['highlights', 'folds', 'indents', 'textobjects'];
const has = (program: string) => !spawnSync(program, ['--version']).error;
const version = /^NVIM v(\d+)\.(\d+)/.exec(
  spawnSync('nvim', ['--version'], { encoding: 'utf8' }).stdout ?? '',
);
const modern = version !== null && (Number(version[1]) > 0 || Number(version[2]) >= 11);
const whyNot = modern ? (has('cc') ? undefined : 'there is no cc') : 'there is no Neovim 0.11';

/** What the captures may call what the server calls by its types. */
const capturesOf: Readonly<Record<string, RegExp>> = {
  namespace: /^module/,
  class: /^type/,
  variable: /^variable/,
  function: /^function/,
  keyword: /^keyword/,
  property: /^(?:property|variable\.parameter)/,
  number: /^number/,
  string: /^string/,
  comment: /^comment/,
};

interface Parsed {
  /** The nodes that tree-sitter could not place, as text; Lua writes an empty list as `{}`. */
  readonly errors: readonly string[];
  /** `line:byte` (from 0) of the start of a node → the name of its last capture. */
  readonly captures: Readonly<Record<string, string>>;
  /** Lines from 0, each as `first-last`. */
  readonly folds: readonly string[];
}

const lua = `
local input = vim.json.decode(table.concat(vim.fn.readfile(arg[1]), '\\n'))
vim.treesitter.language.add('cell', { path = input.parser })
local queries = {}
for name, text in pairs(input.queries) do queries[name] = vim.treesitter.query.parse('cell', text) end
local out = {}
for i, text in ipairs(input.texts) do
  local root = vim.treesitter.get_string_parser(text, 'cell'):parse()[1]:root()
  local errors, captures, folds = {}, {}, {}
  local function visit(node)
    if node:type() == 'ERROR' or node:missing() then
      errors[#errors + 1] = vim.treesitter.get_node_text(node, text)
    end
    for child in node:iter_children() do visit(child) end
  end
  visit(root)
  for id, node in queries.highlights:iter_captures(root, text) do
    local line, column = node:range()
    captures[line .. ':' .. column] = queries.highlights.captures[id]
  end
  for _, node in queries.folds:iter_captures(root, text) do
    local first, _, last = node:range()
    folds[#folds + 1] = first .. '-' .. last
  end
  out[i] = { errors = errors, captures = captures, folds = folds }
end
io.write(vim.json.encode(out))
`;

it('knows the words of the catalogue', () => {
  const query = readFileSync(path.join(grammar, 'queries', 'highlights.scm'), 'utf8');
  const listed = new Set(/#any-of\? @property ([^)]*)/.exec(query)?.[1]?.match(/[\w-]+/g));
  const words = Object.values(catalogue).flatMap(({ arguments: forms }) =>
    Object.values(forms).flatMap(form => (form.form === 'word' ? form.words : [])),
  );
  expect([...listed].sort()).toEqual([...new Set([...words, 'yes', 'no'])].sort());
});

/** The queries that docs/editors.md makes for Helix, by name. */
function helixQueries(): Readonly<Record<string, string>> {
  const section = readFileSync('docs/editors.md', 'utf8').split('\n## Helix\n')[1] ?? '';
  const block = /^```sh\n(.*?)^hx --grammar build\n```/ms.exec(section)?.[1] ?? '';
  const home = mkdtempSync(path.join(tmpdir(), 'renas-helix-'));
  try {
    const commands = block.replaceAll('/opt/renas', process.cwd());
    const made = spawnSync('sh', ['-ec', commands], {
      encoding: 'utf8',
      env: { ...process.env, HOME: home },
    });
    expect([made.status, made.stderr]).toEqual([0, '']);
    const folder = path.join(home, '.config/helix/runtime/queries/cell');
    return Object.fromEntries(
      ['highlights', 'indents', 'textobjects'].map(name => [
        name,
        readFileSync(path.join(folder, `${name}.scm`), 'utf8'),
      ]),
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

it('has queries for Helix with the names of captures that its book lists', () => {
  const known: Readonly<Record<string, RegExp>> = {
    highlights:
      /^(comment|constant\.numeric|function|keyword|namespace|operator|punctuation\.(bracket|delimiter)|string|type|variable(\.parameter|\.other\.member)?)(\.documentation)?$/,
    indents: /^(indent|outdent)$/,
    textobjects: /^((class|function|parameter|comment)\.(inside|around)|_start|_end)$/,
  };
  for (const [name, text] of Object.entries(helixQueries())) {
    const captures = [...text.replaceAll(/;.*|"[^"]*"/g, '').matchAll(/@([\w.]+)/g)].map(([, of]) => of);
    expect(captures.length, name).toBeGreaterThan(1);
    expect(captures.filter(each => !known[name]!.test(each!))).toEqual([]);
  }
});

describe.skipIf(whyNot !== undefined)(
  `the tree-sitter grammar${whyNot ? ` (skipped: ${whyNot})` : ''}`,
  () => {
    let folder: string;
    let library: string;
    beforeAll(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'renas-tree-sitter-'));
      library = path.join(folder, 'cell.so');
      const source = path.join(grammar, 'src');
      const built = spawnSync('cc', [
        ...['-shared', '-fPIC', '-O1', '-I', source, path.join(source, 'parser.c'), '-o', library],
      ]);
      expect(built.status, String(built.stderr)).toBe(0);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    function parsed(texts: readonly string[]): Parsed[] {
      const script = path.join(folder, 'parse.lua');
      const input = path.join(folder, 'input.json');
      writeFileSync(script, lua);
      const sources = Object.fromEntries(
        queries.map(name => [name, readFileSync(path.join(grammar, 'queries', `${name}.scm`), 'utf8')]),
      );
      writeFileSync(input, JSON.stringify({ parser: library, queries: sources, texts }));
      const done = spawnSync('nvim', ['--headless', '-u', 'NONE', '-l', script, input], { encoding: 'utf8' });
      expect(done.status, done.stdout + done.stderr).toBe(0);
      return JSON.parse(done.stdout || done.stderr);
    }

    it('reads every valid text of the corpus, and colours it as the server does', () => {
      const texts = colouredTexts();
      const found = parsed(texts.map(([, text]) => text));
      const wrong = texts.flatMap(([name, text], i) => {
        const { errors, captures } = found[i]!;
        const lines = text.split(/\r\n|\n/);
        const differences = serverTokens(text).flatMap(({ line, character, word, type }) => {
          const column = Buffer.byteLength((lines[line] ?? '').slice(0, character));
          const capture = captures[`${line}:${column}`] ?? 'nothing';
          return capturesOf[type]?.test(capture)
            ? []
            : [`${name} ${line + 1}: ${word} is ${type}, not ${capture}`];
        });
        return [...Object.values(errors).map(error => `${name}: ${error}`), ...differences];
      });
      expect(wrong).toEqual([]);
    });

    it('has queries for Helix that fit the grammar', () => {
      const script = path.join(folder, 'fit.lua');
      writeFileSync(
        script,
        "vim.treesitter.language.add('cell', { path = arg[1] })\n" +
          "vim.treesitter.query.parse('cell', table.concat(vim.fn.readfile(arg[2]), '\\n'))",
      );
      for (const [name, text] of Object.entries(helixQueries())) {
        const file = path.join(folder, `${name}.scm`);
        writeFileSync(file, text);
        const done = spawnSync('nvim', ['--headless', '-u', 'NONE', '-l', script, library, file], {
          encoding: 'utf8',
        });
        expect([name, done.status, done.stderr]).toEqual([name, 0, '']);
      }
    });

    it('colours a file in an editor that is set up as docs/editors.md says', () => {
      const section = readFileSync('docs/editors.md', 'utf8').split('## Colours by tree-sitter')[1] ?? '';
      const block = (language: string) =>
        (new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(section)?.[1] ?? '').replaceAll(
          '/opt/renas',
          process.cwd(),
        );
      const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: path.join(folder, '.config') };
      const made = spawnSync('sh', ['-ec', block('sh')], { encoding: 'utf8', env });
      expect(made.status, made.stderr).toBe(0);
      const init = path.join(folder, 'init.lua');
      const file = path.join(folder, 'a.cell');
      writeFileSync(init, block('lua'));
      writeFileSync(file, 'cell a : nasbench101 {\n  output = concat(input)\n}\n');
      const told = spawnSync(
        'nvim',
        [
          ...['--headless', '-u', init, file],
          '+lua for _, found in ipairs(vim.treesitter.get_captures_at_pos(0, 0, 9)) do io.write(found.capture .. " ") end',
          '+lua io.write(vim.fn.foldlevel(2))',
          '+qa!',
        ],
        { encoding: 'utf8', env },
      );
      expect(told.stdout + told.stderr).toMatch(/variable module 1/);
    });

    it('folds what stands in braces, and reads what it can of a broken text', () => {
      const [whole, broken] = parsed([
        'cell a : nasbench101 {\n  output = concat(input)\n}\n',
        'cell a : nasbench101 {\n  x = conv3x3(\n  output = concat(x)\n}\ncell b { output = concat(input) }\n',
      ]);
      expect(whole!.folds).toEqual(['0-2']);
      expect(Object.values(broken!.errors)).not.toEqual([]);
      expect(broken!.captures['4:5']).toBe('type');
    });
  },
);
