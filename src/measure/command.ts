import type { MeasureJob } from '../protocol/measurement';
import { placeholders } from '../protocol/placeholders';

/** The environment variables of the protocol that a job sets, in the order of docs/measuring.md. */
export function environmentOf(job: MeasureJob): Readonly<Record<string, string>> {
  const { key, cell, network, folder, seed, epochs, seconds, data, device, threads, label, stop, weights } =
    job;
  const all = {
    RENAS_JOB: `${folder}/job.json`,
    RENAS_KEY: key,
    RENAS_CELL: cell,
    RENAS_NETWORK: network,
    RENAS_FOLDER: folder,
    RENAS_SEED: seed,
    RENAS_EPOCHS: epochs,
    RENAS_SECONDS: seconds,
    RENAS_DATA: data,
    RENAS_DEVICE: device,
    RENAS_THREADS: threads,
    RENAS_LABEL: label,
    RENAS_STOP: stop,
    RENAS_WEIGHTS: weights,
    RENAS_VERIFY: job.verify ? 1 : undefined,
    RENAS_CHECK: job.check ? 1 : undefined,
    OMP_NUM_THREADS: threads,
    MKL_NUM_THREADS: threads,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

/**
 * A command with its placeholders as variables of the environment, quoted for where each stands: alone, in double quotes
 * or in single ones. So no value is ever read by the shell as anything but a value.
 */
export function expandPlaceholders(command: string): string {
  let quote = '';
  let arithmetic = false;
  let expanded = '';
  for (let i = 0; i < command.length; i++) {
    const character = command[i]!;
    const [whole, name = ''] = /^\{([a-z]+)\}/.exec(command.slice(i, i + 20)) ?? [];
    if (whole !== undefined && placeholders.has(name) && command[i - 1] !== '$') {
      const variable = `\${RENAS_${name.toUpperCase()}}`;
      expanded +=
        quote === '"' || arithmetic ? variable : quote === "'" ? `'"${variable}"'` : `"${variable}"`;
      i += whole.length - 1;
      continue;
    }
    if (character === '\\' && quote !== "'") {
      expanded += character + (command[++i] ?? '');
      continue;
    }
    // In an arithmetic expansion a quote is an error.
    if (quote !== "'" && command.startsWith('$((', i)) arithmetic = true;
    else if (arithmetic && command.startsWith('))', i)) arithmetic = false;
    if (quote === '' ? character === '"' || character === "'" : character === quote)
      quote = quote === '' ? character : '';
    expanded += character;
  }
  return expanded;
}

/** The file `command` of a job, for `sh`: what the protocol sets, then the user's command, in the folder that it was given in. */
export function commandScript(job: MeasureJob, command: string, cwd: string, setup?: string): string {
  const variables = Object.entries(environmentOf(job)).map(
    ([name, value]) => `export ${name}=${quoted(value)}`,
  );
  if (job.pythonPath && job.pythonPath.length > 0)
    variables.push(`export PYTHONPATH=${quoted(job.pythonPath.join(':'))}"\${PYTHONPATH:+:$PYTHONPATH}"`);
  const own = expandPlaceholders(command);
  // A login shell of bash, which has what clusters define in their profiles (`module`), and `source`.
  const last =
    setup === undefined
      ? own
      : `exec bash -l -c ${quoted(`{ ${setup}\n} || { echo "the setup failed" >&2; exit 1; }\n${own}`)}`;
  return ['#!/bin/sh', ...variables, `cd ${quoted(cwd)} || exit 66`, last, ''].join('\n');
}

/** For a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
