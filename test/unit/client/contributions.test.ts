import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as ids from '../../../src/client/ids';
import { strategies } from '../../../src/client/strategies';

const root = path.resolve(import.meta.dirname, '../../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;
const text = JSON.stringify(contributes);

test('the commands, views, settings and context keys of the code are those of package.json', () => {
  const declared = contributes.commands.map((c: { command: string }) => c.command);
  expect(declared.toSorted()).toEqual(Object.values(ids.commands).toSorted());
  const views = contributes.views[ids.viewContainer].map((v: { id: string }) => v.id);
  expect(views).toEqual(Object.values(ids.views));
  expect(Object.keys(contributes.configuration.properties).toSorted()).toEqual(
    Object.values(ids.settings).toSorted(),
  );
  expect(contributes.viewsContainers.activitybar[0].id).toBe(ids.viewContainer);
  expect(contributes.languages[0].id).toBe(ids.language);
  expect(manifest.activationEvents).toContain(`onWebviewPanel:${ids.panelType}`);
  for (const key of Object.values(ids.contextKeys)) expect(text).toContain(key);
});

test('every "when" clause, menu and welcome button names something that exists', () => {
  const known = new Set<string>([
    ...Object.values(ids.commands),
    ...Object.values(ids.views),
    ...Object.values(ids.contextKeys),
    ...Object.values(ids.settings),
    ids.panelType,
  ]);
  for (const name of text.match(/\brenas(?:\.\w+)+/g) ?? []) expect(known).toContain(name);
});

test('commands say what they do in title case, and those that ask end in an ellipsis', () => {
  for (const { command, title, category } of contributes.commands) {
    expect(category).toBe('ReNAS');
    expect(title).toMatch(/^[A-Z]/);
    if (
      [
        'renas.search',
        'renas.train',
        'renas.newRun',
        'renas.loop',
        'renas.measureSome',
        'renas.suggestCells',
        'renas.importBenchmark',
        'renas.deleteRun',
        'renas.duplicateRun',
        'renas.groupRuns',
        'renas.chooseModel',
        'renas.evaluateModel',
        'renas.importModel',
        'renas.exportModel',
        'renas.deleteModel',
      ].includes(command)
    )
      expect(title).toMatch(/…$/);
  }
});

test('every command on runs is in the palette only where there is a run for it', () => {
  const whens = new Map<string, string>(
    contributes.menus.commandPalette.map((m: { command: string; when: string }) => [m.command, m.when]),
  );
  const { openRun, cancelRun, resumeRun, deleteRun, runAgain, openFound, useModel } = ids.commands;
  for (const command of [openRun, cancelRun, resumeRun, deleteRun, runAgain, openFound, useModel])
    expect(whens.get(command), command).toMatch(/^renas\.has/);
});

test('what starts a run is disabled where runs are', () => {
  const { search, train, loop, measureSome, suggestCells, importBenchmark, resumeRun, runAgain } =
    ids.commands;
  for (const { command, enablement } of contributes.commands)
    if (
      [search, train, loop, measureSome, suggestCells, importBenchmark, resumeRun, runAgain].includes(command)
    )
      expect(enablement, command).toBe(`!${ids.contextKeys.runsDisabled}`);
});

test('settings explain themselves, and what names a program belongs to the machine', () => {
  for (const [name, setting] of Object.entries<Record<string, unknown>>(
    contributes.configuration.properties,
  )) {
    expect(setting['markdownDescription'], name).toMatch(/\.$/);
    if (name.endsWith('Path')) expect(setting['scope']).toBe('machine');
  }
  expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain(ids.settings.nodePath);
});

test('the images that package.json names are there', () => {
  for (const file of [manifest.icon, contributes.viewsContainers.activitybar[0].icon])
    expect(existsSync(path.join(root, file)), file).toBe(true);
});

test('the walkthrough has five steps, each with its picture, and each ends by being done', () => {
  const [walkthrough] = contributes.walkthroughs;
  expect(`${manifest.publisher}.${manifest.name}#${walkthrough.id}`).toBe(ids.walkthrough);
  expect(walkthrough.steps).toHaveLength(5);
  const keys: readonly string[] = Object.values(ids.contextKeys);
  const commands: readonly string[] = Object.values(ids.commands);
  for (const { media, completionEvents } of walkthrough.steps) {
    expect(existsSync(path.join(root, media.svg)), media.svg).toBe(true);
    expect(completionEvents.length).toBeGreaterThan(0);
    for (const event of completionEvents) {
      const [kind, id] = event.split(':');
      expect(kind === 'onContext' ? keys : kind === 'onCommand' ? commands : []).toContain(id);
    }
  }
});

test('the package takes along what its commands open', () => {
  const packaged = readFileSync(path.join(root, '.vscodeignore'), 'utf8').split('\n');
  expect(packaged).toContain('!examples/inception.cell');
  expect(packaged).toContain('!media/**');
});

test('the tools of the assistant are those of the code, and take the strategies that there are', () => {
  const tools: { name: string; inputSchema: { properties: Record<string, { enum?: string[] }> } }[] =
    contributes.languageModelTools;
  expect(tools.map(tool => tool.name)).toEqual(Object.values(ids.languageTools));
  const search = tools.find(tool => tool.name === ids.languageTools.searchCells);
  expect(search?.inputSchema.properties['strategy']?.enum).toEqual(strategies.map(s => s.name));
});
