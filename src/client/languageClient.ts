import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { type LanguageClient as Client, LanguageClient, TransportKind } from 'vscode-languageclient/node';
