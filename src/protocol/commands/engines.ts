import { jsonOption } from '../options/common';
import { declareCommand, type SettingsOf } from '../options/option';

/** The engines that can compute, from the most to the least wanted. */
export const engineChoices = ['cuda', 'webgpu', 'native', 'wasm', 'cpu'] as const;

/** `renas engines`: what can compute here, how fast, and what each kind of work is given to. */
export const enginesCommand = declareCommand({
  name: 'engines',
  summary: 'say which engines can be used here, how fast they are, and which does what',
  options: {
    measure: {
      kind: 'switch',
      flag: '--measure',
      help: 'measure again, instead of telling what was measured on this machine before',
    },
    json: { ...jsonOption, help: 'one JSON object a line' },
    probe: {
      kind: 'choice',
      choices: engineChoices,
      flag: '--probe',
      value: 'engine',
      help: 'try one engine in this process',
      hidden: true,
    },
  },
});

export type EnginesSettings = SettingsOf<typeof enginesCommand>;

/** `renas engines install ENGINE`: an engine that uses the GPU, into a folder of its own. */
export const installEngineCommand = declareCommand({
  name: 'install',
  summary: 'install an engine that uses the GPU: cuda (NVIDIA) or webgpu (any)',
  options: {
    engine: { kind: 'text', value: 'engine', help: 'cuda or webgpu', required: true },
    into: {
      kind: 'text',
      flag: '--into',
      value: 'dir',
      help: 'the folder of added engines, instead of the one in RENAS_ENGINES',
      path: 'file',
      changes: true,
    },
    registry: {
      kind: 'text',
      flag: '--registry',
      value: 'url',
      help: 'where the packages come from, instead of where npm is set to',
    },
    mirror: {
      kind: 'text',
      flag: '--mirror',
      value: 'url',
      help: 'where cuda gets TensorFlow from, instead of from Google',
    },
    idle: {
      kind: 'integer',
      min: 1,
      flag: '--idle',
      value: 'seconds',
      help: 'give up when nothing comes for so long',
      default: 120,
    },
    limit: {
      kind: 'integer',
      min: 1,
      flag: '--limit',
      value: 'seconds',
      help: 'give up when all of it takes longer',
      default: 3600,
    },
    anyway: {
      kind: 'switch',
      flag: '--anyway',
      help: 'install even though this machine lacks something for it',
    },
    json: { ...jsonOption, help: 'one JSON object a line' },
  },
});

export type InstallEngineSettings = SettingsOf<typeof installEngineCommand>;
