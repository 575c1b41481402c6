import { isLive } from '../../src/protocol/describeRun';
import type { RunAction } from '../../src/protocol/panel';
import type { RunRow } from '../../src/protocol/run';
import { button, iconButton } from '../kit/controls';
import { h, refocus } from '../kit/dom';
import { createRoving } from '../kit/roving';

export interface OfferedActions {
  readonly element: HTMLElement;
  update(row: RunRow): void;
}

interface Offer {
  readonly action: RunAction;
  readonly text: string;
  readonly icon: string;
}

/** What can be done with a run: buttons for what most come for, a toolbar for the rest. */
export function createOfferedActions(
  star: HTMLElement,
  onAction: (action: RunAction, run: string) => void,
): OfferedActions {
  const first = h('div', { class: 'actions' });
  const tools = h('div', { class: 'tools', role: 'toolbar', 'aria-label': 'Run' });
  const roving = createRoving(tools, button => button.getAttribute('aria-label'));
  let shown = '';
  return {
    element: h('div', { class: 'run-actions' }, first, h('div', { class: 'tools' }, star, tools)),
    update(row) {
      const [offered, others] = [firstOf(row), toolsOf(row)];
      const next = JSON.stringify([row.id, offered, others]);
      if (next === shown) return;
      shown = next;
      const focused = tools.contains(document.activeElement)
        ? document.activeElement?.getAttribute('aria-label')
        : undefined;
      first.replaceChildren(
        ...offered.map(({ action, text, icon }, i) =>
          button({
            text,
            icon,
            secondary: i > 0 || action === 'cancel',
            onClick: () => onAction(action, row.id),
          }),
        ),
      );
      tools.replaceChildren(
        ...others.map(({ action, text, icon }) =>
          iconButton({ icon, name: text, onClick: () => onAction(action, row.id) }),
        ),
      );
      roving.refresh();
      if (focused) refocus(tools.querySelector<HTMLElement>(`[aria-label="${focused}"]`));
    },
  };
}

function firstOf(row: RunRow): readonly Offer[] {
  if (row.stopping) return [];
  if (isLive(row)) return [{ action: 'cancel', text: 'Cancel', icon: 'debug-stop' }];
  const { found, model } = row.record?.results ?? {};
  const offered: Offer[] = [];
  if (row.resumable) offered.push({ action: 'resume', text: 'Resume', icon: 'debug-continue' });
  const cells = row.record?.command === 'measure' ? 'Open Measured Cells' : 'Open Found Cells';
  if (found !== undefined) offered.push({ action: 'openFound', text: cells, icon: 'go-to-file' });
  if (model !== undefined) offered.push({ action: 'useModel', text: 'Use for Hints', icon: 'lightbulb' });
  return offered;
}

function toolsOf(row: RunRow): readonly Offer[] {
  const repeat: readonly Offer[] = [
    { action: 'duplicate', text: 'Duplicate with Changes…', icon: 'files' },
    { action: 'copyCommand', text: 'Copy as Command Line', icon: 'terminal' },
    { action: 'report', text: 'Write Report…', icon: 'book' },
  ];
  const again: Offer = { action: 'again', text: 'Run Again', icon: 'debug-rerun' };
  return [
    ...(row.record && !isLive(row) ? [again] : []),
    ...(row.record ? repeat : []),
    { action: 'showLog', text: 'Show Log', icon: 'output' },
    { action: 'reveal', text: 'Open Folder', icon: 'folder-opened' },
    ...(isLive(row) ? [] : [{ action: 'delete', text: 'Delete…', icon: 'trash' } as const]),
  ];
}
