import type { BrowserContext } from 'playwright-core';

export function losslessWebp(context: BrowserContext, png: Buffer): Promise<Buffer>;
