import path from 'node:path';
import type { Command } from 'commander';
import type { SearchSpace } from '../../cells/space';
import { addMeasured, type MeasuredResult } from '../../document/addMeasured';
import { builtInSpaces } from '../../document/builtInSpaces';
import { printCell } from '../../document/printCell';
import { printSpace } from '../../document/printSpace';
import { type DocumentCell, readDocument } from '../../document/readDocument';
import { readSmallSync } from '../../files/regularFile';
import { askedEntry, type Journal } from '../../measure/journal';
import { identityOf, type MeasureRequest } from '../../measure/measurer';
import { type MeasureSettings, measureCommand } from '../../protocol/commands/measure';
import { parseRunRecord } from '../../protocol/schemas/runRecord';
import { formatCount } from '../../protocol/words';
import { isInside } from '../../runs/checkedReplay';
import { maxRecordBytes, runFiles } from '../../runs/runFolder';
import { isSigned } from '../../runs/signature';
import { addDeclared } from '../declaredCommand';
import { messageOf, UserError, usageError } from '../failure';
import { knownSpaces, workspaceOf } from '../input/knownSpaces';
import { labelGoal } from '../input/labelGoal';
import { readSource } from '../input/readSource';
import { checkMeasuring, showFirst } from '../measure/check';
import { detachRun } from '../measure/detach';
import { figuresOf, type Training } from '../measure/figures';
import { measuringRun, openMeasurer } from '../measure/openMeasurer';
import { type MeasureSource, measureSource } from '../measure/source';
import { replaceFile } from '../output/replaceFile';
import { inputFiles } from '../run/inputFiles';
import { type RunOutcome, type RunOutput, withRun } from '../run/runOutput';

/** `renas measure FILE`: trains the cells of a file, and writes their `measured` lines. */
export function addMeasure(program: Command): void {
  addDeclared(program, measureCommand, measure);
}

const resultFile = 'measured.cell';

async function measure(flags: MeasureSettings): Promise<void> {
  const source = measureSource(flags)!;
  const resumed = flags.run !== undefined && flags.resume === true;
  const mayWrite = !resumed || isOwn(flags.run, flags.file);
  const chosen = resumed ? [] : chosenCells(flags);
  if (flags.dryRun) return showFirst(source, flags, chosen);
  if (flags.check)
    return checkMeasuring(source, flags, {
      requests: chosen,
      trainings: [{ count: chosen.length, epochs: flags.epochs }],
    });
  const run = measuringRun(flags.run, 'measure');
  if (flags.detach !== undefined) return detachRun(measureCommand, flags, run);
  await withRun(
    {
      command: 'measure',
      title: `Measure ${path.basename(flags.file)}`,
      space: chosen[0]?.space.name ?? '',
      seed: flags.seed,
      inputs: inputFiles(measureCommand, flags),
      json: flags.json ?? false,
      run,
      resume: resumed,
      replace: flags.replace ?? false,
    },
    output => measureCells(flags, source, run, chosen, mayWrite, output),
  );
}

/** A resumed run changes a file only where its user has started it, and in the workspace of the run. */
function isOwn(run: string, file: string): boolean {
  const record = parseRunRecord(readSmallSync(path.join(run, runFiles.record), maxRecordBytes));
  if (typeof record === 'string' || !isSigned(run, record)) return false;
  return [workspaceOf(run), workspaceOf(process.cwd())].some(root => isInside(root, path.resolve(file)));
}

