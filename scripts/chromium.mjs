// A Chromium for the tests that look at pages: the one named by CHROMIUM, one that is installed, or Debian's.
import fs from 'node:fs';
import { run, step, which } from './steps.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a Chromium; undefined, with the reason printed, where none can be had. */
export async function ensureChromium() {
  const named = process.env.CHROMIUM;
  if (named && fs.existsSync(named)) return named;
  const find = () => names.map(which).find(Boolean);
  if (find()) return find();
  if (process.getuid?.() !== 0 || !which('apt-get')) {
    console.log(
      '• No Chromium: the tests in a browser are skipped. Install one, or name it in CHROMIUM, to run them.',
    );
    return undefined;
  }
  try {
    await step('Installing Chromium for the tests in a browser', () => {
      run('apt-get', ['update', '-qq'], { quiet: true });
      run(
        'apt-get',
        ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core', 'ripgrep'],
        { quiet: true },
      );
    });
  } catch (error) {
    console.log(`• No Chromium, so the tests in a browser are skipped: ${error.message}`);
  }
  return find();
}
