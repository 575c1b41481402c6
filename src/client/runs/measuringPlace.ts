import type * as vscode from 'vscode';
import type { MeasuringPlace } from '../../protocol/runForms';
import { measuringPlace } from '../../protocol/schemas/panel';
import { readValue } from '../../protocol/schemas/readJson';

const key = 'renas.measuringPlace';

/**
 * Keeps where cells were measured last: in the workspace's state, since options of a cluster may be of one user's account,
 * and a file of the workspace may be shared.
 */
export async function rememberPlace(memory: vscode.Memento, settings: MeasuringPlace): Promise<void> {
  const { on, slots, slurm, setup } = settings;
  if (on !== undefined) await memory.update(key, { on, slots, slurm, setup });
}

export function rememberedPlace(memory: vscode.Memento): MeasuringPlace | undefined {
  const read = readValue(measuringPlace, memory.get<unknown>(key), 'what the workspace remembers');
  return typeof read === 'string' ? undefined : read;
}
