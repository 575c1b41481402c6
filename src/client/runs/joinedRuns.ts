import { existsSync } from 'node:fs';
import type { RunRow } from '../../protocol/run';
import { callAll, newestFirst, type RunStore, watchRuns } from '../../runs/runStore';

export interface JoinedRuns extends RunStore {
  /** From now on the runs are those of these folders. */
  setFolders(folders: readonly [string, ...string[]]): void;
}

/** The runs of several folders as those of one; `onError` hears what a listener throws. The ids of runs are told apart by chance, wherever they lie. */
export function joinRuns(
  folders: readonly [string, ...string[]],
  onError: (error: unknown) => void = () => {},
): JoinedRuns {
  const listeners = new Set<() => void>();
  let joined: readonly RunRow[] | undefined;
  let order = folders;
  const stores = new Map<string, { readonly store: RunStore; readonly stop: () => void }>();
  const changed = () => {
    joined = undefined;
    callAll(listeners, onError);
  };
  const all = () => order.flatMap(folder => stores.get(folder)?.store ?? []);
  const setFolders = (wanted: readonly [string, ...string[]]) => {
    order = wanted;
    for (const [folder, { store, stop }] of stores) {
      if (wanted.includes(folder)) continue;
      stop();
      store.dispose();
      stores.delete(folder);
    }
    for (const folder of wanted) {
      if (stores.has(folder)) continue;
      const store = watchRuns(folder, onError);
      stores.set(folder, { store, stop: store.onChange(changed) });
    }
    changed();
  };
  setFolders(folders);
  /** The store that lists a run, or else has its directory: one just started is not listed yet. */
  const storeOf = (id: string): RunStore | undefined =>
    stores.size === 1
      ? all()[0]
      : (all().find(store => store.rows().some(row => row.id === id)) ??
        all().find(store => existsSync(store.folderOf(id))) ??
        all()[0]);
  return {
    setFolders,
    get folder() {
      return order[0];
    },
    rows() {
      const [first] = all();
      joined ??=
        stores.size === 1 && first
          ? first.rows()
          : all()
              .flatMap(store => store.rows())
              .sort(newestFirst);
      return joined;
    },
    problem() {
      const problems = all().flatMap(store => store.problem() ?? []);
      return problems.length === 0 ? undefined : problems.join(' ');
    },
    folderOf(id) {
      const store = storeOf(id);
      if (!store) throw new Error('No folder keeps runs.');
      return store.folderOf(id);
    },
    expect: id => storeOf(id)?.expect(id),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async refresh() {
      await Promise.all(all().map(store => store.refresh()));
    },
    dispose() {
      for (const { store, stop } of stores.values()) {
        stop();
        store.dispose();
      }
      listeners.clear();
    },
  };
}
