import type { ChildProcess } from 'node:child_process';

export interface Installation {
  readonly main: string;
  readonly node: string;
}
export interface RunningServer {
  readonly address: string;
  readonly process: ChildProcess;
  readonly log: string;
}
export interface ServerSettings {
  readonly installation: Installation;
  readonly folder: string;
  readonly extension: string;
  readonly port: number;
  readonly token?: string;
  readonly userSettings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly trust?: boolean;
}
export const defaultVersion: string;
export const newestVersion: string;
export function hasVscodeServer(version: string): boolean;
export function ensureVscodeServer(version?: string): Promise<Installation>;
export function startVscodeServer(settings: ServerSettings): Promise<RunningServer>;
export function stopVscodeServer(server: RunningServer): Promise<void>;
export function freePort(preferred?: number): Promise<number>;
