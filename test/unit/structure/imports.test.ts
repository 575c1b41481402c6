import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

/** These import nothing, and every folder may import them. */
const forAll = ['src/text', 'src/files'];

/** What the files of each folder may import; a file belongs to the deepest folder listed here. See docs/architecture.md. */
const table: Readonly<Record<string, string>> = {
  '@tensorflow': '',
  'src/language': '',
  'src/cells': '',
  'src/engines': '@tensorflow src/protocol/schemas',
  'src/text': '',
  'src/files': '',
  'src/protocol': '',
  'src/protocol/schemas': 'src/protocol',
  'src/document': 'src/language src/cells',
  'src/exchange': 'src/language src/cells src/document',
  'src/predictor':
    '@tensorflow src/cells src/predictor/math src/predictor/recipes src/predictor/prior src/protocol/schemas',
  'src/predictor/math': '@tensorflow',
  'src/predictor/features': 'src/cells',
  'src/predictor/prior':
    'src/cells src/predictor src/predictor/math src/predictor/features src/predictor/recipes src/protocol/schemas',
  'src/predictor/gp': 'src/cells src/predictor src/predictor/math',
  'src/predictor/recipes':
    '@tensorflow src/cells src/predictor src/predictor/math src/predictor/features src/predictor/gp src/predictor/prior',
  'src/datasets': 'src/cells src/document src/exchange',
  'src/search': 'src/cells src/predictor/math src/predictor/features src/predictor/gp',
  'src/runs': 'src/protocol src/protocol/schemas',
  'src/measure': 'src/cells src/document src/exchange src/runs src/protocol src/protocol/schemas',
  'src/report': 'src/protocol',
  'src/cli':
    'src/language src/cells src/document src/exchange src/predictor src/engines src/datasets src/search src/runs src/report src/measure src/protocol src/protocol/schemas src/predictor/prior',
  'src/server': 'src/language src/cells src/document src/exchange src/protocol src/protocol/schemas',
  'src/client': 'src/protocol src/protocol/schemas src/runs',
  webview: 'src/cells src/protocol src/protocol/schemas src/report',
};

/** Returns a sentence for each import that `allowed` forbids and for each permission that no import uses. */
function violations(
  allowed: typeof table,
  sources: Iterable<readonly [file: string, text: string]>,
): string[] {
  const folderOf = (file: string) =>
    Object.keys(allowed)
      .filter(folder => file.startsWith(`${folder}/`))
      .sort((a, b) => b.length - a.length)[0];
  const unused = new Set(
    Object.entries(allowed).flatMap(([from, to]) =>
      to.split(' ').flatMap(name => (name ? [`${from} → ${name}`] : [])),
    ),
  );
  const permitted = new Set(unused);
  const forbidden: string[] = [];
  for (const [file, text] of sources)
    for (const [, specifier] of text.matchAll(/(?:from|import|import\()\s*'((?:\.|@tensorflow\/)[^']+)'/g)) {
      const target = specifier!.startsWith('.')
        ? path.posix.join(path.posix.dirname(file), specifier!)
        : specifier!;
      const [from, to] = [folderOf(file), folderOf(target)];
      const edge = `${from} → ${to}`;
      unused.delete(edge);
      if (from !== to && !forAll.includes(to ?? '') && !permitted.has(edge))
        forbidden.push(`${file} may not import ${specifier} (${edge})`);
    }
  return [...forbidden, ...[...unused].map(edge => `nothing uses the permission ${edge}`)];
}

it('imports follow the table, and every permission is used', () => {
  const files = ['src', 'webview'].flatMap(root =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'))
      .map(file => `${root}/${file.replaceAll(path.sep, '/')}`),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(
    violations(
      table,
      files.map(file => [file, readFileSync(file, 'utf8')]),
    ),
  ).toEqual([]);
});

it('names a forbidden import and an unused permission', () => {
  const allowed = { 'src/a': 'src/b', 'src/a/inner': '', 'src/b': '' };
  const sources = [
    ['src/a/x.ts', "import { y } from './inner/y';"],
    ['src/b/z.ts', "export type { x } from '../a/x';\nimport type { w } from './w';"],
  ] as const;
  expect(violations(allowed, sources)).toEqual([
    'src/a/x.ts may not import ./inner/y (src/a → src/a/inner)',
    'src/b/z.ts may not import ../a/x (src/b → src/a)',
    'nothing uses the permission src/a → src/b',
  ]);
});
