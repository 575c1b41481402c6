import type { CancellationToken } from 'vscode-languageserver';

/** What is promised, or `otherwise` once so many milliseconds have passed or the token is cancelled. */
export function within<T, U>(
  milliseconds: number,
  promise: Promise<T>,
  otherwise: U,
  token?: CancellationToken,
): Promise<T | U> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(otherwise);
    const timer = setTimeout(giveUp, milliseconds);
    const cancellation = token?.onCancellationRequested(giveUp);
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      cancellation?.dispose();
    });
  });
}
