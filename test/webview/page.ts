import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { panelHtml } from '../../src/client/panel/panelHtml';
import type { FromPage, ToPage } from '../../src/protocol/panel';
import { fonts, type Theme, themes } from './themes';

const root = path.resolve(import.meta.dirname, '../..');
/** Of this worker alone: another one may be writing its page while this one reads its own. */
const dist = path.join(root, 'test/.tmp', `webview-${process.env['VITEST_POOL_ID'] ?? 0}`);
const origin = 'http://panel.test';

/** Bundles the page as esbuild.js does. */
export async function buildPage(): Promise<void> {
  mkdirSync(dist, { recursive: true });
  await build({
    entryPoints: { panel: path.join(root, 'webview/panel.ts') },
    outdir: dist,
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    loader: { '.cell': 'text', '.ttf': 'file' },
    logLevel: 'error',
  });
}

export interface PanelPage {
  readonly page: Page;
  /** What the page has said to the host, in order. */
  sent(): Promise<readonly FromPage[]>;
  send(message: ToPage): Promise<void>;
  /** What went wrong in the page: exceptions, the content security policy. */
  readonly problems: readonly string[];
}

export interface PageOptions {
  readonly theme?: keyof typeof themes;
  readonly width?: number;
  readonly height?: number;
  /** What the page is made with. */
  readonly first?: readonly ToPage[];
}

/** The panel's page alone in a browser, with the policy and the theme that VS Code would give it. */
export async function openPage(browser: Browser, options: PageOptions = {}): Promise<PanelPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 900, height: options.height ?? 640 },
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.route(`${origin}/**`, async route => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') {
      const own = { script: 'panel.js', style: 'panel.css', source: origin, nonce: 'bm9uY2U=' };
      const body = panelHtml({ ...own, ...(options.first ? { first: options.first } : {}) });
      return route.fulfill({ contentType: 'text/html', body });
    }
    return route.fulfill({
      contentType: types[path.extname(name)] ?? '',
      body: await readFile(path.join(dist, name)),
    });
  });
  await page.addInitScript(beVsCode, themeOf(options.theme ?? 'dark'));
  await page.goto(`${origin}/`);
  return {
    page,
    problems,
    sent: () => page.evaluate(() => (window as unknown as { sent: FromPage[] }).sent),
    send: async message => {
      await page.evaluate(m => window.postMessage(m, '*'), message);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    },
  };
}

export async function changeTheme(page: Page, name: keyof typeof themes): Promise<void> {
  await page.evaluate(({ bodyClass, variables }) => {
    document.documentElement.removeAttribute('style');
    for (const [key, value] of Object.entries(variables))
      document.documentElement.style.setProperty(`--vscode-${key}`, value);
    document.body.className = bodyClass;
  }, themeOf(name));
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

function themeOf(name: keyof typeof themes): Theme {
  const theme: Theme = themes[name];
  return { ...theme, variables: { ...theme.variables, ...fonts } };
}

/** Runs in the page, before its own script. */
function beVsCode({ bodyClass, variables }: Theme): void {
  const sent: unknown[] = [];
  Object.assign(window, {
    sent,
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => sent.push(structuredClone(message)),
      setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
      getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
    }),
  });
  const observer = new MutationObserver(() => {
    if (!document.body) return;
    observer.disconnect();
    for (const [name, value] of Object.entries(variables))
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    document.body.className = bodyClass;
  });
  observer.observe(document, { childList: true, subtree: true });
}
