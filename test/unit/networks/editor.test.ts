import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type CellDocument, readDocument } from '../../../src/document/readDocument';
import { completion } from '../../../src/server/features/completion';
import { documentSymbols } from '../../../src/server/features/documentSymbols';
import { hover } from '../../../src/server/features/hover';
import { rename } from '../../../src/server/features/rename';
import { semanticTokens } from '../../../src/server/features/semanticTokens';
import { expectLinear } from '../../growth';
import { nasbenchMacro, publishedNetworks } from './sources';

const labelsIn = (read: CellDocument, at: number) =>
  completion(read, at, () => 'none').items.map(({ label }) => label);
const labels = (text: string, at: number) => labelsIn(readDocument(text), at);

describe('networks in an editor', () => {
  const document = readDocument(nasbenchMacro);
  const at = (word: string) =>
    JSON.stringify(hover(document, new Map(), () => undefined, nasbenchMacro.indexOf(word)));

  it('hovers over a space say how large it is and what is chosen', () => {
    expect(at('nbmacro {')).toContain('3,969 cells · 3 stages');
    expect(at('nbmacro {')).toContain('low (2 layers): skip, mb3, mb5');
  });

  it('hovers over a cell draw its stages and say what it costs', () => {
    const text = at('best : nbmacro');
    expect(text).toContain('1,985,514');
    expect(text).toContain('high: mb5 ×2');
  });

  it('every place of a text has its answers, whatever is there', () => {
    for (const source of [nasbenchMacro, publishedNetworks]) {
      const read = readDocument(source);
      const encoded = TextDocument.create('file:///a.cell', 'cell', 1, source);
      expect(documentSymbols(encoded, read.file).length).toBeGreaterThan(2);
      expect(semanticTokens(encoded, read).data.length).toBeGreaterThan(50);
      for (let offset = 0; offset < source.length; offset += 5) {
        hover(read, new Map(), () => undefined, offset);
        labelsIn(read, offset);
      }
    }
  });

  it('completes the stages of a cell and the operations of its layers', () => {
    const text = `${nasbenchMacro}\ncell more : nbmacro {\n  low = [mb5, mb3]\n  `;
    expect(labels(text, text.length)).toEqual(expect.arrayContaining(['mid', 'high']));
    expect(labels(text, text.length)).not.toContain('low');
    const list = `${text}mid = [`;
    expect(labels(list, list.length)).toEqual(['skip', 'mb3', 'mb5']);
    const cell = `${publishedNetworks}\ncell more : mobilenet {\n  s2 = [ir(kernel: `;
    expect(labels(cell, cell.length)).toEqual(['3', '5', '7']);
    const argument = cell.slice(0, -'kernel: '.length);
    expect(labels(argument, argument.length)).toEqual(['kernel', 'expand']);
    const width = `${publishedNetworks}\ncell more : unet {\n  w = `;
    expect(labels(width, width.length)).toEqual(['16', '32']);
  });

  it('completes behind many braces of one line in time linear in their number', () => {
    const documents = new Map<number, CellDocument>();
    expectLinear(size => {
      const text = `operation block(kernel) {\n  wide = conv1x1(input, stride${'{'.repeat(size)}`;
      if (!documents.has(size)) documents.set(size, readDocument(text));
      labelsIn(documents.get(size)!, text.length);
    }, 5000);
  });

  it('completes networks and declared operations: values, operations, arguments and words', () => {
    const behind = (start: string, source = nasbenchMacro) => {
      const end = source.indexOf(start) + start.length;
      return labels(source, end);
    };
    expect(behind('    head   = ')).toEqual(
      expect.arrayContaining(['stage', 'mbconv', 'conv1x1', 'high', 'stem']),
    );
    expect(behind('    head   = ')).not.toContain('vertices');
    expect(behind('low    = stage(')).toEqual(expect.arrayContaining(['stem', 'layers', 'channels']));
    expect(behind('narrow = conv1x1(deep, channels: channels, ')).toEqual(
      expect.arrayContaining(['activation', 'norm', 'bias']),
    );
    expect(behind('narrow = conv1x1(deep, channels: channels, activation: ')).toContain('silu');
    expect(behind('mb3  = mbconv(')).toEqual(['kernel', 'expand', 'channels', 'stride']);
    const part = nasbenchMacro.replace('  spelling =', '  \n  spelling =');
    expect(labels(part, part.indexOf('  \n  spelling =') + 2)).toEqual(
      expect.arrayContaining(['choose', 'where', 'training']),
    );
  });

  it('renames stages, choices, declared operations and their parts', () => {
    const renamed = (word: string, name: string, source = nasbenchMacro) => {
      const encoded = TextDocument.create('file:///a.cell', 'cell', 1, source);
      const edit = rename(encoded, readDocument(source), source.indexOf(word), name);
      if (typeof edit === 'string') return edit;
      return TextDocument.applyEdits(encoded, edit.changes!['file:///a.cell']!);
    };
    const stage = renamed('mid    = stage', 'middle');
    expect(stage).toBe(nasbenchMacro.replaceAll(/\bmid\b/g, 'middle'));
    expect(renamed('mb3  =', 'small')).toBe(nasbenchMacro.replaceAll(/\bmb3\b/g, 'small'));
    expect(renamed('mbconv(kernel, ', 'block')).toBe(nasbenchMacro.replaceAll(/\bmbconv\b/g, 'block'));
    expect(renamed('deep   =', 'depth')).toBe(nasbenchMacro.replaceAll(/\bdeep\b/g, 'depth'));
    expect(renamed('output = residual', 'end')).toContain("can't be renamed");
    expect(readDocument(stage).cells[0]!.hash).toBeDefined();
  });
});
