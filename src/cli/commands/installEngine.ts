import path from 'node:path';
import type { Command } from 'commander';
import { addedFolder } from '../../engines/added';
import { installEngine } from '../../engines/install';
import { type InstallableEngine, lacks } from '../../engines/machine';
import { keepMeasurements } from '../../engines/measurements';
import { probeEngines } from '../../engines/probe';
import { type InstallEngineSettings, installEngineCommand } from '../../protocol/commands/engines';
import { safeText } from '../../text/safeText';
import { writeJson, writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { exitCodes, UserError, usageError } from '../failure';

/** `renas engines install ENGINE`: puts a GPU engine into a folder of its own, or says what this machine lacks for it. */
export function addInstallEngine(engines: Command): void {
  addDeclared(engines, installEngineCommand, install);
}

async function install({ engine, ...flags }: InstallEngineSettings): Promise<void> {
  if (!isInstallable(engine)) throw usageError(`"${engine}" cannot be installed: name cuda or webgpu.`);
  const folder = flags.into ?? addedFolder();
  if (folder === undefined) throw usageError('Name the folder of added engines with --into.');
  const into = path.resolve(folder);
  const tell = (event: Readonly<Record<string, unknown>>, text: string) =>
    flags.json ? writeJson(event) : writeOut(safeText(`${text}\n`, 'terminal'));

  const missing = lacks(engine);
  for (const { text, needed } of missing) tell({ event: 'lacks', text, needed }, text);
  if (missing.some(({ needed }) => needed) && !flags.anyway)
    throw new UserError(
      `This machine cannot run ${engine}, so nothing was installed: ${missing[0]!.text} --anyway installs it all the same.`,
    );
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('disconnect', onSignal);
  let told = '';
  try {
    await installEngine(
      {
        engine,
        into,
        npm: ['npm'],
        registry: flags.registry,
        mirror: flags.mirror,
        idle: 1000 * flags.idle,
        limit: 1000 * flags.limit,
        signal: stop.signal,
        check: () => tryIt(engine, into),
      },
      ({ text, megabytes }) => {
        if (told === `${text} ${megabytes}`) return;
        told = `${text} ${megabytes}`;
        tell({ event: 'progress', text, megabytes }, `${text} (${megabytes} MB)`);
      },
    );
    tell({ event: 'done', engine, into }, `${engine} is installed in ${path.join(into, engine)}.`);
  } catch (error) {
    const interrupted = stop.signal.aborted;
    throw new UserError((error as Error).message, interrupted ? exitCodes.interrupted : exitCodes.failed);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('disconnect', onSignal);
  }
}

function isInstallable(engine: string): engine is InstallableEngine {
  return engine === 'cuda' || engine === 'webgpu';
}

/** Measures every engine; the new one is of use if it computes, be it TensorFlow's GPU package on the CPU. */
async function tryIt(engine: InstallableEngine, into: string): Promise<string | undefined> {
  process.env['RENAS_ENGINES'] = into;
  const reports = await probeEngines();
  const usable = (name: string) => reports.some(report => report.name === name && report.usable);
  if (!usable(engine) && !(engine === 'cuda' && usable('native')))
    return reports.find(({ name }) => name === engine)?.reason ?? 'it does not answer';
  keepMeasurements(reports);
  return undefined;
}
