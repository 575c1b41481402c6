import * as vscode from 'vscode';
import { tableCommand } from '../../protocol/commands/table';
import type { CheckedTable, TableCheck } from '../../protocol/runForms';
import { runCli } from '../runs/runCli';
import type { RunPlace } from '../workspace';
import { parseCheck } from './tableOutput';

/** Reads the rows of tables as cells of a space with `renas table`, one at a time. */
export interface TableChecker extends vscode.Disposable {
  /** `undefined`: another check was asked for meanwhile. */
  check(asked: CheckedTable): Promise<TableCheck | undefined>;
}

export function createTableChecker(place: RunPlace): TableChecker {
  let running = new vscode.CancellationTokenSource();
  return {
    async check({ table, where = [], ...others }) {
      running.cancel();
      const own = new vscode.CancellationTokenSource();
      running = own;
      const asked = { file: table, where, ...others, json: true };
      try {
        const { stdout } = await runCli(place, tableCommand, asked, { token: own.token });
        return parseCheck(stdout) ?? nothing(`What "renas table" says of ${table} can't be understood.`);
      } catch (error) {
        if (own.token.isCancellationRequested) return undefined;
        return nothing(error instanceof Error ? error.message : String(error));
      } finally {
        own.dispose();
      }
    },
    dispose: () => running.cancel(),
  };
}

function nothing(failure: string): TableCheck {
  return { readable: 0, unreadable: 0, problems: [], failure };
}
