import { spawnSync } from 'node:child_process';
import { which } from './steps.mjs';

/**
 * A PNG as a lossless WebP, which takes about a third of the bytes for a screenshot. By `cwebp`, where it is installed;
 * else Chromium encodes it in a page of its own: at quality 1 its encoder is lossless, but less thorough.
 *
 * @param {import('playwright-core').BrowserContext} context
 * @param {Buffer} png
 */
export async function losslessWebp(context, png) {
  const cwebp = which('cwebp');
  if (!cwebp) return await byChromium(context, png);
  const { status, stdout, stderr } = spawnSync(
    cwebp,
    ['-quiet', '-lossless', '-z', '9', '-o', '-', '--', '-'],
    {
      input: png,
      maxBuffer: 64 * 2 ** 20,
    },
  );
  if (status !== 0) throw new Error(`cwebp failed: ${stderr}`);
  return stdout;
}

async function byChromium(context, png) {
  const page = await context.newPage();
  try {
    const encoded = await page.evaluate(async base64 => {
      const blob = await (await fetch(`data:image/png;base64,${base64}`)).blob();
      const image = await createImageBitmap(blob);
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      canvas.getContext('2d', { alpha: false }).drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', 1);
    }, png.toString('base64'));
    return Buffer.from(encoded.split(',')[1], 'base64');
  } finally {
    await page.close();
  }
}
