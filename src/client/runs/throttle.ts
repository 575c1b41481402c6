/**
 * Calls `work` at most once each `every` milliseconds, and never while its last call still goes on; a call asked for
 * meanwhile is made afterwards.
 */
export function throttle(every: number, work: () => Promise<void>): { ask(): void; dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  let busy = false;
  let again = false;
  let disposed = false;
  const ask = () => {
    if (disposed) return;
    if (busy || timer) {
      again = true;
      return;
    }
    busy = true;
    void work().finally(() => {
      busy = false;
      timer = setTimeout(() => {
        timer = undefined;
        if (!again) return;
        again = false;
        ask();
      }, every);
    });
  };
  return {
    ask,
    dispose() {
      disposed = true;
      clearTimeout(timer);
    },
  };
}
