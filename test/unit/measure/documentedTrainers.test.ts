import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writePyTorch } from '../../../src/exchange/export/pytorch';
import { parseReportLine } from '../../../src/protocol/schemas/measurement';
import { findPython } from '../../pythonOracle';
import { trainedCell } from './trainedCell';

const docs = readFileSync(path.resolve(import.meta.dirname, '../../../docs/measuring.md'), 'utf8');
const scripts = new Map(
  [...docs.matchAll(/```python\n(# (\S+\.py)\n[\s\S]*?)```/g)].map(([, text, name]) => [name!, text!]),
);

/** What is the user's own in the examples: images of four classes, and few steps on them. */
const mine = `import torch

generator = torch.Generator().manual_seed(1)
y = torch.arange(64) % 4
x = torch.rand(64, 3, 16, 16, generator=generator) + 0.5 * y[:, None, None, None]


def train(network):
    optimizer = torch.optim.SGD(network.parameters(), 0.05, momentum=0.9)
    network.train()
    for _ in range(4):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(network(x), y).backward()
        optimizer.step()


def evaluate(network):
    network.eval()
    with torch.no_grad():
        return 100 * (network(x).argmax(1) == y).float().mean().item()
`;

const torch = findPython(['torch']);
const python = 'python' in torch ? torch.python : '';
const lightning = findPython(['lightning']);

const folder = mkdtempSync(path.join(tmpdir(), 'renas-documented-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(
  program: string,
  script: string,
  more: { readonly input?: string; readonly stop?: boolean } = {},
) {
  const own = mkdtempSync(path.join(folder, 'run-'));
  const network = path.join(own, 'network.py');
  const stop = path.join(own, 'RENAS_STOP');
  const report = path.join(own, 'report.jsonl');
  mkdirSync(path.join(own, 'checkpoint'));
  for (const [name, text] of [
    ...scripts,
    ['mine.py', mine],
    ['network.py', writePyTorch(trainedCell, false)],
  ] as const)
    writeFileSync(path.join(own, name), text);
  if (script === 'lightning_main.py') writeFileSync(path.join(own, script), lightningMain);
  writeFileSync(report, '');
  if (more.stop) writeFileSync(stop, '');
  const start = () =>
    spawnSync(program, [script], {
      cwd: own,
      encoding: 'utf8',
      input: more.input ?? '',
      env: {
        ...process.env,
        RENAS_NETWORK: network,
        RENAS_SEED: '3',
        OMP_NUM_THREADS: '1',
        RENAS_EPOCHS: '3',
        RENAS_STOP: stop,
        RENAS_REPORT: report,
        RENAS_CHECKPOINT: path.join(own, 'checkpoint'),
      },
    });
  return {
    start,
    network,
    go: () => rmSync(stop, { force: true }),
    lines: () => readFileSync(report, 'utf8').trim().split('\n').filter(Boolean).map(parseReportLine),
  };
}

const accuracy = { accuracy: expect.any(Number) };

describe.skipIf(!python)(
  `the examples of docs/measuring.md${'why' in torch ? ` (${torch.why})` : ''}`,
  () => {
    it('PyTorch: reports a result, and stops when asked', () => {
      const { start, lines } = run(python, 'train.py');
      expect(start()).toMatchObject({ status: 0, stderr: '' });
      expect(lines()).toEqual([{ event: 'result', values: accuracy }]);
      const stopped = run(python, 'train.py', { stop: true });
      expect(stopped.start().status).toBe(75);
      expect(stopped.lines()).toEqual([]);
    });

    it('the supernet answers each job, and later cells go on from the weights of earlier ones', () => {
      const job = (network: string) => `${JSON.stringify({ network, seed: 0, epochs: 1 })}\n`;
      const { network } = run(python, 'supernet.py');
      const { status, stdout, stderr } = run(python, 'supernet.py', {
        input: job(network).repeat(12),
      }).start();
      expect(stderr).toBe('');
      expect(status).toBe(0);
      const answers = stdout.trim().split('\n').map(parseReportLine);
      expect(answers).toEqual(Array.from({ length: 12 }, () => ({ event: 'result', values: accuracy })));
      const values = answers.map(answer => (answer?.event === 'result' ? answer.values['accuracy']! : 0));
      // Without shared weights all jobs, which are equal, would give the same value.
      expect(values.at(-1)).toBeGreaterThan(values[0]!);
    });
  },
);

const lightningMain = `import os
import importlib.util
import torch
from lightning.pytorch import LightningModule, Trainer
from mine import x, y
from report_to_renas import ReportToReNAS, checkpoint

spec = importlib.util.spec_from_file_location("cell", os.environ["RENAS_NETWORK"])
cell = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cell)


class Module(LightningModule):
    def __init__(self):
        super().__init__()
        self.network = cell.Network()

    def training_step(self, batch, _):
        return torch.nn.functional.cross_entropy(self.network(batch[0]), batch[1])

    def validation_step(self, batch, _):
        self.log("val_acc", 100 * (self.network(batch[0]).argmax(1) == batch[1]).float().mean())

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), 0.05, momentum=0.9)


images = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), 16)
data = {"train_dataloaders": images, "val_dataloaders": images}
module = Module()
trainer = Trainer(max_epochs=int(os.environ["RENAS_EPOCHS"]), callbacks=[ReportToReNAS()], logger=False, enable_checkpointing=False, accelerator="cpu", enable_progress_bar=False)
trainer.fit(module, **data, ckpt_path=checkpoint if os.path.exists(checkpoint) else None)
`;

describe.skipIf(!('python' in lightning))(
  `the callback for Lightning${'why' in lightning ? ` (${lightning.why})` : ''}`,
  () => {
    it('reports epochs and a result, stops when asked, and goes on from its checkpoint', () => {
      const { start, lines, go } = run('python' in lightning ? lightning.python : '', 'lightning_main.py', {
        stop: true,
      });
      expect(start().status).toBe(75);
      go();
      expect(start().status).toBe(0);
      expect(lines()).toEqual([
        ...[1, 2, 3].map(epoch => ({ event: 'epoch', epoch, of: 3, values: accuracy })),
        { event: 'result', values: accuracy },
      ]);
    });
  },
);
