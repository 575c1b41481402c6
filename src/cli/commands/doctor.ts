import path from 'node:path';
import type { Command } from 'commander';
import { type DoctorSettings, doctorCommand } from '../../protocol/commands/doctor';
import type { Finding } from '../../protocol/schemas/doctorLines';
import { safeText } from '../../text/safeText';
import { writeJson, writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { checkJob, checkSlurm } from '../doctor/cluster';
import { checkHere } from '../doctor/here';
import { exitCodes, usageError } from '../failure';

/** `renas doctor [DIR]`: what works here and on the cluster, and what to do about what does not. */
export function addDoctor(program: Command): void {
  addDeclared(program, doctorCommand, doctor);
}

async function doctor(settings: DoctorSettings): Promise<void> {
  if (settings.slurm !== undefined && settings.on !== 'slurm') throw usageError('--slurm needs --on slurm.');
  let failed = false;
  for await (const finding of findings(settings)) {
    failed ||= finding.state === 'failed';
    if (settings.json) writeJson(finding);
    else writeOut(safeText(`${describe(finding)}\n`, 'terminal'));
  }
  if (failed) process.exitCode = exitCodes.inputHasErrors;
}

async function* findings({
  dir = '.',
  python,
  setup,
  on,
  slurm = '',
  wait,
}: DoctorSettings): AsyncGenerator<Finding> {
  const folder = path.resolve(dir);
  let usable = true;
  for await (const finding of checkHere(folder, python, setup)) {
    if (finding.check === 'Disk' || finding.check === 'Publishing') usable &&= finding.state === 'ok';
    const { check, state, text } = finding;
    if (on === 'slurm' && trains.has(check) && state === 'failed')
      yield {
        check,
        state: 'absent',
        text,
        help: 'Trainings run on the nodes: what counts is what the test job finds there.',
      };
    else yield finding;
  }
  if (process.platform === 'win32') return;
  const answers = yield* checkSlurm(on === 'slurm');
  if (on === 'slurm' && answers && usable) yield* checkJob({ folder, python, setup, options: slurm, wait });
}

/** What trainings need where they run. */
const trains = new Set(['Setup', 'Python', 'PyTorch']);

/** Of `Publishing on n1`. */
const width = 16;

const marks: Readonly<Record<Finding['state'], string>> = { ok: '✓', absent: '–', failed: '✗' };

function describe({ check, state, text, help }: Finding): string {
  const line = `${marks[state]} ${check.padEnd(width)} ${text}`;
  return help === undefined ? line : `${line}\n${' '.repeat(width + 3)}${help}`;
}
