import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSmallSync } from '../../files/regularFile';

/** Watches the most memory that the processes of a job take together, on Linux. */
export function watchMemory(job: string): { stop(): void; most(): number | undefined } {
  let most: number | undefined;
  const look = () => {
    const now = sessionMemory(job);
    if (now > 0) most = Math.max(most ?? 0, now);
  };
  const timer = setInterval(look, 200);
  return {
    stop: () => clearInterval(timer),
    most: () => most,
  };
}

/** Bytes that the processes of the session of a job's attempts hold; 0 where none is found. */
function sessionMemory(job: string): number {
  try {
    const attempts = path.join(job, 'attempts');
    const children = readdirSync(attempts).filter(name => name.endsWith('.child'));
    const sessions = new Set(
      children.map(name => readSmallSync(path.join(attempts, name), 1024).split(' ')[0]),
    );
    let bytes = 0;
    for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // proc(5): session is the 6th field, and pages in memory the 24th.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (sessions.has(fields[3])) bytes += Number(fields[21]) * 4096;
    }
    return bytes;
  } catch {
    return 0;
  }
}
