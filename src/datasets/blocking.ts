const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Does work during which the process attends to nothing else for seconds, and which loses nothing when it is broken off: a
 * signal that the process handles would be seen only afterwards, so meanwhile it ends the process, as it does by default.
 */
export async function blocking<T>(work: () => T | Promise<T>): Promise<T> {
  const handlers = signals.flatMap(signal => process.listeners(signal).map(handler => ({ signal, handler })));
  for (const { signal, handler } of handlers) process.off(signal, handler);
  try {
    return await work();
  } finally {
    for (const { signal, handler } of handlers) process.on(signal, handler);
  }
}