/** A measurement for each training of each cell that the options choose. */
function chosenCells(flags: MeasureSettings): readonly MeasureRequest[] {
  const { file, label, epochs, seed, seeds } = flags;
  const text = readSource(file);
  const { cells } = readDocument(text, knownSpaces(file, text));
  for (const name of flags.cell)
    if (!cells.some(cell => cell.name === name)) throw usageError(`${file} has no cell ${name}.`);
  const named = flags.cell.length > 0;
  const some = cells.filter(cell =>
    named ? flags.cell.includes(cell.name) : !isMeasured(cell, label, epochs),
  );
  if (cells.length === 0) throw new UserError(`${file} has no cells to measure.`);
  if (some.length === 0)
    throw new UserError(
      `Every cell of ${file} has a measured ${label} already: name those to measure again with --cell.`,
    );
  const broken = some.find(({ space, cell }) => !space || !cell);
  if (broken)
    throw new UserError(
      `Cell ${broken.name} of ${file} has errors, so it can't be measured; \`renas check ${file}\` shows them.`,
    );
  const requests = some.flatMap(({ name, space, cell, hash }) =>
    Array.from({ length: seeds }, (_, i) => ({
      name,
      space: space!,
      cell: cell!,
      hash: hash!,
      epochs,
      seed: seed + i,
    })),
  );
  // A cell that stands there twice is trained once.
  return [...new Map(requests.map(request => [`${identityOf(request)} ${request.name}`, request])).values()];
}

function isMeasured({ measured }: DocumentCell, label: string, epochs: number | undefined): boolean {
  return measured.some(
    figure => figure.metric === label && (epochs === undefined || figure.epochs === epochs),
  );
}

async function measureCells(
  flags: MeasureSettings,
  source: MeasureSource,
  run: string,
  chosen: readonly MeasureRequest[],
  mayWrite: boolean,
  output: RunOutput,
): Promise<RunOutcome> {
  const { file, label } = flags;
  const { goal, sentence } = labelGoal(label, flags.goal);
  const say = (text: string) => output.event({ event: 'message', text });
  say(sentence);
  if (flags.run === undefined)
    say(`The run is in ${run}; \`renas resume\` goes on with it if it is interrupted.`);
  const { measurer, journal, close } = openMeasurer({
    ...{ run, source, flags, label, goal, say },
    signal: output.signal,
    onLeave: output.onLeave,
  });
  try {
    if (!journal.planned) {
      const fresh = (chosen.length > 0 ? chosen : chosenCells(flags)).filter(isNew(journal));
      journal.add(...fresh.map((request, i) => askedEntry(request, journal, i)), { event: 'planned' });
    }
    const asked = [...journal.measurements.values()].map(({ asked }) => requestOf(asked));
    const trained = new Map<MeasureRequest, Training>();
    const without: string[] = [];
    const progress = () => {
      const done = trained.size + without.length;
      output.event({
        event: 'progress',
        phase: 'measure',
        done,
        total: asked.length,
        overall: done / asked.length,
      });
    };
    progress();
    let done = 0;
    const settled = await Promise.allSettled(
      asked.map(async request => {
        const outcome = await measurer.measure(request);
        if (outcome.kind !== 'measured') without.push(`${request.name} (${outcome.why})`);
        else {
          trained.set(request, { epochs: request.epochs, values: outcome.values });
          output.event({ event: 'metric', step: ++done, values: outcome.values });
          replaceFile(
            path.join(run, resultFile),
            measuredText(asked, resultsOf(asked, trained, label, goal)),
          );
        }
        progress();
      }),
    );
    const failure = settled.find(each => each.status === 'rejected');
    if (failure && !output.signal.aborted) throw failure.reason;
    const results = resultsOf(asked, trained, label, goal);
    if (results.length === 0)
      throw new UserError(
        output.signal.aborted
          ? 'Interrupted before anything was measured.'
          : `None of the cells could be measured: ${without.join('; ')}.`,
      );
    const written: Written = mayWrite
      ? writeInto(file, results, run)
      : {
          complete: false,
          text: `${file} is left as it was, since this run is not signed by you or the file is outside of its workspace: the results are in ${path.join(run, resultFile)}.`,
        };
    const unmeasured = without.length > 0 ? [`Not measured: ${without.join('; ')}.`] : [];
    const notice = [...unmeasured, ...(written.complete ? [] : [written.text])].join(' ');
    const best = bestOf(results, label, goal);
    const figure = `${label} ${best.value}`;
    return {
      done: {
        goal,
        measured: results.length,
        trainings: trained.size,
        failed: without.length,
        best: { name: best.name, [label]: best.value },
        ...(notice === '' ? {} : { notice }),
      },
      figure,
      results: { found: resultFile },
      summary: [
        ...results.map(({ name, figures }) => `${name}  ${figures.map(describe).join(', ')}`),
        ...unmeasured,
        written.text,
      ].join('\n'),
    };
  } finally {
    await close();
  }
}

