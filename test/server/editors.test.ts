import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePrograms } from '../bundle';
import { twoCells } from './samples';

const root = path.resolve(import.meta.dirname, '..', '..');
const docs = readFileSync(path.join(root, 'docs', 'editors.md'), 'utf8');
let folder: string;

/** The set-up of an editor as docs/editors.md has it: the first block of a language under a heading. */
function setUp(heading: string, language: string): string {
  const section = docs.split(/^## /m).find(each => each.startsWith(`${heading}\n`)) ?? '';
  const block = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(section)?.[1];
  if (!block) throw new Error(`docs/editors.md has no ${language} under ${heading}.`);
  return block.replaceAll('/opt/renas', folder);
}

/** The version that a program prints, as numbers; why there is none. */
function versionOf(program: string, pattern: RegExp): readonly number[] | string {
  const { stdout, error } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const version = error ? undefined : pattern.exec(stdout)?.slice(1).map(Number);
  return version ?? `${program} is not installed`;
}

/** Why a test is skipped; `undefined` where the editor is there. */
function whyNot(version: readonly number[] | string, least: readonly [number, number]): string | undefined {
  if (typeof version === 'string') return version;
  const [major = 0, minor = 0] = version;
  const old = major < least[0] || (major === least[0] && minor < least[1]);
  return old ? `version ${version.join('.')} is older than ${least.join('.')}` : undefined;
}

const named = (what: string, why: string | undefined) => (why ? `${what} (skipped: ${why})` : what);

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

function run(program: string, args: readonly string[]): string {
  const home = path.join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const done = spawnSync(program, args, {
    encoding: 'utf8',
    cwd: folder,
    timeout: 100_000,
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_STATE_HOME: home },
  });
  expect(done.status, done.stdout + done.stderr).toBe(0);
  return done.stdout + done.stderr;
}

const neovim = whyNot(versionOf('nvim', /^NVIM v(\d+)\.(\d+)/), [0, 11]);
const emacs = whyNot(versionOf('emacs', /^GNU Emacs (\d+)\.(\d+)/), [28, 1]);

beforeAll(() => {
  if (neovim && emacs) return;
  folder = mkdtempSync(path.join(tmpdir(), 'renas-editors-'));
  bundlePrograms(path.join(folder, 'dist'), { server: 'src/server/main.ts', cli: 'src/cli/main.ts' });
  symlinkSync(path.join(root, 'models'), path.join(folder, 'models'));
  mkdirSync(path.join(folder, 'cells'));
  write('cells/two.cell', twoCells);
  cpSync(path.join(root, 'examples', 'inception.cell'), path.join(folder, 'cells', 'inception.cell'));
}, 60_000);
afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const rank = /^(≈ )?top \S+ % · (1st|2nd) of 2$/;

describe('Neovim', () => {
  it.skipIf(neovim)(
    named('shows the ranks of the present text, and hovers without pictures', neovim),
    () => {
      const probe = write(
        'probe.lua',
        `
local function wait(what, done)
  if not vim.wait(40000, done, 20) then
    io.stderr:write('not in time: ' .. what .. '\\n')
    vim.cmd('cquit')
  end
end
local function labels()
  return vim.tbl_map(function(hint) return hint.inlay_hint.label end, vim.lsp.inlay_hint.get({ bufnr = 0 }))
end
wait('the first hints', function() return #labels() == 2 end)
local seen = { labels() }
for _, operation in ipairs({ 'conv3x3', 'maxpool3x3', 'conv1x1' }) do
  local before = labels()
  vim.fn.cursor(1, 1)
  local line = vim.fn.search('  b = .*(a)')
  vim.fn.setline(line, '  b = ' .. operation .. '(a)')
  wait('the hints after an edit', function() return #labels() == 2 and not vim.deep_equal(labels(), before) end)
  seen[#seen + 1] = labels()
end
vim.fn.cursor(4, 7)
local client = vim.lsp.get_clients({ name = 'renas' })[1]
local hover = client:request_sync('textDocument/hover', vim.lsp.util.make_position_params(0, client.offset_encoding), 20000)
io.stdout:write('RESULT ' .. vim.json.encode({
  labels = seen,
  hover = hover.result.contents,
  encoding = client.offset_encoding,
  comment = vim.bo.commentstring,
}) .. '\\n')
vim.cmd('qall!')
`,
      );
      const init = write('init.lua', setUp('Neovim', 'lua'));
      const file = path.join(folder, 'cells', 'two.cell');
      const out = run('nvim', ['--headless', '--clean', '-u', init, file, '-c', `luafile ${probe}`]);
      const result = JSON.parse(/RESULT (.*)/.exec(out)?.[1] ?? 'null');
      const [first, ...edited] = result.labels as string[][];
      for (const labels of [first, ...edited]) for (const label of labels!) expect(label).toMatch(rank);
      // Back at the first text, the first ranks.
      expect(edited.at(-1)).toEqual(first);
      expect(result.hover.kind).toBe('markdown');
      expect(result.hover.value).toMatch(/predicted top \S+ % of nasbench101/);
      expect(result.hover.value).not.toContain('data:image');
      expect(result.comment).toBe('// %s');
    },
    120_000,
  );
});

