/** Tells whoever waits for it that scores have come in. */
export interface News {
  tell(): void;
  /** Resolves once `holds` after a telling, or at once; in any case after `patience` milliseconds. */
  until(holds: () => boolean, patience: number): Promise<void>;
}

export function createNews(): News {
  const waiting = new Set<() => void>();
  return {
    tell() {
      for (const check of [...waiting]) check();
    },
    until: (holds, patience) =>
      new Promise(resolve => {
        const end = () => {
          clearTimeout(timer);
          waiting.delete(check);
          resolve();
        };
        const check = () => {
          if (holds()) end();
        };
        const timer = setTimeout(end, patience);
        timer.unref();
        waiting.add(check);
        check();
      }),
  };
}
