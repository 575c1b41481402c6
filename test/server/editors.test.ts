import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePrograms } from '../bundle';
import { twoCells } from './samples';

const root = path.resolve(import.meta.dirname, '..', '..');
const docs = readFileSync(path.join(root, 'docs', 'editors.md'), 'utf8');
let folder: string;

/** The set-up of an editor as docs/editors.md has it: a block of a language under a heading, the first if `at` is absent. */
function setUp(heading: string, language: string, at = 0): string {
  const section = docs.split(/^## /m).find(each => each.startsWith(`${heading}\n`)) ?? '';
  const blocks = section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'));
  const block = [...blocks][at]?.[1];
  if (!block) throw new Error(`docs/editors.md has no ${language} under ${heading}.`);
  return block.replaceAll('/opt/renas', folder);
}

/** The version that a program prints, as numbers; why there is none. */
function versionOf(program: string, pattern: RegExp): readonly number[] | string {
  const env = { ...process.env, QT_QPA_PLATFORM: 'offscreen' };
  const { stdout, error } = spawnSync(program, ['--version'], { encoding: 'utf8', env });
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

/** Why a program can't be had; a text where it is missing. */
function needs(program: string): string | undefined {
  const { error } = spawnSync(program, ['--help'], { stdio: 'ignore' });
  return error ? `${program} is not installed` : undefined;
}

/** Where a plugin of Vim lies: as a variable of the environment says, or where Debian puts it. */
function pluginFolder(variable: string, usual: string): string {
  return process.env[variable] ?? usual;
}

function pluginOf(variable: string, usual: string): string | undefined {
  const place = pluginFolder(variable, usual);
  if (place === '') return `${variable} does not name its folder`;
  return existsSync(place) ? undefined : `there is no ${place}`;
}

const named = (what: string, why: string | undefined) => (why ? `${what} (skipped: ${why})` : what);

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Runs a program that wants a terminal, of 40 lines of 120 characters; what it draws is given back. */
function runInTerminal(command: string, input = ''): string {
  return run('script', ['-qec', `stty rows 40 cols 120; exec ${command}`, '/dev/null'], {
    more: { TERM: 'xterm-256color' },
    input,
  });
}

function run(
  program: string,
  args: readonly string[],
  { more = {}, input }: { readonly more?: Readonly<Record<string, string>>; readonly input?: string } = {},
): string {
  const home = path.join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const done = spawnSync(program, args, {
    encoding: 'utf8',
    cwd: folder,
    timeout: 100_000,
    ...(input === undefined ? {} : { input }),
    env: {
      ...process.env,
      ...{ HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_STATE_HOME: home },
      ...more,
    },
  });
  expect(done.status, done.stdout + done.stderr).toBe(0);
  return done.stdout + done.stderr;
}

const neovim = whyNot(versionOf('nvim', /^NVIM v(\d+)\.(\d+)/), [0, 11]);
const emacs = whyNot(versionOf('emacs', /^GNU Emacs (\d+)\.(\d+)/), [28, 1]);
const vim = whyNot(versionOf('vim', /^VIM - Vi IMproved (\d+)\.(\d+)/), [9, 0]) ?? needs('script');
const vimLsp = vim ?? pluginOf('VIM_LSP', '');
const youCompleteMe = vim ?? pluginOf('YOU_COMPLETE_ME', '/usr/share/vim-youcompleteme');
const helix = whyNot(versionOf('hx', /^helix (\d+)\.(\d+)/), [23, 10]) ?? needs('script');
const kate = whyNot(versionOf('kate', /^kate (\d+)\.(\d+)/), [21, 12]);

beforeAll(() => {
  if (neovim && emacs && vimLsp && youCompleteMe && helix && kate) return;
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

describe('Vim', () => {
  /** Runs Vim with a set-up until ranks stand on its screen. Returns these, as they stand behind the cells. */
  function ranksIn(name: string, setUpText: string): { readonly shown: string[]; readonly comment: string } {
    const result = path.join(folder, `${name}.json`);
    const vimrc = write(`${name}.vim`, `set nocompatible\n${setUpText}`);
    // Jobs of Vim answer between the ticks of a timer; the cursor moves, as a user's does.
    const probe = write(
      `${name}-probe.vim`,
      `
func! Shown()
  redraw
  let l:rows = map(range(1, &lines), {_, r -> join(map(range(1, &columns), {_, c -> screenstring(r, c)}), '')})
  return filter(map(l:rows, {_, l -> matchstr(l, '\\(≈ \\)\\=top .* of \\d')}), {_, l -> l !=# ''})
endfunc
let g:ticks = 0
func! Tick(timer)
  let g:ticks += 1
  if g:ticks > 800 | cquit | endif
  if g:ticks % 10 == 0 | call feedkeys(g:ticks % 20 == 0 ? 'j' : 'k', 'n') | endif
  let l:shown = Shown()
  if len(l:shown) < 2 | return | endif
  call writefile([json_encode({'shown': l:shown, 'comment': &commentstring})], '${result}')
  qall!
endfunc
autocmd VimEnter * call timer_start(100, 'Tick', {'repeat': -1})
`,
    );
    const file = path.join(folder, 'cells', 'two.cell');
    runInTerminal(`vim -N -i NONE -u ${vimrc} -S ${probe} ${file}`);
    return JSON.parse(readFileSync(result, 'utf8'));
  }

  it.skipIf(vimLsp)(
    named('shows the ranks with vim-lsp', vimLsp),
    () => {
      const plugin = `set runtimepath+=${pluginFolder('VIM_LSP', '')}\n`;
      const { shown, comment } = ranksIn('vim-lsp', plugin + setUp('Vim', 'vim'));
      for (const each of shown) expect(each).toMatch(rank);
      expect(shown).toHaveLength(2);
      expect(comment).toBe('// %s');
    },
    120_000,
  );

  it.skipIf(youCompleteMe)(
    named('shows the ranks with YouCompleteMe', youCompleteMe),
    () => {
      const place = pluginFolder('YOU_COMPLETE_ME', '/usr/share/vim-youcompleteme');
      // The server of Debian's package needs Debian's Python.
      const debian = existsSync('/usr/bin/python3')
        ? "let g:ycm_server_python_interpreter = '/usr/bin/python3'\n"
        : '';
      const plugin = `set runtimepath+=${place}\n${debian}`;
      const { shown, comment } = ranksIn('youcompleteme', plugin + setUp('Vim', 'vim', 1));
      for (const each of shown) expect(each).toMatch(rank);
      expect(shown).toHaveLength(2);
      expect(comment).toBe('// %s');
    },
    120_000,
  );
});

describe('Helix', () => {
  it.skipIf(helix)(
    named('shows the ranks', helix),
    () => {
      mkdirSync(path.join(folder, 'home', 'helix'), { recursive: true });
      write('home/helix/languages.toml', setUp('Helix', 'toml'));
      write('home/helix/config.toml', setUp('Helix', 'toml', 1));
      const health = run('hx', ['--health', 'cell']);
      expect(health).toMatch(/✓.* renas/);
      const log = path.join(folder, 'helix.log');
      const file = path.join(folder, 'cells', 'two.cell');
      // It reads its keys once it is up; what it draws in the meantime stands in the output.
      const quit = `(sleep 20; printf '\\033'; sleep 1; printf ':quit!\\r'; sleep 2) | `;
      const out = run('sh', [
        '-c',
        `${quit}script -qec "stty rows 40 cols 120; exec hx --log ${log} -v ${file}" /dev/null`,
      ]);
      expect(out).toMatch(/top \S+ % · (1st|2nd) of 2/);
      expect(readFileSync(log, 'utf8')).toContain('textDocument/inlayHint');
    },
    120_000,
  );
});

describe('Kate', () => {
  it.skipIf(kate)(
    named('starts the server for a document of mode Cell', kate),
    () => {
      const settings = path.join(folder, 'home', 'kate', 'lspclient');
      mkdirSync(settings, { recursive: true });
      writeFileSync(path.join(settings, 'settings.json'), setUp('Kate', 'json'));
      // A Node.js that keeps what the server is sent.
      const traffic = path.join(folder, 'kate-traffic');
      const bin = path.join(folder, 'bin');
      mkdirSync(bin);
      const keeping = `#!/bin/sh\ntee ${traffic} | ${process.execPath} "$@"\n`;
      writeFileSync(path.join(bin, 'node'), keeping, { mode: 0o755 });
      // Kate asks before it starts a program for the first time; this is a yes.
      const allowed = `${bin}/node ${folder}/dist/server.js --stdio`;
      writeFileSync(
        path.join(folder, 'home', 'katerc'),
        `[Kate Plugins]\nlspclientplugin=true\n[lspclient]\nSemanticHighlighting=true\nAllowedServerCommandLines=${allowed}\n`,
      );
      const syntax = path.join(folder, 'home', 'org.kde.syntax-highlighting', 'syntax');
      mkdirSync(syntax, { recursive: true });
      cpSync(path.join(root, 'docs', 'editors', 'cell.xml'), path.join(syntax, 'cell.xml'));
      const file = path.join(folder, 'cells', 'two.cell');
      const runtime = path.join(folder, 'runtime');
      mkdirSync(runtime, { mode: 0o700 });
      const wait = `for i in $(seq 300); do grep -q '"textDocument/documentSymbol"' ${traffic} 2>/dev/null && break; sleep 0.2; done`;
      run('sh', ['-c', `kate -b ${file} & kate=$!; ${wait}; kill $kate; wait $kate; exit 0`], {
        more: {
          ...{ XDG_RUNTIME_DIR: runtime, QT_QPA_PLATFORM: 'offscreen' },
          PATH: `${bin}:${process.env['PATH']}`,
        },
      });
      const sent = readFileSync(traffic, 'utf8');
      expect(sent).toMatch(/"method":\s*"textDocument\/didOpen"/);
      expect(sent).toContain('two.cell');
      expect(sent).toMatch(/textDocument\/documentSymbol/);
    },
    120_000,
  );
});
