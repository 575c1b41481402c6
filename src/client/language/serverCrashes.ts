/** Milliseconds within which crashes count together. */
const crashWindow = 180_000;
/** A server that crashes more often than this within `crashWindow` stays down. */
export const maxCrashes = 4;

/** Counts the crashes of the language server, so that one that can't run is not started for ever. */
export interface CrashCounter {
  /** Counts a crash. Returns whether the server is to be started again. */
  crashed(): boolean;
  /** Forgets the crashes counted: the user has started the server. */
  reset(): void;
}

/** `now` returns milliseconds. */
export function createCrashCounter(now: () => number = Date.now): CrashCounter {
  let crashes: number[] = [];
  return {
    crashed() {
      const time = now();
      crashes = [...crashes.filter(at => time - at < crashWindow), time];
      return crashes.length <= maxCrashes;
    },
    reset() {
      crashes = [];
    },
  };
}
