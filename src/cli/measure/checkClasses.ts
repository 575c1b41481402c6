import { spawnSync } from 'node:child_process';
import path from 'node:path';
import * as v from 'valibot';
import { sampleCells } from '../../cells/enumerate';
import { buildNetwork } from '../../cells/network/buildNetwork';
import { flatten } from '../../cells/network/flatten';
import { className } from '../../cells/network/identifiers';
import type { FlatNetwork, Layer } from '../../cells/network/network';
import { createRandom } from '../../cells/random';
import { readDocument } from '../../document/readDocument';
import { writePyTorch } from '../../exchange/export/pytorch';
import type { Diagnostic } from '../../language/diagnostic';
import type { OperationDefinition, Span } from '../../language/syntax';
import { pythonClasses } from '../../measure/pythonClasses';
import { count, dictionary, object } from '../../protocol/schemas/basics';
import { readJson, type Schema } from '../../protocol/schemas/readJson';
import { formatCount } from '../../protocol/words';
import { UserError } from '../failure';

/** Networks that are built, and cells that are looked through for them. */
const most = { networks: 24, cells: 200 };
/** Milliseconds that Python may take for a file. */
const patience = 300_000;
const images = 2;

/** A call of a class in an exported network. */
interface Use {
  readonly layer: Layer;
  readonly declaration: OperationDefinition;
}

interface Task {
  readonly code: string;
  readonly input: readonly number[];
  readonly uses: readonly Use[];
}

interface Answer {
  readonly layers?: Readonly<Record<string, Facts>>;
  readonly problem?: string;
}

interface Facts {
  readonly parameters: number;
  readonly shape: readonly number[];
  /** As PyTorch 2 counts them. */
  readonly macs?: number;
}

const answerSchema: Schema<Answer> = object({
  layers: v.exactOptional(
    dictionary<Facts>(object({ parameters: count, shape: v.array(count), macs: v.exactOptional(count) })),
  ),
  problem: v.exactOptional(v.string()),
});

/**
 * Holds the formulas of the Python classes that a file declares against the classes: builds them in the networks of some
 * cells of each space and runs those on an image. This imports the user's code. Throws a `UserError` where Python or
 * PyTorch is missing.
 */
export function checkClasses(
  file: string,
  text: string,
  python: string,
  script = path.join(__dirname, 'check_classes.py'),
): Diagnostic[] {
  const tasks = tasksOf(text);
  if (tasks.length === 0) return [];
  const lines = tasks.map(({ code, input, uses }) =>
    JSON.stringify({ code, input, layers: uses.map(({ layer }) => layer.name) }),
  );
  const before = process.env['PYTHONPATH'];
  const done = spawnSync(python, [script], {
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
    timeout: patience,
    maxBuffer: 2 ** 26,
    env: {
      ...process.env,
      PYTHONPATH: [path.dirname(path.resolve(file)), ...(before ? [before] : [])].join(path.delimiter),
    },
  });
  if (done.error) throw new UserError(`${python} can't be run: ${done.error.message}.`);
  const answers = done.stdout.split('\n').filter(Boolean);
  if (answers.length < tasks.length)
    throw new UserError(
      `${python} ended before it had looked at the classes of ${file}: ${done.stderr.trim().split('\n').at(-1) ?? 'it says nothing'}`,
    );
  return distinct(tasks.flatMap((task, i) => findings(task, answers[i]!)));
}

