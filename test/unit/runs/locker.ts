/** Locks a run directory, says whether it could, and stays until it is killed. */
import { lockRun } from '../../../src/runs/runLock';

try {
  lockRun(process.argv[2] ?? '');
  console.log('locked');
} catch (error) {
  console.log(`refused: ${(error as Error).message}`);
}
setInterval(() => {}, 1000);
