import { afterEach, describe, expect, it } from 'vitest';
import type { StartPredictor } from '../../src/server/session';
import { parameterPredictor } from './parameterPredictor';
import { labSpace, twoCells } from './samples';
import { cursorIn, startTestClient, type TestClient } from './testClient';

let client: TestClient;
afterEach(() => client.close());

/** The hover at the mark, asked for as soon as the document is open. */
async function hoverAt(marked: string, predictor: StartPredictor = parameterPredictor()): Promise<string> {
  client = await startTestClient(predictor);
  const { text, offset } = cursorIn(marked);
  const document = client.open(text);
  return document.hoverText(offset);
}

describe('hover on a cell', () => {
  it('shows what it is, where it would rank and what it costs', async () => {
    const shown = await hoverAt(twoCells.replace('cell pooled', 'cell po|oled'));
    const svg = /!\[cell\]\(data:image\/svg\+xml;base64,([A-Za-z0-9+/=]+)\)/.exec(shown)?.[1] ?? '';
    const drawing = Buffer.from(svg, 'base64').toString();
    expect(drawing).toMatch(/^<svg /);
    expect(drawing).toContain('maxpool3x3');
    const text = shown.replace(/!\[cell\]\(.*?\)\n\n/, '');
    expect(text).toContain('**pooled** · nasbench101');
    expect(text).toContain('Pools, then convolves.');
    expect(text).toMatch(/predicted top \S+ % of nasbench101\*\*, 2nd of the 2 cells of this file/);
    expect(shown.indexOf('parameters')).toBeLessThan(shown.indexOf('![cell]'));
    expect(text).toContain(
      "Predicted by the recipe default, trained on 424 cells; Kendall's τ 0.850 on cells it was not trained on.",
    );
    expect(text).toMatch(/\d \w parameters \([\d,]+\) · [\d.]+ MFLOPs/);
    expect(text).toContain("- `b` `conv1x1(a)` · 54 % of the cell's parameters, 52 % of its FLOPs");
    expect(text).toMatch(/Hash `[0-9a-f]{32}`/);
    expect(text).toMatch(/Module hash `[0-9a-f]{32}`/);
    expect(text).toContain('Published as `0100001000010000:input,maxpool3x3,conv1x1-bn-relu,output`');
  });

  const judging = parameterPredictor({
    judge: top => ({ low: top / 4, high: 2 * top, unlike: top > 4 }),
  });

  it('says how far the rank may be off, and how likely the cell beats the best of the file', async () => {
    const shown = await hoverAt(twoCells.replace('cell pooled', 'cell po|oled'), judging);
    expect(shown).toMatch(
      /predicted top 5\.2 % of nasbench101\*\*, 2nd of the 2 cells of this file {2}\n80 % interval: top 1\.3 % to top 10 %/,
    );
    expect(shown).toContain('This cell is unlike any in the training data');
    expect(shown).toMatch(/27 % chance of being better than `deep`, the best in this file/);
  });

  it('sets the best of the file against the next, and says no more than the recipe does', async () => {
    const marked = twoCells.replace('cell deep', 'cell de|ep');
    const shown = await hoverAt(marked, judging);
    expect(shown).toMatch(/73 % chance of being better than `pooled`, the 2nd in this file/);
    expect(shown).not.toContain('unlike');
    await client.close();
    expect(await hoverAt(marked)).not.toMatch(/80 %|chance|unlike/);
  });

  it('counts multiply-adds where the space does, and shows what was measured', async () => {
    const shown = await hoverAt(`cell m|ine : nasbench201 {
  a = conv3x3(input)
  b = skip(a)
  output = conv3x3(b)
  measured cifar10-valid = 91.5 %
}
`);
    expect(shown).toMatch(/[\d.]+ M multiply-adds/);
    expect(shown).toContain('cifar10-valid');
    expect(shown).toContain('91.5');
    expect(shown).toContain(
      'Published as `|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|nor_conv_3x3~2|`',
    );
  });

  it('says how to get a predictor where there is none', async () => {
    const shown = await hoverAt(
      labSpace.replace('cell first', 'cell fir|st'),
      parameterPredictor({ without: ['lab'] }),
    );
    expect(shown).toContain('No predictor for space lab yet.');
    expect(shown).not.toContain('predicted among');
  });

  it('of a cell with errors says that it is not ranked', async () => {
    const shown = await hoverAt(
      twoCells.replace('cell pooled', 'cell po|oled').replace('conv1x1', 'conv9x9'),
    );
    expect(shown).toContain('This cell has errors, so it is not ranked.');
  });
});

describe('hover inside a cell', () => {
  it('on a vertex shows its inputs, its cost and its share', async () => {
    const shown = await hoverAt(twoCells.replace('b = conv3x3(a)', 'b| = conv3x3(a)'));
    expect(shown).toMatch(
      /^\*\*b\*\* in deep\n\n`conv3x3\(a\)`: [\d.]+ M parameters \([\d,]+\) · [\d.]+ [MG]FLOPs · \d+ % of the cell's parameters, \d+ % of its FLOPs/,
    );
  });

  it('on an operation of an edge shows that edge alone', async () => {
    const shown = await hoverAt(`cell c : nasbench201 {
  a = conv3x3(input)
  b = skip(input) + con|v1x1(a)
  output = skip(b)
}
`);
    expect(shown).toMatch(/^`conv1x1\(a\)`: /);
  });

  it('on an operation of a cell with errors shows the operation', async () => {
    const shown = await hoverAt(twoCells.replace('conv3x3(a)', 'con|v3x3(nothing)'));
    expect(shown).toContain('`conv3x3` of nasbench101: `conv(kernel: 3)`, also written `conv3x3-bn-relu`');
  });
});

describe('hover on a space', () => {
  it('shows its doc, its size and its operations', async () => {
    const shown = await hoverAt(labSpace.replace(': lab', ': l|ab'));
    expect(shown).toContain('**lab**\n\nWhat our team searches this quarter.');
    expect(shown).toMatch(/^[\d,]+ cells · operations on vertices · at most 6 vertices and 8 edges/m);
    expect(shown).toContain('- `sep3x3`: separable(kernel: 3)');
    expect(shown).toContain('Built into 3 stacks of 3 cells for 32×32×3 images');
  });

  it('names the size of a shipped space', async () => {
    expect(await hoverAt('use nasbench|201\n')).toContain('15,625 cells');
  });
});