/** Networks that have each class with each of the arguments and input shapes that some cells give it. */
function tasksOf(text: string): Task[] {
  const { file, spaces } = readDocument(text);
  const own = file.declarations.flatMap(each => (each.kind === 'space' && each.name ? [each.name.text] : []));
  const external = file.declarations.flatMap(each =>
    each.kind === 'operation' && each.external ? [each] : [],
  );
  const tasks: Task[] = [];
  const seen = new Set<string>();
  for (const space of own.flatMap(name => spaces.get(name) ?? [])) {
    if (pythonClasses(space).length === 0) continue;
    for (const cell of sampleCells(space, most.cells, createRandom(0))) {
      const named = { space, cell, name: 'checked' };
      const network = flatten(buildNetwork(named));
      const uses = network.layers.flatMap((layer, index) => {
        if (layer.operation !== 'external') return [];
        const call = network.calls.findLast(({ first }) => first === index);
        const key = JSON.stringify([call?.block, call?.arguments, layer.arguments, inputOf(network, layer)]);
        const candidates = external.filter(each => pathOf(each) === layer.arguments['python']);
        const declaration =
          candidates.find(({ name }) => name && className(name.text) === call?.block) ?? candidates[0];
        if (seen.has(key) || !declaration) return [];
        seen.add(key);
        return [{ layer, declaration }];
      });
      if (uses.length === 0) continue;
      const input = inputOf(network, network.layers[1]!);
      tasks.push({ code: writePyTorch(named, false), input, uses });
      if (tasks.length === most.networks) return tasks;
    }
  }
  return tasks;
}

function pathOf({ external }: OperationDefinition): string | undefined {
  const first = external?.kind === 'call' ? external.arguments.find(({ name }) => !name)?.value : undefined;
  return first?.kind === 'string' ? first.text : undefined;
}

/** Of a batch of images or maps. */
function inputOf({ layers }: FlatNetwork, { inputs }: Layer): number[] {
  const { channels, extent } = layers[inputs[0] ?? 0]!.output;
  return [images, channels, ...extent];
}

function findings({ uses }: Task, line: string): Diagnostic[] {
  const read = readJson(answerSchema, line, 'the answer');
  const answer = typeof read === 'string' ? { problem: read } : read;
  if (!answer.layers) {
    const message = `The class can't be used as it is declared: ${answer.problem ?? 'Python says nothing'}`;
    return [finding(argumentSpan(uses[0]!.declaration, undefined), message, 'error')];
  }
  return uses.flatMap(({ layer, declaration }) => {
    const found = answer.layers![layer.name];
    if (!found) return [];
    const { python, parameters, macs } = layer.arguments;
    const { channels, extent } = layer.output;
    const expected = [images, channels, ...extent];
    const problems: Diagnostic[] = [];
    if (found.shape.join() !== expected.join())
      problems.push(
        finding(
          argumentSpan(declaration, 'channels'),
          `${python} gives maps of ${found.shape.slice(1).join('×')}, and the formulas say ${expected.slice(1).join('×')}, channels first.`,
          'error',
        ),
      );
    if (found.parameters !== parameters)
      problems.push(
        finding(
          argumentSpan(declaration, 'parameters'),
          `${python} has ${formatCount(found.parameters)} trained parameters, and the formula gives ${formatCount(Number(parameters))}.`,
          'error',
        ),
      );
    if (found.macs !== undefined && found.macs !== macs)
      problems.push(
        finding(
          argumentSpan(declaration, 'macs'),
          `PyTorch counts ${formatCount(found.macs)} multiply-adds in ${python}, and the formula gives ${formatCount(Number(macs))}; it knows convolutions and products of matrices alone.`,
          'warning',
        ),
      );
    return problems;
  });
}

function finding({ start, end }: Span, message: string, severity: Diagnostic['severity']): Diagnostic {
  return { severity, code: 'python-class', message, start, end };
}

/** The argument of `external(…)` with this name, or the whole of it. */
function argumentSpan({ external }: OperationDefinition, name: string | undefined): Span {
  const given = external?.kind === 'call' ? external.arguments : [];
  return given.find(each => each.name?.text === name && (name !== undefined || each.value)) ?? external!;
}

/** Of what is wrong with one formula, the first. */
function distinct(found: readonly Diagnostic[]): Diagnostic[] {
  const first = new Map<string, Diagnostic>();
  for (const each of found) {
    const key = `${each.start} ${each.severity}`;
    if (!first.has(key)) first.set(key, each);
  }
  return [...first.values()].sort((a, b) => a.start - b.start);
}
