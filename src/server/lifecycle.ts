import {
  type Connection,
  type ConnectionOptions,
  ErrorCodes,
  type Message,
  Message as Messages,
  type NotificationMessage,
  type RequestMessage,
  ResponseError,
} from 'vscode-languageserver';

/** What stands for a request that has come at the wrong time. */
const rejected = { early: 'renas/early', late: 'renas/late', again: 'renas/again' } as const;

/**
 * Options of a connection whose requests before `initialize` and after `shutdown` get the errors that the protocol has for
 * them, and whose notifications then are ignored. Each connection needs its own.
 */
export function lifecycleOptions(): ConnectionOptions {
  let state: 'new' | 'running' | 'ended' = 'new';

  /** The method that answers a request now; `undefined` ignores a notification. */
  function methodFor(
    { method }: RequestMessage | NotificationMessage,
    isRequest: boolean,
  ): string | undefined {
    // Cancellations and the like.
    if (method.startsWith('$/') || method === 'exit') return method;
    if (isRequest && method === 'initialize') {
      if (state !== 'new') return rejected.again;
      state = 'running';
    } else if (state !== 'running') {
      if (!isRequest) return undefined;
      return state === 'new' ? rejected.early : rejected.late;
    } else if (method === 'shutdown') state = 'ended';
    return method;
  }

  return {
    messageStrategy: {
      handleMessage(message, next) {
        const isRequest = Messages.isRequest(message);
        if (!isRequest && !Messages.isNotification(message)) return next(message);
        const method = methodFor(message, isRequest);
        if (method !== undefined) next({ ...message, method } as Message);
      },
    },
  };
}

/** Answers the requests that `lifecycleOptions` rejects. */
export function serveRejections(connection: Connection): void {
  const reject = (method: string, code: number, message: string) =>
    connection.onRequest(method, () => new ResponseError(code, message));
  reject(rejected.early, ErrorCodes.ServerNotInitialized, 'The server has not been initialized yet.');
  reject(rejected.late, ErrorCodes.InvalidRequest, 'The server has been shut down.');
  reject(rejected.again, ErrorCodes.InvalidRequest, 'The server has been initialized already.');
}
