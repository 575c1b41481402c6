import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { canonicalHash } from '../../../src/cells/canonical';
import { totalCosts } from '../../../src/cells/costs';
import { sampleCells } from '../../../src/cells/enumerate';
import { countedCost } from '../../../src/cells/namedCosts';
import { buildNetwork } from '../../../src/cells/network/buildNetwork';
import { flatten } from '../../../src/cells/network/flatten';
import { createOperationTable } from '../../../src/cells/network/operationTable';
import { createRandom } from '../../../src/cells/random';
import { addResume } from '../../../src/cli/commands/resume';
import { checkClasses } from '../../../src/cli/measure/checkClasses';
import { printSpace } from '../../../src/document/printSpace';
import { readDocument } from '../../../src/document/readDocument';
import { readSpaces } from '../../../src/document/readSpaces';
import { exportCell } from '../../../src/exchange/export/exportCell';
import { commandScript } from '../../../src/measure/command';
import { jobOf, writeJob } from '../../../src/measure/jobFolder';
import { labelOf, layerLabels } from '../../../src/predictor/features/kinds/network/layerLabels';
import { readNetwork } from '../../../src/predictor/features/network/reading';
import { createRun } from '../../../src/runs/runWriter';
import { askPython, findPython } from '../../pythonOracle';
import { temporaryFolder } from '../runs/folders';

const examples = path.join(import.meta.dirname, '../../../examples/networks');
const example = readFileSync(path.join(examples, 'attention.cell'), 'utf8');
const blocks = readFileSync(path.join(examples, 'blocks.py'), 'utf8');
const document = readDocument(example);
const mixed = () => {
  const { space, cell, name } = document.cells.find(each => each.name === 'mixed')!;
  return { space: space!, cell: cell!, name };
};

/** A space around one operation that is a Python class. */
const around = (operation: string, stage = 'layers: 1..2') => `${operation}
space s {
  operations on layers {
    own = mine()
    conv3x3
  }
  network {
    input = image(9x7x3)
    body = stage(conv3x3(input, channels: 8), ${stage})
    output = linear(globalpool(body), channels: 2)
  }
}
cell c : s {
  body = [own]
}
`;
const found = (text: string) =>
  readDocument(text).diagnostics.map(({ start, end, message }) => [text.slice(start, end), message]);
const own = (text: string) => {
  const { cells, diagnostics } = readDocument(text);
  expect(diagnostics).toEqual([]);
  const { space, cell, name } = cells[0]!;
  return { space: space!, cell: cell!, name };
};
const external = (text: string) =>
  flatten(buildNetwork(own(text))).layers.find(({ operation }) => operation === 'external')!;

const macsOf = ({ space, cell }: Pick<ReturnType<typeof own>, 'space' | 'cell'>) =>
  countedCost(space, 'macs').of(cell);

