import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { losslessWebp } from '../../scripts/losslessWebp.mjs';
import {
  defaultVersion,
  ensureVscodeServer,
  freePort,
  hasVscodeServer,
  newestVersion,
  type RunningServer,
  startVscodeServer,
  stopVscodeServer,
} from '../../scripts/vscodeServer.mjs';
import { openBrowser, screenshots } from '../browser';

const root = path.resolve(import.meta.dirname, '../..');
const vsix = path.join(root, 'out', 'renas.vsix');

/** The versions of code-server to walk through: the oldest VS Code that package.json promises and the newest, if it is here. */
export const versions: readonly string[] = process.env['CODE_SERVER_VERSION']
  ? [process.env['CODE_SERVER_VERSION']]
  : [defaultVersion, ...(hasVscodeServer(newestVersion) ? [newestVersion] : [])];

/** A real VS Code with the packaged extension, in a browser, on a copy of the examples. */
export interface Workbench {
  readonly page: Page;
  /** The folder that is open: a copy of `examples/` without `networks/`, whose cells fill the lists of a small window. */
  readonly folder: string;
  readonly version: string;
  open(file: string): Promise<void>;
  command(title: string): Promise<void>;
  /** A line of the open editor with what is drawn in it, hints included. */
  line(containing: string): Locator;
  /** The hint at the end of the line that declares a cell. */
  hint(cell: string): Promise<string | undefined>;
  pick(containing: string): Promise<void>;
  /** Rests the pointer on `target` until `hover` is there. */
  hover(target: Locator, hover: Locator): Promise<void>;
  panel(): FrameLocator;
  screenshot(name: string): Promise<void>;
  /** A screenshot that the documentation shows; `npm run pictures` replaces it. */
  picture(name: string): Promise<void>;
  reload(): Promise<void>;
  close(): Promise<void>;
}

export async function openWorkbench(
  options: {
    readonly version?: string;
    readonly settings?: Record<string, unknown>;
    readonly trust?: boolean;
    readonly env?: Record<string, string>;
    /** Opens a workspace of the examples and of empty folders with these names beside them; with none, no folder at all. */
    readonly folders?: readonly string[];
  } = {},
): Promise<Workbench> {
  if (!existsSync(vsix)) throw new Error('out/renas.vsix is missing: `npm run package` makes it.');
  const version = options.version ?? (versions[0] as string);
  const profile = mkdtempSync(path.join(tmpdir(), 'renas-e2e-'));
  const folder = path.join(profile, 'examples');
  cpSync(path.join(root, 'examples'), folder, {
    recursive: true,
    filter: file => path.basename(file) !== 'networks',
  });
  let server: RunningServer | undefined;
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    if (server) await stopVscodeServer(server);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    server = await startVscodeServer({
      installation: await ensureVscodeServer(version),
      folder: profile,
      extension: vsix,
      port: await freePort(),
      trust: options.trust ?? true,
      env: options.env ?? {},
      userSettings: {
        'git.enabled': false,
        'files.autoSave': 'afterDelay',
        'window.commandCenter': false,
        'editor.minimap.enabled': false,
        ...options.settings,
      },
    });
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    // A machine that builds something else beside it takes long to load the workbench.
    await page.goto(`${server.address}?${opened(folder, options.folders)}`, { timeout: 120_000 });
    if (options.folders?.length === 0) await page.locator('.statusbar').waitFor();
    else
      await page
        .getByRole('treeitem', { name: /^(examples|inception\.cell)/ })
        .first()
        .waitFor();
    return { ...createActions(page, version), page, folder, version, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The query that tells VS Code what to open. */
function opened(examples: string, folders: readonly string[] | undefined): string {
  if (!folders) return `folder=${encodeURIComponent(examples)}`;
  if (folders.length === 0) return 'ew=true';
  const all = [examples, ...folders.map(name => path.join(path.dirname(examples), name))];
  for (const folder of all) mkdirSync(folder, { recursive: true });
  const file = path.join(path.dirname(examples), 'several.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: all.map(folder => ({ path: folder })) }));
  return `workspace=${encodeURIComponent(file)}`;
}

function createActions(page: Page, version: string) {
  let shot = 0;
  const editor = page.locator('.editor-instance').first();
  /** A page that has just opened in a frame can swallow a key, so it is pressed until it was heard. */
  async function quickInput(key: string, text: string): Promise<void> {
    const input = page.locator('.quick-input-widget input');
    for (let tries = 1; ; tries++) {
      await page.keyboard.press(key);
      try {
        await input.waitFor({ timeout: 2000 });
        break;
      } catch (error) {
        if (tries === 5) throw error;
        await page.locator('.statusbar').click({ position: { x: 400, y: 5 } });
      }
    }
    await input.fill(text);
  }
  /** A list that opened before VS Code had read the folder and its extensions stays without them, so it is opened again. */
  async function quickPick(key: string, text: string, containing: string): Promise<void> {
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: containing }).first();
    for (let tries = 1; ; tries++) {
      await quickInput(key, text);
      try {
        await row.click({ timeout: 10_000 });
        return;
      } catch (error) {
        if (tries === 5) throw error;
        await page.keyboard.press('Escape');
      }
    }
  }

  return {
    async open(file: string) {
      await quickPick('Control+P', file, file);
      await page.getByRole('tab', { name: file, selected: true }).first().waitFor();
      await editor.locator('.view-line').first().waitFor();
    },
    async command(title: string) {
      await quickPick('F1', `>${title}`, title);
    },
    line: (containing: string) => editor.locator('.view-line', { hasText: containing }).first(),
    async hint(cell: string) {
      const line = editor.locator('.view-line', { hasText: new RegExp(`cell\\s${cell}\\b`) }).first();
      const text = ((await line.textContent()) ?? '').replace(/\u00a0/g, ' ');
      return /(≈ )?top \S+ %.*$/.exec(text)?.[0];
    },
    async pick(containing: string) {
      await page.locator('.quick-input-list .monaco-list-row', { hasText: containing }).first().click();
    },
    async hover(target: Locator, hover: Locator) {
      // What is drawn anew under a pointer that rests shows no hover until the pointer moves.
      for (let tries = 1; ; tries++) {
        await target.hover();
        try {
          return await hover.waitFor({ timeout: 5000 });
        } catch (error) {
          if (tries === 6) throw error;
          await page.mouse.move(0, 0);
        }
      }
    },
    panel: () => page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame'),
    async screenshot(name: string) {
      shot++;
      const file = `${String(shot).padStart(2, '0')}-${name.replace(/\W+/g, '-')}.png`;
      await page.screenshot({ path: path.join(screenshots(`e2e-${version}`), file) });
    },
    async picture(name: string) {
      if (!process.env['RENAS_PICTURES'] || version !== versions.at(-1)) return;
      const picture = await losslessWebp(page.context(), await page.screenshot());
      writeFileSync(path.join(root, 'docs', 'images', `${name}.webp`), picture);
    },
    async reload() {
      await page.reload();
      await page.locator('.activitybar').getByRole('tab', { name: 'ReNAS' }).waitFor();
    },
  };
}
