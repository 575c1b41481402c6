// Stands in for `renas serve` in tests of the process's keeper. Its score of a cell is its number of vertices plus 1,000
// times the limit on vertices of the space last sent; the chance of a pair is its first's part of the vertices. FAULT names what it does wrong; a fault that happens once leaves a
// mark at FAULT_MARK.
import { existsSync, writeFileSync } from 'node:fs';

const { FAULT: fault, FAULT_MARK: mark = '' } = process.env;
const spaces = new Map();

function faulty() {
  if (existsSync(mark)) return false;
  writeFileSync(mark, '');
  return true;
}

if (fault === 'ends-at-start-once' && faulty()) {
  process.stderr.write('no engine works here\n');
  process.exit(3);
}

process.on('disconnect', () => process.exit(0));
process.on('message', message => {
  if (message.kind === 'space') {
    spaces.set(message.space.name, message.space);
    const has = message.space.name !== 'unknown';
    const model = { name: process.argv.slice(2).join(' '), recipe: 'default', source: `pid ${process.pid}` };
    process.send({
      kind: 'model',
      space: message.space.name,
      model: has ? model : undefined,
      reason: 'Train one.',
    });
    return;
  }
  const { id, space } = message;
  const cells = message.kind === 'compare' ? message.pairs.flat() : message.cells;
  if (space === 'unknown') return process.send({ kind: 'failed', id, message: 'no model' });
  if (fault === 'ends-on-9' && cells.some(cell => cell.vertices === 9)) process.kill(process.pid, 'SIGKILL');
  if (fault === 'ends-once' && faulty()) process.exit(7);
  if (fault === 'silent-once' && faulty()) return;
  if (fault === 'gpu-ends-at-work' && engine === 'webgpu') process.exit(3);
  if (message.kind === 'compare') {
    const chances = message.pairs.map(([a, b]) => a.vertices / (a.vertices + b.vertices));
    return process.send({ kind: 'chances', id, chances });
  }
  const most = spaces.get(space).vertices;
  process.send({
    kind: 'scores',
    id,
    scores: cells.map(cell => ({ score: 1000 * most + cell.vertices, top: 1 })),
  });
});

// An engine that ends the process when it works, or when it starts; left out, wasm answers.
const withoutGpu = process.argv.find(argument => argument.startsWith('webgpu='));
const engine = fault?.startsWith('gpu-') && !withoutGpu ? 'webgpu' : fault ? 'wasm' : 'stand-in';
process.send({ kind: 'trying', engine });
if (fault === 'gpu-ends-at-start' && engine === 'webgpu') setTimeout(() => process.abort(), 50);
else process.send({ kind: 'ready', engine, reason: withoutGpu ? `not ${withoutGpu}` : 'for tests' });
