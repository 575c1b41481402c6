import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const installed = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The Chromium that the tests of pages run in; undefined where there is none, and then they are skipped. */
export const browserPath = installed.find(file => file !== undefined && existsSync(file));

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(browserPath === undefined ? {} : { executablePath: browserPath }),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Where screenshots are kept: git-ignored, one folder for each kind of test. */
export function screenshots(kind: string): string {
  const folder = path.resolve(import.meta.dirname, '.shots', kind);
  mkdirSync(folder, { recursive: true });
  return folder;
}