describe('Emacs', () => {
  it.skipIf(emacs)(
    named('shows diagnostics, hovers in plain text and code actions, and formats', emacs),
    () => {
      const probe = write(
        'probe.el',
        `
(defun wait-for (what done)
  (let ((end (+ (float-time) 40)))
    (while (not (funcall done))
      (when (> (float-time) end) (message "not in time: %s" what) (kill-emacs 1))
      (accept-process-output nil 0.05))))
(defun ask (method params) (jsonrpc-request (eglot-current-server) method params))
(find-file "${folder}/cells/two.cell")
(message "RESULT mode %s" major-mode)
;; What eglot-ensure does, which a batch process has no command loop for.
(apply #'eglot--connect (eglot--guess-contact))
(wait-for "the server" (lambda () (eglot-current-server)))
(goto-char (point-min))
(search-forward "cell pool")
(defun hover () (plist-get (ask :textDocument/hover (eglot--TextDocumentPositionParams)) :contents))
;; The predictor may take longer to start than a hover waits.
(wait-for "the rank in a hover" (lambda () (string-match-p "predicted" (plist-get (hover) :value))))
(let ((contents (hover)))
  (message "RESULT kind %s" (plist-get contents :kind))
  (message "RESULT hover %s" (json-encode (plist-get contents :value))))
(let ((actions (ask :textDocument/codeAction
                    (list :textDocument (eglot--TextDocumentIdentifier)
                          :range (list :start (eglot--pos-to-lsp-position) :end (eglot--pos-to-lsp-position))
                          :context '(:diagnostics [])))))
  (message "RESULT actions %s" (json-encode (mapcar (lambda (each) (plist-get each :title)) actions))))
(search-forward "a = ")
(insert "   ")
(eglot-format-buffer)
(message "RESULT formatted %s" (json-encode (buffer-string)))
(search-forward "(a)")
(replace-match "(nothing)")
(eglot--signal-textDocument/didChange)
(flymake-mode 1)
(flymake-start)
(wait-for "a diagnostic" (lambda () (flymake-start) (flymake-diagnostics)))
(message "RESULT diagnostic %s" (flymake-diagnostic-text (car (flymake-diagnostics))))
(set-buffer-modified-p nil)
(kill-emacs 0)
`,
      );
      const init = write('init.el', setUp('Emacs', 'elisp'));
      const out = run('emacs', [
        '--batch',
        '--eval',
        '(package-initialize)',
        '--load',
        init,
        '--load',
        probe,
      ]);
      const result = (name: string) => new RegExp(`^RESULT ${name} (.*)$`, 'm').exec(out)?.[1] ?? '';
      expect(result('mode')).toBe('cell-mode');
      expect(result('kind')).toBe('plaintext');
      expect(JSON.parse(result('hover'))).toMatch(
        /^pooled · nasbench101\npredicted top \S+ % of nasbench101, /,
      );
      expect(JSON.parse(result('actions'))).toEqual([
        'Write the cell by its published spelling',
        expect.stringMatching(/^Improve: .* \(top \S+ % → \S+ %\)$/),
      ]);
      expect(JSON.parse(result('formatted'))).toBe(twoCells);
      expect(result('diagnostic')).toContain('nothing');
    },
    120_000,
  );
});
