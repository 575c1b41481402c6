import { type Connection, ErrorCodes, ResponseError } from 'vscode-languageserver';
import { clientMessages, withoutParameters } from '../protocol/schemas/lsp';
import { readValue } from '../protocol/schemas/readJson';

/** Requests and notifications beyond the Language Server Protocol, whose parameters its library does not check. */
const isOurs = (method: unknown): method is string =>
  typeof method === 'string' && method.startsWith('renas/') && !withoutParameters.has(method);

type Handler = (params: unknown, ...more: readonly unknown[]) => unknown;

/**
 * The connection, with the parameters of our own messages validated before a handler sees them. A request that is not
 * valid gets an error response; a notification is logged and otherwise ignored.
 */
export function validatedConnection(connection: Connection): Connection {
  const validated = (method: string, handler: Handler, refuse: (sentence: string) => unknown): Handler => {
    const schema = clientMessages.get(method);
    if (!schema) throw new Error(`There is no schema for ${method}.`);
    return (params, ...more) => {
      const read = readValue(schema, params, method);
      return typeof read === 'string' ? refuse(`${read}.`) : handler(read, ...more);
    };
  };
  const onRequest = (method: unknown, handler: Handler) =>
    (connection.onRequest as (...args: unknown[]) => unknown)(
      method,
      isOurs(method)
        ? validated(method, handler, sentence => new ResponseError(ErrorCodes.InvalidParams, sentence))
        : handler,
    );
  const onNotification = (method: unknown, handler: Handler) =>
    (connection.onNotification as (...args: unknown[]) => unknown)(
      method,
      isOurs(method) ? validated(method, handler, sentence => connection.console.warn(sentence)) : handler,
    );
  return Object.create(connection, {
    onRequest: { value: onRequest },
    onNotification: { value: onNotification },
  });
}
