import {
  type Connection,
  MessageType,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  ShowMessageNotification,
} from 'vscode-languageserver';
import type { Safe } from '../text/safeText';

/**
 * Messages to the client. None of them fails: a client may answer a request with an error or not at all, and a
 * notification may find its channel closed.
 */
export interface ToClient {
  /**
   * Shows one sentence to the user: `window/showMessage`, a notification, so nothing waits for a response. Editors make
   * links of what it says, so it has been made safe.
   */
  show(type: 'warning' | 'error', message: Safe<'notification'>): void;
  log(message: string): void;
  notify(method: string, params?: object): void;
  diagnostics(params: PublishDiagnosticsParams): void;
  /** Sends a request whose response is ignored. */
  request(send: (connection: Connection) => Promise<unknown>): void;
}

export function toClient(connection: Connection): ToClient {
  const ignoreFailure = (sent: Promise<unknown>) => void sent.catch(() => {});
  return {
    show: (type, message) =>
      ignoreFailure(
        connection.sendNotification(ShowMessageNotification.type, {
          type: type === 'error' ? MessageType.Error : MessageType.Warning,
          message,
        }),
      ),
    log: message => connection.console.info(message),
    notify: (method, params) =>
      ignoreFailure(
        params === undefined
          ? connection.sendNotification(method)
          : connection.sendNotification(method, params),
      ),
    diagnostics: params =>
      ignoreFailure(connection.sendNotification(PublishDiagnosticsNotification.type, params)),
    request: send => ignoreFailure(send(connection)),
  };
}
