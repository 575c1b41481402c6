import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { canonicalHash } from '../../../src/cells/canonical';
import { enumerateCells } from '../../../src/cells/enumerate';
import { attemptScript } from '../../../src/measure/attemptScript';
import { createDriver, type DriverOptions } from '../../../src/measure/driver';
import { localExecutor } from '../../../src/measure/executors/local';
import { openJournal } from '../../../src/measure/journal';
import type { MeasureRequest } from '../../../src/measure/measurer';
import { vertexSpace } from '../cells/spaces';

export const space = { ...vertexSpace, name: 'small', vertices: 4 };
export const cells = [...enumerateCells(space)];

export function request(i: number, more: Partial<MeasureRequest> = {}): MeasureRequest {
  const cell = cells[i]!;
  return { space, cell, name: `c${i}`, hash: canonicalHash(space, cell), seed: 0, epochs: 3, ...more };
}

/** A driver over real processes of this machine that run `command`, in a run's directory. */
export function driverIn(
  folder: string,
  command: string,
  more: Partial<DriverOptions> & { job?: object } = {},
) {
  const script = path.join(folder, 'attempt.sh');
  mkdirSync(folder, { recursive: true });
  writeFileSync(script, attemptScript);
  const said: string[] = [];
  const journal = openJournal(folder);
  const { job, slots = 2, ...others } = more;
  const driver = createDriver({
    folder,
    runId: path.basename(folder),
    journal,
    executor: localExecutor({ script, slots, gpus: [] }),
    slots,
    settings: {
      command,
      cwd: folder,
      job: { label: 'accuracy', goal: 'max', device: 'cpu', threads: 1, ...job },
    },
    signal: new AbortController().signal,
    interval: 20,
    grace: 2000,
    say: text => said.push(text),
    ...others,
  });
  return { driver, journal, said };
}

export function filesOf(folder: string, key: string, ending: string): readonly string[] {
  const attempts = path.join(folder, 'jobs', key, 'attempts');
  return existsSync(attempts) ? readdirSync(attempts).filter(name => name.endsWith(ending)) : [];
}

/** A line of shell that reports a result. */
export const result = (values: string) =>
  `printf '{"event":"result","values":%s,"seconds":1.5}\\n' '${values}' >> {report}`;
