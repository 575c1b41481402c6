import * as vscode from 'vscode';
import { doctorCommand } from '../../protocol/commands/doctor';
import { type Finding, parseFindings } from '../../protocol/schemas/doctorLines';
import { readCluster } from '../../runs/slurmCommand';
import { safeText } from '../../text/safeText';
import { showProgress } from '../notifications';
import { chooseOne, type PickItem } from '../quickPick';
import { rememberedPlace } from '../runs/measuringPlace';
import { runCli } from '../runs/runCli';
import { type RunPlace, whyRunsAreDisabled } from '../workspace';

const icons: Readonly<Record<Finding['state'], string>> = {
  ok: 'check',
  absent: 'dash',
  failed: 'error',
};

/** *ReNAS: Check This Machine…*: what measuring needs, here and on a node of the cluster; what to do stands below each. */
export async function checkMachine(place: RunPlace, memory: vscode.Memento): Promise<void> {
  const disabled = whyRunsAreDisabled();
  if (disabled !== undefined) throw new Error(disabled);
  const on = await askWhere();
  if (on === undefined) return;
  const { slurm, setup } = rememberedPlace(memory) ?? {};
  const asked = { dir: place.cwd, setup, ...(on === 'slurm' ? { on, slurm } : {}), json: true };
  const { stdout } = await showProgress(
    safeText(
      on === 'slurm' ? 'ReNAS checks this machine and a node of the cluster…' : 'ReNAS checks this machine…',
      'notification',
    ),
    token => runCli(place, doctorCommand, asked, { token, alsoFine: [1] }),
  );
  await showFindings(parseFindings(stdout));
}

/** Asks only where there is a cluster. */
async function askWhere(): Promise<'local' | 'slurm' | undefined> {
  const cluster = await readCluster();
  if (!cluster || cluster.problem !== undefined) return 'local';
  const picked = await chooseOne(
    [
      {
        label: 'This machine and a node',
        description: 'also sends a test job of a second to the cluster',
        on: 'slurm' as const,
      },
      { label: 'This machine', on: 'local' as const },
    ],
    { placeHolder: 'What to check' },
  );
  return picked?.on;
}

async function showFindings(findings: readonly Finding[]): Promise<void> {
  const failed = findings.filter(({ state }) => state === 'failed').length;
  const copy = { icon: 'copy', label: 'Copy as Text' };
  const picked = await chooseOne<PickItem>(
    [
      ...findings.map(({ check, state, text, help }) => ({
        icon: icons[state],
        label: check,
        description: text,
        ...(help === undefined ? {} : { detail: help }),
      })),
      { label: '', separator: true },
      copy,
    ],
    {
      title: failed === 0 ? 'All that is needed works' : `${failed} of ${findings.length} need work`,
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  if (picked !== copy) return;
  const words = { ok: 'works', absent: 'not there', failed: 'fails' };
  const lines = findings.map(({ check, state, text, help }) =>
    [`${check} (${words[state]}): ${text}`, ...(help === undefined ? [] : [`  ${help}`])].join('\n'),
  );
  await vscode.env.clipboard.writeText(`${lines.join('\n')}\n`);
}