describe('an operation that is a Python class', () => {
  it('costs what its formulas say, of channels, height, width and parameters', () => {
    const text = around(
      `operation mine(ratio = 2, channels = input.channels, stride = 1) = external("pack.mod.Mine",
        parameters: ratio * input.channels * channels + max(3, channels), macs: ceil(input.height * input.width / 2) * channels)`,
      'layers: 1, channels: 12, stride: 2',
    );
    const { output, arguments: given } = external(text);
    expect(output).toEqual({ channels: 12, extent: [5, 4] });
    expect(given).toMatchObject({ python: 'pack.mod.Mine', parameters: 2 * 8 * 12 + 12, macs: 32 * 12 });
    const { space, cell } = own(text);
    const plain = 8 * 3 * 9 + 16 + 12 * 2 + 2;
    expect(totalCosts(space, cell).parameters).toBe(plain + 204);
    expect(macsOf({ space, cell })).toBe(63 * 27 * 8 + 384 + 24);
  });

  it('counts FLOPs as it says, or two for each multiply-add', () => {
    const flopsOf = (more: string) =>
      own(around(`operation mine() = external("m.C", parameters: 0, macs: 1000${more})`));
    const base = flopsOf('');
    const more = flopsOf(', flops: 5000');
    expect(totalCosts(more.space, more.cell).flops - totalCosts(base.space, base.cell).flops).toBe(3000);
  });

  it('says its own channels and stride, whatever its parameters', () => {
    const text = around(
      'operation mine() = external("m.C", channels: 2 * input.channels, stride: 3, parameters: 1, macs: 1)',
    );
    expect(external(text).output).toEqual({ channels: 16, extent: [3, 3] });
  });

  it.each([
    ['= external("Mine", parameters: 1, macs: 1)', '"Mine"', /dotted path .* as in "blocks\.Mixer"/],
    ['= external("a.b; import os", parameters: 1, macs: 1)', '"a.b; import os"', /dotted path/],
    ['= external("a.lambda", parameters: 1, macs: 1)', '"a.lambda"', /dotted path/],
    ['= external("../a.b", parameters: 1, macs: 1)', '"../a.b"', /dotted path/],
    ['= external(parameters: 1, macs: 1)', 'external', /dotted path/],
    ['= external("a.b")', 'external', /not known without its 'parameters' and 'macs'/],
    ['= external("a.b", parameters: 1)', 'external', /not known without its 'macs'/],
    ['= external("a.b", "c.d", parameters: 1, macs: 1)', '"c.d"', /takes one class/],
    ['= external("a.b", paramters: 1, macs: 1)', 'paramters', /did you mean 'parameters'\?/],
    ['= external("a.b", parameters: 1, macs: 1, macs: 2)', 'macs', /given already/],
    ['= external("a.b", parameters: input.length, macs: 1)', 'length', /'height' and 'width' here, and no/],
    [
      '= external("a.b", channels: input.height, parameters: 1, macs: 1)',
      'height',
      /'channels' here, and no/,
    ],
    ['= external("a.b", parameters: 3 | 5, macs: 1)', '3 | 5', /A size is a number/],
    ['= external("a.b", parameters: exec(1), macs: 1)', 'exec', /no function 'exec'/],
    ['= external("a.b", parameters: other.channels, macs: 1)', 'other', /no value 'other'/],
    ['= conv(kernel: 3)', 'conv(kernel: 3)', /a body in braces, or is a Python class/],
  ])('mine() %s is refused at %s', (definition, place, message) => {
    const [first] = found(around(`operation mine() ${definition}`));
    expect(first).toEqual([place, expect.stringMatching(message)]);
  });

  it('refuses a parameter that no Python function can have', () => {
    const [first] = found(around('operation mine(lambda = 1) = external("a.b", parameters: 1, macs: 1)'));
    expect(first).toEqual(['lambda', expect.stringContaining('Python has no argument of that name')]);
  });

  it('says where a formula gives what no class can have', () => {
    const wrong = (formulas: string) =>
      found(around(`operation mine() = external("a.b", ${formulas})`)).map(([place, message]) => [
        place,
        message!.replace(/^.*: /, ''),
      ]);
    expect(wrong('parameters: input.channels / 3, macs: 1')).toEqual([
      ['body', "the formula 'parameters' of a.b gives 2.6666666666666665, and not a whole number from 0 on."],
    ]);
    expect(wrong('parameters: 1, macs: 0 - input.height')).toEqual([
      ['body', "the formula 'macs' of a.b gives -9, and not a whole number from 0 on."],
    ]);
    expect(wrong('parameters: 1, macs: 1, channels: input.channels - 8')).toEqual([
      ['body', "the formula 'channels' of a.b gives 0, and not a whole number from 1 on."],
    ]);
  });

  it('is part of its space wherever that goes', () => {
    const { space, cell } = mixed();
    const again = readSpaces(printSpace(space)).get('attentive')!;
    expect(canonicalHash(again, cell)).toBe(canonicalHash(space, cell));
    expect(totalCosts(again, cell)).toEqual(totalCosts(space, cell));
    expect(printSpace(space)).toContain('external("blocks.Attention"');
  });

  it('is unknown to features but for its costs', () => {
    const network = flatten(buildNetwork(mixed()));
    const index = network.layers.findIndex(({ operation }) => operation === 'external');
    expect(layerLabels[labelOf(network, network.layers[index]!) - 1]!.key).toBe('other');
    const { unknown, layers } = readNetwork(network);
    expect(unknown).toEqual(['external']);
    const macs = layers.reduce((sum, layer) => sum + layer.macs, 0);
    expect(macs).toBe(macsOf(mixed()));
  });

  it('has a price of its own in a table', () => {
    const { space, cell } = mixed();
    const others = flatten(buildNetwork(mixed())).layers.filter(
      ({ operation }) => operation !== 'input' && operation !== 'external',
    );
    const rows = [
      ...others.map(({ operation }) => ({ given: { operation }, value: 1 })),
      { given: { operation: 'attention', heads: 4 }, value: 100 },
    ];
    const cost = createOperationTable(space, rows)(cell);
    expect(cost).toEqual({ ok: true, value: 200 + others.length });
    const missing = createOperationTable(space, [{ given: { operation: 'conv' }, value: 1 }])(cell);
    expect(missing.ok ? [] : missing.missing.map(({ names }) => names[0])).toContain('attention');
  });

  it('has no form in ONNX and Keras, which is said', () => {
    for (const format of ['onnx', 'keras'] as const)
      expect(exportCell(format, mixed())).toEqual({
        kind: 'refused',
        why: expect.stringMatching(
          /^mixed uses the Python class blocks\.Attention, .*; export it to pytorch\.$/,
        ),
      });
  });
});

