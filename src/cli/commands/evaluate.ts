import type { Command } from 'commander';
import type { Goal } from '../../cells/goal';
import { readTable } from '../../datasets/readTable';
import { figuresOf } from '../../predictor/figures';
import { mergeRows } from '../../predictor/mergeRows';
import { loadPredictor } from '../../predictor/predictor';
import { safeText } from '../../text/safeText';
import { writeError, writeJson, writeOut } from '../../text/terminal';
import { startEngineFor } from '../engineFor';
import { UserError, usageError } from '../failure';
import { describeFigures, figureFields } from '../figures';
import { goalOption, labelGoal } from '../labelGoal';

interface EvaluateFlags {
  readonly model: string;
  readonly data: string;
  readonly label: string;
  readonly goal?: Goal;
  readonly json?: boolean;
}

/** `renas evaluate`: how well a saved predictor ranks the cells of a table. */
export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description("compare a saved predictor's ranking with a table of measured cells")
    .requiredOption('--model <dir>', 'the predictor')
    .requiredOption('--data <file>', 'the table: CSV, TSV or JSONL, gzipped or not')
    .requiredOption('--label <column>', 'the column to compare with')
    .addOption(goalOption())
    .option('--json', 'one line of JSON')
    .action(evaluate);
}

async function evaluate({ model, data, label, goal: stated, json }: EvaluateFlags): Promise<void> {
  const start = performance.now();
  await startEngineFor('ranking');
  const predictor = await loadPredictor(model);
  try {
    const { space, card } = predictor;
    const table = await readTable(data, space, [label]);
    for (const problem of table.problems)
      writeError(safeText(`${data}:${problem.line}: ${problem.message}\n`, 'terminal'));
    const values = table.labels[label];
    if (!values) throw usageError(`${data} has no numeric column "${label}".`);
    const measured = await mergeRows(space, table.cells, values);
    const { goal, sentence } = labelGoal(label, stated, label === card.label ? card.goal : undefined);
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
