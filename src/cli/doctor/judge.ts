import type { Finding } from '../../protocol/schemas/doctorLines';
import type { Answers } from './probes';

/** What the answers of the probes mean. `where`: nothing for this machine, ` on n1` for a node. */

export function judgeDisk(answers: Answers, where: string, folder: string, complaint: string): Finding {
  const check = `Publishing${where}`;
  const has = (name: string, value = 'yes') => (answers.get(name) ?? []).includes(value);
  const mend = 'choose a folder on another disk for the runs, and ask who runs this one about it';
  if (!has('write'))
    return {
      ...{ check, state: 'failed' },
      text: `nothing can be written in ${folder}${complaint === '' ? '' : ` (${complaint})`}`,
      help: 'Make the folder, and make it yours to write; or name another one.',
    };
  if (has('again', 'link') && has('link'))
    return {
      ...{ check, state: 'failed' },
      text: 'a second hard link takes the place of the first, so that two attempts could publish one result',
      help: `${capital(mend)}.`,
    };
  if (has('link')) return { check, state: 'ok', text: 'by hard links' };
  const why = answers.get('link')?.[0]?.replace(/^.*: /, '') ?? '';
  if (has('exclusive') && !has('again', 'exclusive') && has('rename'))
    return {
      ...{ check, state: 'ok' },
      text: `by exclusive creation and rename, since hard links are refused${why === '' ? '' : ` (${why})`}`,
    };
  return {
    ...{ check, state: 'failed' },
    text: `neither hard links${why === '' ? '' : ` (${why})`} nor exclusive creation and rename work in ${folder}`,
    help: `${capital(mend)}.`,
  };
}

/** `needed`: this Python was named, and not only looked for. */
export function judgePython(
  answers: Answers,
  where: string,
  python: string,
  complaint: string,
  needed: boolean,
): readonly Finding[] {
  const version = answers.get('python')?.[0];
  const without = needed ? 'failed' : 'absent';
  const own = 'a training command of your own may do without';
  if (version === undefined)
    return [
      {
        ...{ check: `Python${where}`, state: without },
        text: `${python} can’t be run${complaint === '' ? '' : ` (${complaint})`}`,
        help: `The built-in trainer needs Python 3.8 with PyTorch and NumPy: install it, name another one with --python, or make it found with --setup; ${own}.`,
      },
    ];
  const torch = answers.get('torch')?.[0];
  const numpy = answers.get('numpy')?.[0];
  const findings: Finding[] = [
    atLeast(version, 3, 8)
      ? { check: `Python${where}`, state: 'ok', text: version }
      : {
          ...{
            check: `Python${where}`,
            state: without,
            text: `${version}, and the built-in trainer needs 3.8`,
          },
          help: `Name a newer one with --python; ${own}.`,
        },
  ];
  if (torch === undefined || numpy === undefined) {
    const missing = [...(torch === undefined ? ['PyTorch'] : []), ...(numpy === undefined ? ['NumPy'] : [])];
    const why = (answers.get('notorch') ?? answers.get('nonumpy'))?.[0] ?? '';
    findings.push({
      ...{ check: `PyTorch${where}`, state: without },
      text: `${python} has no ${missing.join(' and no ')}${why === '' ? '' : ` (${why})`}`,
      help: `The built-in trainer needs it: ${python} -m pip install torch numpy, or name another Python with --python; ${own}.`,
    });
    return findings;
  }
  findings.push(
    atLeast(torch, 1, 13)
      ? { check: `PyTorch${where}`, state: 'ok', text: `${torch}, NumPy ${numpy}` }
      : {
          ...{
            check: `PyTorch${where}`,
            state: without,
            text: `${torch}, and the built-in trainer needs 1.13`,
          },
          help: `Install a newer one; ${own}.`,
        },
  );
  const gpus = answers.get('gpu') ?? [];
  findings.push(
    gpus.length > 0
      ? { check: `GPU${where}`, state: 'ok', text: gpus.join(', ') }
      : {
          check: `GPU${where}`,
          state: 'absent',
          text: 'PyTorch finds none, so trainings run on the CPU',
        },
  );
  return findings;
}

/** Node on this machine or a node; `needed`: without it nothing works there. */
export function judgeNode(version: string | undefined, where: string, needed: boolean): Finding {
  const check = `Node${where}`;
  if (version !== undefined && atLeast(version, 20, 0)) return { check, state: 'ok', text: version };
  return {
    ...{ check, state: needed ? 'failed' : 'absent' },
    text: version === undefined ? 'not found' : `${version}, and ReNAS needs 20`,
    help: needed
      ? 'Install Node.js 20 or newer.'
      : 'Trainings need none there; a run with --detach slurm does: load it in --setup, or install it in your home.',
  };
}

/** Of `1.13.1+cpu`. */
function atLeast(version: string, major: number, minor: number): boolean {
  const [a = 0, b = 0] = version.replace(/^v/, '').split('.').map(Number);
  return a > major || (a === major && b >= minor);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
