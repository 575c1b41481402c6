import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A Python that can import some modules, or the reason why there is none. RENAS_PYTHON names one to ask first. */
export function findPython(modules: readonly string[]): { python: string } | { why: string } {
  for (const python of [process.env['RENAS_PYTHON'], '/usr/bin/python3', 'python3']) {
    if (!python) continue;
    if (spawnSync(python, ['-c', `import ${modules.join(', ')}`], { timeout: 60_000 }).status === 0)
      return { python };
  }
  return {
    why: `no Python with ${modules.join(' and ')}; \`node scripts/python-oracle.mjs\` installs Debian's`,
  };
}

/** Runs a script once with `task` as JSON in a file beside `files`; gives back the JSON it prints. */
export function askPython(
  python: string,
  script: string,
  task: unknown,
  files: Readonly<Record<string, Uint8Array>> = {},
): unknown {
  const folder = mkdtempSync(path.join(tmpdir(), 'renas-python-'));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
    writeFileSync(path.join(folder, 'task.json'), JSON.stringify(task));
    const done = spawnSync(python, [script, folder], { encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (done.status !== 0) throw new Error(`${path.basename(script)} failed:\n${done.stderr}`);
    return JSON.parse(done.stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
