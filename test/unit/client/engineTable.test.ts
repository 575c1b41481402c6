import { expect, test } from 'vitest';
import { parseEngines, parseInstallLine } from '../../../src/client/engines/engineTable';

test('the table of engines is read from the lines of renas engines --json, whatever stands between them', () => {
  const lines = [
    '{"engine":"cuda","usable":false,"reason":"not installed","chosen_for":[]}',
    'a warning of a driver',
    '{"engine":"wasm","usable":true,"reason":"wasm (CPU)","cells_per_second":51300,"latency_1_ms":0.2,"latency_100_ms":2,"train_ms":640,"chosen_for":["hints","ranking"]}',
    '[1]',
    '',
  ];
  expect(parseEngines(lines.join('\n'))).toEqual([
    { engine: 'cuda', usable: false, reason: 'not installed', chosenFor: [], figures: '' },
    {
      engine: 'wasm',
      usable: true,
      reason: 'wasm (CPU)',
      chosenFor: ['hints', 'ranking'],
      figures: '51,300 cells/s, 100 cells in 2 ms, short training 640 ms',
    },
  ]);
});

test('a line with a value of another type is none', () => {
  expect(
    parseEngines('{"engine":"wasm","usable":"yes"}\n{"engine":"wasm","usable":true,"train_ms":"1"}'),
  ).toEqual([]);
  expect(parseInstallLine('{"event":"progress","text":"npm","megabytes":1.5}')).toMatchObject({
    megabytes: 1.5,
  });
  expect(parseInstallLine('{"event":"lacks","text":["a"]}')).toBeUndefined();
  expect(parseInstallLine('{"event":')).toBeUndefined();
});
