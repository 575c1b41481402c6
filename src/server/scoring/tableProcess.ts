import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { SearchSpace } from '../../cells/space';
import type { CostFiles } from '../../protocol/lsp';
import { fromTables } from '../../protocol/schemas/processes';
import { readValue } from '../../protocol/schemas/readJson';
import type { FromTables, TableFigure, ToldCost, ToTables } from '../../protocol/tables';
import { allCostFiles, costFilesOf } from './costFiles';
import type { MeasuredTables, TableListener } from './measuredTables';
import { predictionKey } from './predictorLink';

export interface TableProcessOptions {
  /** Absolute path of the script that holds the `figures` command. */
  readonly program: string;
  /** The Node program that runs it. */
  readonly node: string;
  readonly tables: readonly string[];
  readonly costs: CostFiles;
  readonly listener: TableListener;
}

/**
 * The child process that runs `renas figures`. It starts when there are tables and something is asked of them; one that
 * ends by itself is not started again until others are chosen.
 */
export function createTableProcess({
  program,
  node,
  listener,
  ...rest
}: TableProcessOptions): MeasuredTables {
  let { tables, costs } = rest;
  let child: ChildProcess | undefined;
  let failed = false;
  let lastId = 0;
  const waiting = new Map<number, (figures: readonly TableFigure[]) => void>();
  const waitingCosts = new Map<number, (costs: readonly (readonly ToldCost[])[]) => void>();
  /** Space name → the key of the space the process knows by it. */
  const sent = new Map<string, string>();

  function start(): ChildProcess | undefined {
    const files = allCostFiles(costs);
    if (child || failed || tables.length + files.length === 0) return child;
    const named = files.flatMap(file => ['--costs', file]);
    const started = fork(program, ['figures', ...named, '--', ...tables], {
      execPath: node,
      execArgv: [],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child = started;
    let complaint = '';
    started.stderr?.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2000);
      listener.log(text.trimEnd());
    });
    started.on('message', message => {
      if (child !== started) return;
      const read = readValue<FromTables>(fromTables, message, 'a message of the process that reads tables');
      if (typeof read === 'string') ended(started, `was stopped: ${read}`);
      else receive(read);
    });
    started.on('error', error => ended(started, `could not be started: ${error.message}`));
    started.on('close', (code, signal) => {
      const last = complaint.trim().split('\n').pop();
      ended(started, `ended (${signal ?? `exit code ${code}`}${last ? `: ${last}` : ''})`);
    });
    return started;
  }

  function ended(which: ChildProcess, how: string): void {
    if (child !== which) return;
    stop();
    failed = true;
    const all = [...tables, ...allCostFiles(costs)];
    const names = all.map(table => path.basename(table)).join(', ');
    listener.problem(
      `What ${names} ${all.length > 1 ? 'say' : 'says'} of cells can't be shown: the process that reads tables ${how}. Restart the language server to try again, or leave out the table that is at fault.`,
    );
  }

  function receive(message: FromTables): void {
    if (message.kind === 'unreadable') listener.problem(message.message);
    else if (message.kind === 'costs') {
      waitingCosts.get(message.id)?.(message.costs);
      waitingCosts.delete(message.id);
    } else {
      waiting.get(message.id)?.(message.figures);
      waiting.delete(message.id);
    }
  }

  function introduce(space: SearchSpace): void {
    if (sent.get(space.name) === predictionKey(space)) return;
    sent.set(space.name, predictionKey(space));
    send({ kind: 'space', space });
  }

  function send(message: ToTables): void {
    // A channel that has just closed reports so here; the end of the process is what is acted on.
    child?.send(message, () => {});
  }

  function stop(): void {
    child?.removeAllListeners();
    child?.kill();
    child = undefined;
    sent.clear();
    for (const answer of waiting.values()) answer([]);
    waiting.clear();
    for (const answer of waitingCosts.values()) answer([]);
    waitingCosts.clear();
  }

  return {
    prepare(space) {
      if (start()) introduce(space);
    },
    find: ({ space, cell }) =>
      new Promise(answer => {
        if (!start()) return answer([]);
        introduce(space);
        waiting.set(++lastId, answer);
        send({ kind: 'find', id: lastId, space: space.name, cell });
      }),
    costs: (space, cells, uri) =>
      new Promise(answer => {
        const files = costFilesOf(costs, uri);
        if (files.length === 0 || cells.length === 0 || !start()) return answer([]);
        introduce(space);
        waitingCosts.set(++lastId, answer);
        send({ kind: 'costs', id: lastId, space: space.name, cells, files });
      }),
    choose(next) {
      const { tables: nextTables = tables, costs: nextCosts = costs } = next;
      const sameFiles = isSame(nextTables, tables) && isSame(allCostFiles(nextCosts), allCostFiles(costs));
      // Which of them hold where is asked anew each time.
      costs = nextCosts;
      if (sameFiles) return;
      stop();
      tables = nextTables;
      failed = false;
    },
    dispose() {
      stop();
      tables = [];
      costs = [];
    },
  };
}

/** In another order they are the same, and take seconds to read again. */
function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every(file => b.includes(file));
}
