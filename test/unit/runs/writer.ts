/** A real run as a process of its own: begins, tells its progress, and works until it is cancelled or killed. */
import { createRun } from '../../../src/runs/runWriter';
import { start } from './start';

const folder = process.argv.at(-1);
if (!folder) throw new Error('usage: writer --run DIR');
if (process.argv.includes('--broken')) {
  console.error('renas: the space "lab" is unknown');
  process.exit(3);
}
const run = createRun(folder, start);
let step = 0;
const timer = setInterval(() => {
  run.event({ event: 'progress', seconds: run.seconds(), phase: 'search', done: step++, total: 1000 });
}, 10);
run.cancelled.addEventListener('abort', () => {
  clearInterval(timer);
  run.finish('cancelled');
});
