// `npm run fuzz -- --minutes 60`: divides the time over the fuzzers of test/fuzz and writes what they find into a folder.
// --only NAME[,NAME] takes some of them, --seed N begins with another seed, --into DIR names the folder.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    into: { type: 'string', default: path.join(root, 'fuzz-findings') },
    'stop-at-first': { type: 'boolean', default: false },
  },
});
/** Seconds of processor time that one try may take, of all threads: other work on the machine does not count. */
const patience = 5;
/** Seconds that it may take by the clock, waiting included. */
const longest = 300;
const memory = 1500;

/** Of this run alone, so that others may go on beside it. */
const bundles = path.join(root, 'node_modules/.cache', `fuzz-${process.pid}`);
process.once('exit', () => rmSync(bundles, { recursive: true, force: true }));
await build({
  entryPoints: { worker: 'test/fuzz/worker.ts', list: 'test/fuzz/fuzzers.ts' },
  absWorkingDir: root,
  outdir: bundles,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  mainFields: ['module', 'main'],
  loader: { '.cell': 'text' },
  banner: {
    // Modules that are programs, too, must not take the bundle for themselves.
    js: `process.argv[1] = 'fuzz'; import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const __dirname = ${JSON.stringify(path.join(root, 'dist'))};`,
  },
  define: { 'import.meta.dirname': JSON.stringify(path.join(root, 'test/fuzz/fuzzers')) },
  logLevel: 'error',
});
const { fuzzers } = await import(path.join(bundles, 'list.mjs'));
const wanted = flags.only ? flags.only.split(',') : fuzzers.map(({ name }) => name);
const share = (Number(flags.minutes) * 60_000) / wanted.length;
mkdirSync(flags.into, { recursive: true });

let found = 0;
for (const name of wanted) {
  const begun = Date.now();
  const used = process.cpuUsage();
  const { tries, findings, slowest } = await fuzz(name, Number(flags.seed), begun + share);
  found += findings;
  console.log(
    `${name}: ${tries.toLocaleString('en')} tries in ${((Date.now() - begun) / 1000).toFixed(0)} s (${secondsSince(used).toFixed(1)} s of processor time) from seed ${flags.seed}, ${findings} ${findings === 1 ? 'finding' : 'findings'}; the slowest try took ${slowest.toFixed(1)} s of processor time`,
  );
}
process.exitCode = found > 0 ? 1 : 0;

/** Seconds of all threads since `process.cpuUsage()` said that. */
function secondsSince(used) {
  const { user, system } = process.cpuUsage(used);
  return (user + system) / 1e6;
}

/** Runs one fuzzer until its time is over; one that hangs or runs out of memory goes on behind the seed that did it. */
async function fuzz(name, first, until) {
  const known = new Set();
  const begun = Date.now();
  const used = process.cpuUsage();
  let seed = first;
  let stopped = false;
  let slowest = 0;
  const keep = report => {
    const key = `${report.message.slice(0, 80)} ${report.stack.split('\n').find(line => line.includes('at ')) ?? ''}`;
    if (known.has(key)) return;
    known.add(key);
    const file = path.join(flags.into, `${name}-${report.seed}.json`);
    writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
    console.log(
      `${name}: FINDING after ${((Date.now() - begun) / 1000).toFixed(1)} s (${secondsSince(used).toFixed(1)} s of processor time) with seed ${report.seed}: ${report.message.slice(0, 200)} (${file})`,
    );
    if (flags['stop-at-first']) stopped = true;
  };
  while (Date.now() < until && !stopped) {
    const progress = new SharedArrayBuffer(4);
    const current = new Int32Array(progress);
    current[0] = seed;
    const worker = new Worker(path.join(bundles, 'worker.mjs'), {
      workerData: { fuzzer: name, seed, until, progress },
      resourceLimits: { maxOldGenerationSizeMb: memory },
    });
    await new Promise(resolve => {
      let last = -1;
      let since = Date.now();
      let used = process.cpuUsage();
      const watch = setInterval(() => {
        if (current[0] !== last) [last, since, used] = [current[0], Date.now(), process.cpuUsage()];
        if (stopped || Date.now() > until + 1000 * longest) void worker.terminate();
        const seconds = secondsSince(used);
        slowest = Math.max(slowest, seconds);
        const message =
          seconds > patience
            ? `one try takes more than ${patience} seconds of processor time`
            : Date.now() - since > 1000 * longest
              ? `one try takes more than ${longest} seconds`
              : undefined;
        if (message === undefined) return;
        keep({ seed: last, message, stack: '', input: null });
        void worker.terminate();
      }, 250);
      worker.on('message', keep);
      worker.on('error', error =>
        keep({ seed: current[0], message: error.message, stack: error.stack ?? '', input: null }),
      );
      worker.on('exit', () => {
        clearInterval(watch);
        resolve();
      });
    });
    seed = current[0] + 1;
  }
  return { tries: seed - first, findings: known.size, slowest };
}
