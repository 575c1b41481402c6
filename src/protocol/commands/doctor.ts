import { jsonOption } from '../options/common';
import { measuringOptions } from '../options/measure';
import { declareCommand, type SettingsOf } from '../options/option';

/** `renas doctor [DIR]`: what works on this machine, and on the nodes of its cluster. */
export const doctorCommand = declareCommand({
  name: 'doctor',
  summary: 'check what measuring needs: the disk, Node, Python, PyTorch, the engines and Slurm',
  options: {
    dir: {
      kind: 'text',
      value: 'dir',
      help: 'the folder whose disk is checked: the one where runs are to be (default: this one)',
      path: 'file',
    },
    python: measuringOptions.python,
    setup: measuringOptions.setup,
    on: {
      ...measuringOptions.on,
      help: 'slurm: also run a test job on the cluster, which checks the same on a node',
    },
    slurm: { ...measuringOptions.slurm, help: 'options of sbatch for the test job' },
    wait: {
      kind: 'integer',
      min: 1,
      flag: '--wait',
      value: 's',
      help: 'how many seconds the test job may wait in the queue',
      default: 120,
    },
    json: { ...jsonOption, help: 'one JSON object a line' },
  },
});

export type DoctorSettings = SettingsOf<typeof doctorCommand>;