function isNew(journal: Journal): (request: MeasureRequest) => boolean {
  const known = new Set(
    [...journal.measurements.values()].map(({ asked }) => `${identityOf(asked)} ${asked.name}`),
  );
  return request => !known.has(`${identityOf(request)} ${request.name}`);
}

/** What the journal has asked for: the file may be another by now. */
function requestOf({ source, name, hash, seed, epochs }: ReturnType<typeof askedEntry>): MeasureRequest {
  const { space, cell } = readDocument(source).cells[0] ?? {};
  if (!space || !cell) throw new UserError(`The journal of the run has a cell ${name} that can't be read.`);
  return { space, cell, name, hash, seed, epochs };
}

function resultsOf(
  asked: readonly MeasureRequest[],
  trained: ReadonlyMap<MeasureRequest, Training>,
  label: string,
  goal: 'max' | 'min',
): readonly MeasuredResult[] {
  const cells = new Map<string, MeasureRequest[]>();
  for (const request of asked) {
    const key = `${request.hash} ${request.name}`;
    cells.set(key, [...(cells.get(key) ?? []), request]);
  }
  return [...cells.values()].flatMap(requests => {
    const trainings = requests.flatMap(request => trained.get(request) ?? []);
    const { name, hash } = requests[0]!;
    return trainings.length === 0 ? [] : { name, hash, figures: figuresOf(trainings, { name: label, goal }) };
  });
}

/** The cells that were measured with what they measured, in a file of their own. */
function measuredText(asked: readonly MeasureRequest[], results: readonly MeasuredResult[]): string {
  const byName = new Map(asked.map(request => [`${request.hash} ${request.name}`, request]));
  const own = results.map(({ name, hash, figures }) => ({ ...byName.get(`${hash} ${name}`)!, figures }));
  const declared = new Map<string, SearchSpace>();
  for (const { space } of own)
    if (builtInSpaces().get(space.name) === undefined) declared.set(space.name, space);
  return [
    ...[...declared.values()].map(printSpace),
    ...own.map(({ space, cell, name, figures }) => printCell(space, cell, { name, measured: figures })),
  ].join('\n');
}

/** What became of the file: a sentence, and whether every cell has got its lines. */
interface Written {
  readonly complete: boolean;
  readonly text: string;
}

/** Reads the file again, and changes the lines of the cells that are still as they were measured; says what it did. */
function writeInto(file: string, results: readonly MeasuredResult[], run: string): Written {
  try {
    const text = readSource(file);
    const added = addMeasured(text, results, knownSpaces(file, text));
    if (added.text !== text) replaceFile(file, added.text);
    const count = results.length - added.missing.length;
    const written = `${formatCount(count)} ${count === 1 ? 'cell of' : 'cells of'} ${file} ${count === 1 ? 'has its' : 'have their'} measured lines.`;
    if (added.missing.length === 0) return { complete: true, text: written };
    const partly = `${written} ${added.missing.join(', ')} changed in the meantime: what was measured is in ${path.join(run, resultFile)}.`;
    return { complete: false, text: partly };
  } catch (error) {
    const failed = `${messageOf(error)} The results are in ${path.join(run, resultFile)}.`;
    return { complete: false, text: failed };
  }
}

function bestOf(results: readonly MeasuredResult[], label: string, goal: 'max' | 'min') {
  const all = results.flatMap(({ name, figures }) =>
    figures.flatMap(({ metric, value }) => (metric === label ? { name, value } : [])),
  );
  all.sort((a, b) => (goal === 'max' ? b.value - a.value : a.value - b.value));
  return all[0]!;
}

function describe({ metric, value, deviation, seeds }: MeasuredResult['figures'][number]): string {
  return `${metric} ${value}${deviation === undefined ? '' : ` ± ${deviation} (${seeds} seeds)`}`;
}