const torch = findPython(['torch']);
describe.skipIf('why' in torch)('in PyTorch', () => {
  const python = 'python' in torch ? torch.python : '';

  it('runs, with the shapes and parameters that were computed', () => {
    const { space } = mixed();
    const cells = [mixed().cell, ...sampleCells(space, 6, createRandom(1))];
    const tasks = cells.map(cell => {
      const exported = exportCell('pytorch', { space, cell, name: 'drawn' });
      return { code: exported.kind === 'text' ? exported.text : '', input: [2, 3, 32, 32] };
    });
    vi.stubEnv('PYTHONPATH', examples);
    const answers = askPython(python, path.join(import.meta.dirname, 'torchNetworks.py'), tasks) as object[];
    vi.unstubAllEnvs();
    expect(answers).toMatchObject(
      cells.map(cell => ({ shapes: { output: [2, 10] }, parameters: totalCosts(space, cell).parameters })),
    );
  });

  it('gets its arguments by name, whole where they are, also from within other operations', () => {
    const text = `operation mine(width, ratio = 1.5) = external("m.Mine", channels: width, parameters: 1, macs: 1)
operation outer(k, channels = input.channels) {
  a = conv1x1(input, channels: k * channels)
  output = mine(a, width: k * channels / 2)
}
operation mine2() = external("n.Mine", parameters: 1, macs: 1)
space s {
  operations on layers {
    o = outer(k: 2 | 4)
    m = mine2()
  }
  network {
    input = image(4x4x3)
    body = stage(conv1x1(input, channels: 8), layers: 2)
    output = linear(globalpool(body), channels: 2)
  }
}
cell c : s {
  body = [o(k: 2), m]
}
`;
    const exported = exportCell('pytorch', own(text));
    const code = exported.kind === 'text' ? exported.text : '';
    expect(code).toContain('from m import Mine\nfrom n import Mine as Mine2\n');
    const folder = temporaryFolder();
    for (const [module, argument] of [
      ['m', ', *, width, ratio'],
      ['n', ''],
    ])
      writeFileSync(
        path.join(folder, `${module}.py`),
        `from torch import nn
class Mine(nn.Module):
    def __init__(self, channels${argument}):
        super().__init__()
        self.conv = nn.Conv2d(channels, ${argument ? 'width' : 'channels'}, 1)
        ${argument ? 'assert (channels, width, ratio) == (16, 8, 1.5)' : ''}
    def forward(self, x):
        return self.conv(x)
`,
      );
    vi.stubEnv('PYTHONPATH', folder);
    const answers = askPython(python, path.join(import.meta.dirname, 'torchNetworks.py'), [
      { code, input: [2, 3, 4, 4] },
    ]);
    vi.unstubAllEnvs();
    expect(answers).toMatchObject([{ shapes: { output: [2, 2] } }]);
  });

  it('is held against its formulas by check --python', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'a.cell');
    writeFileSync(path.join(folder, 'blocks.py'), `print("noise")\n${blocks}`);
    const script = path.join(import.meta.dirname, '../../../src/measure/trainer/check_classes.py');
    const check = (text: string) =>
      checkClasses(file, text, python, script).map(({ start, end, message }) => [
        text.slice(start, end),
        message,
      ]);
    expect(check(example)).toEqual([]);
    const parameters = 'parameters: 4 * input.channels * input.channels + 3 * input.channels';
    const wrong = 'parameters: 4 * input.channels * input.channels + 2 * input.channels';
    expect(check(example.replace(parameters, wrong))).toEqual([
      [wrong, 'blocks.Attention has 16,576 trained parameters, and the formula gives 16,512.'],
    ]);
    const wider = example.replace(parameters, `channels: 2 * input.channels,\n    ${parameters}`);
    expect(check(wider)).toEqual([
      [
        '"blocks.Attention"',
        expect.stringMatching(/^The class can't be used as it is declared: RuntimeError: /),
      ],
    ]);
  }, 300_000);
});

