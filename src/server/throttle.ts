/** Runs `action` when asked to: at once if the last run is `interval` ms past, else when it is; never twice for one. */
export function throttle(interval: number, action: () => void): { ask(): void; dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  let last = Number.NEGATIVE_INFINITY;
  return {
    ask() {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          last = performance.now();
          action();
        },
        Math.max(0, last + interval - performance.now()),
      );
    },
    dispose: () => clearTimeout(timer),
  };
}
