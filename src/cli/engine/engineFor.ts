import { foundPackages } from '../../engines/added';
import { orderFor, type Work } from '../../engines/choice';
import {
  type EngineName,
  type EngineOptions,
  EngineUnusable,
  engineNames,
  type StartedEngine,
  startEngine,
} from '../../engines/engine';
import { keepMeasurements, readMeasurements } from '../../engines/measurements';
import { probeEngines } from '../../engines/probe';
import { usageError } from '../failure';

export type WantedEngine = EngineName | 'auto';

export interface EngineRequest extends Pick<EngineOptions, 'without' | 'onTry' | 'onLost'> {
  /** What a command line names. It must be had; what RENAS_ENGINE names is only preferred. */
  readonly engine?: WantedEngine | undefined;
}

/**
 * Starts the engine that is asked for, or else the best for the work as measured on this machine. Where nothing was
 * added there is nothing to choose, and nothing is measured.
 */
export async function startEngineFor(work: Work, request: EngineRequest = {}): Promise<StartedEngine> {
  const { engine, ...options } = request;
  if (engine !== undefined && engine !== 'auto') return startEngine(engine, options);
  const preferred = engine === 'auto' ? 'auto' : preferredEngine();
  if (preferred === 'auto') return startBest(work, options);
  if (options.without?.[preferred] === undefined)
    try {
      return await startEngine(preferred, options);
    } catch (error) {
      if (!(error instanceof EngineUnusable)) throw error;
      const { name, reason } = await startBest(work, {
        ...options,
        without: { ...options.without, [preferred]: error.why },
      });
      return { name, reason: `${preferred} is chosen but cannot be used, ${error.why}: instead ${reason}` };
    }
  return startBest(work, options);
}

/** What RENAS_ENGINE names: the setting `renas.engine` of the editor, or a user's own. */
function preferredEngine(): WantedEngine {
  const named = process.env['RENAS_ENGINE'] || 'auto';
  if (named === 'auto' || engineNames.includes(named as EngineName)) return named as WantedEngine;
  throw usageError(`RENAS_ENGINE names no engine: write auto, ${engineNames.join(', ')}.`);
}

/** ms for each engine, so that all of them are seen before the predictor process is taken for dead. */
const firstLook = 15_000;

async function startBest(work: Work, options: EngineOptions): Promise<StartedEngine> {
  if (foundPackages().length === 0) return startEngine('auto', options);
  const { reports } = readMeasurements() ?? keepMeasurements(await probeEngines(undefined, firstLook));
  const whyNot = Object.fromEntries(
    reports.flatMap(({ name, usable, reason }) => (usable ? [] : [[name, reason]])),
  );
  const order = orderFor(work, reports);
  return startEngine('auto', {
    ...options,
    ...(order.names.length > 0 ? { order } : {}),
    without: { ...whyNot, ...options.without },
  });
}
