import type { Command } from 'commander';
import { readTable } from '../../datasets/readTable';
import { figuresOf } from '../../predictor/figures';
import { mergeRows } from '../../predictor/mergeRows';
import { loadPredictor } from '../../predictor/predictor';
import { type EvaluateSettings, evaluateCommand } from '../../protocol/commands/evaluate';
import { safeText } from '../../text/safeText';
import { writeError, writeJson, writeOut } from '../../text/terminal';
import { addDeclared } from '../declaredCommand';
import { startEngineFor } from '../engine/engineFor';
import { UserError, usageError } from '../failure';
import { labelGoal } from '../input/labelGoal';
import { readOptions } from '../input/readOptions';
import { tableFile } from '../input/tableFile';
import { describeFigures, figureFields } from '../output/figures';

/** `renas evaluate`: how well a saved predictor ranks the cells of a table. */
export function addEvaluate(program: Command): void {
  addDeclared(program, evaluateCommand, evaluate);
}

async function evaluate({
  predictor: folder,
  data,
  label,
  goal: stated,
  json,
  ...rows
}: EvaluateSettings): Promise<void> {
  const start = performance.now();
  await startEngineFor('ranking');
  const predictor = await loadPredictor(folder);
  try {
    const { space, card } = predictor;
    const table = await readTable(await tableFile(data), space, [label], readOptions(rows, stated));
    for (const text of table.notes) writeError(safeText(`${text}\n`, 'terminal'));
    for (const problem of table.problems)
      writeError(safeText(`${data}:${problem.line}: ${problem.message}\n`, 'terminal'));
    const values = table.labels[label];
    if (!values) throw usageError(`${data} has no numeric column "${label}".`);
    const measured = await mergeRows(space, table.cells, values);
    const { goal, sentence } = labelGoal(
      label,
      stated,
      table.goal ?? (label === card.label ? card.goal : undefined),
    );
    const figures = figuresOf(label, await predictor.score(measured.cells), measured.labels, goal);
    if (!figures) throw new UserError(`${data} has no two cells that differ in ${label}, so it orders none.`);
    if (json) {
      const seconds = Math.round(performance.now() - start) / 1000;
      const done = { event: 'done', goal, ...figureFields([figures]), tested: figures.cells, seconds };
      writeJson(done);
      return;
    }
    writeOut(
      safeText(`${card.name} (${card.source})\n${describeFigures([figures]).join('\n')}\n`, 'terminal'),
    );
    const note = `${sentence} Cells that it was trained on are counted too, if they are in the table.\n`;
    writeOut(safeText(note, 'terminal'));
  } finally {
    predictor.dispose();
  }
}
