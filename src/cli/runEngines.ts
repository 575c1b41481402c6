import type { Work } from '../engines/choice';
import { type Failover, startWithFailover } from './failover';
import type { RunOutput } from './runOutput';

/** The engines of a run whose work goes on with the next when one fails; `name` as in "The search goes on with …". */
export function startRunEngines(work: Work, name: string, output: RunOutput): Promise<Failover> {
  return startWithFailover({
    work,
    request: { without: output.failedEngines },
    signal: output.signal,
    onLeft: output.engineLeft,
    onEngine(engine, failure) {
      output.engine(engine.name);
      if (failure !== undefined)
        output.event({ event: 'message', text: `${failure} The ${name} goes on with ${engine.reason}.` });
    },
  });
}
