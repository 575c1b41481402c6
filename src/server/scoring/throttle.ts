/**
 * Runs `action` when asked to: at once if the last run is `interval` ms past, else when it is; never twice for one. An
 * action that takes long gets at most a fifth of the time.
 */
export function throttle(interval: number, action: () => void): { ask(): void; dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  let last = Number.NEGATIVE_INFINITY;
  return {
    ask() {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          const begun = performance.now();
          action();
          last = begun + Math.max(0, 5 * (performance.now() - begun) - interval);
        },
        Math.max(0, last + interval - performance.now()),
      );
    },
    dispose: () => clearTimeout(timer),
  };
}
