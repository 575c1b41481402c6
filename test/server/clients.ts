import type { ClientCapabilities } from 'vscode-languageserver/node';
import type { ClientProfile } from './testClient';

const plain: ClientCapabilities['textDocument'] = {
  hover: { contentFormat: ['plaintext'] },
  completion: { completionItem: { snippetSupport: false, documentationFormat: ['plaintext'] } },
  signatureHelp: { signatureInformation: { documentationFormat: ['plaintext'] } },
  documentSymbol: { hierarchicalDocumentSymbolSupport: false },
  codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  rename: { prepareSupport: true },
};

/**
 * Editors with the gaps that they have or had: no refresh, plain text alone, no watched files. They differ in what positions
 * count, in symbols and in folders.
 */
export const clients = {
  neovim: {
    capabilities: {
      general: { positionEncodings: ['utf-16'] },
      workspace: { didChangeWatchedFiles: { dynamicRegistration: false }, workspaceFolders: true },
      textDocument: { ...plain, documentSymbol: { hierarchicalDocumentSymbolSupport: true } },
    },
    responses: 'errors',
  },
  eglot: {
    capabilities: {
      general: { positionEncodings: ['utf-32', 'utf-8', 'utf-16'] },
      workspace: { didChangeWatchedFiles: { dynamicRegistration: false } },
      textDocument: plain,
    },
    responses: 'errors',
  },
  helix: {
    capabilities: {
      general: { positionEncodings: ['utf-8', 'utf-32', 'utf-16'] },
      workspace: { workspaceFolders: true },
      textDocument: { ...plain, publishDiagnostics: { tagSupport: { valueSet: [1] } } },
    },
    responses: 'errors',
  },
} satisfies Readonly<Record<string, ClientProfile>>;