describe('in a training', () => {
  const settings = { label: 'accuracy', goal: 'max', device: 'cpu', threads: 1 } as const;
  const request = () => ({ ...mixed(), hash: 'h', seed: 0 });

  it('is found from the folder of its file, and what it was is kept', () => {
    const folder = temporaryFolder();
    const pythonPath = [examples];
    const job = jobOf(folder, 'r-m1', request(), settings, pythonPath);
    expect(job.pythonPath).toEqual(pythonPath);
    expect(job.classes).toEqual({ 'blocks.Attention': expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(commandScript(job, 'true', folder)).toContain(
      `export PYTHONPATH='${examples}'"\${PYTHONPATH:+:$PYTHONPATH}"\n`,
    );
    writeJob(path.join(folder, 'm1'), 'r-m1', request(), { cwd: folder, pythonPath, job: settings });
    expect(readFileSync(path.join(folder, 'm1', 'network.py'), 'utf8')).toContain(
      'from blocks import Attention',
    );
  });

  it('changes nothing for spaces without such classes', () => {
    const { space, cell, name } = own(around('operation mine() {\n  output = conv3x3(input)\n}'));
    const job = jobOf('f', 'r-m1', { space, cell, name, hash: 'h', seed: 0 }, settings, [examples]);
    expect(job).not.toHaveProperty('pythonPath');
    expect(commandScript(job, 'true', '.')).not.toContain('PYTHONPATH');
  });

  it('takes consent where somebody else has begun it', async () => {
    const workspace = temporaryFolder();
    vi.stubEnv('XDG_CONFIG_HOME', path.join(workspace, 'config'));
    vi.stubEnv('HOME', workspace);
    writeFileSync(path.join(workspace, 'a.cell'), example);
    mkdirSync(path.join(workspace, 'images'));
    const args = ['loop', '--space', 'a.cell', '--images', 'images', '--epochs', '1', '--budget', '2'];
    const folder = path.join(workspace, '.renas', 'runs', 'a');
    const here = process.cwd();
    process.chdir(workspace);
    const start = { command: 'loop', title: 'Loop', space: 'attentive', seed: 0, arguments: args } as const;
    const run = createRun(folder, start);
    mkdirSync(path.join(folder, 'checkpoint'));
    run.finish('cancelled');
    const resume = async (...words: string[]) => {
      let again: readonly string[] | undefined;
      const program = new Command();
      addResume(program, async replayed => {
        again = replayed;
      });
      try {
        await program.parseAsync(['resume', folder, ...words], { from: 'user' });
        return again;
      } catch (error) {
        return (error as Error).message;
      }
    };
    try {
      expect(await resume()).toMatch(
        /is not signed by you .* imports the Python classes of a\.cell: if you trust them, add --allow-command --record-sha256 [0-9a-f]{64}\.$/,
      );
      expect(await resume('--allow-command')).toContain('--images');
      writeFileSync(
        path.join(workspace, 'a.cell'),
        around('operation mine() {\n  output = conv3x3(input)\n}'),
      );
      expect(await resume()).toContain('--images');
    } finally {
      process.chdir(here);
      vi.unstubAllEnvs();
    }
  });
});
