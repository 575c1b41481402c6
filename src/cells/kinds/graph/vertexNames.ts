import type { GraphSpace } from '../../space';

/**
 * Names for the vertices of a cell that has none, input and output included: `a`, `b`, … where operations stand on
 * vertices, `n1`, `n2`, … where they stand on edges.
 */
export function vertexNames(space: GraphSpace, vertices: number): string[] {
  const letters = space.operationsOn === 'vertices' && vertices - 2 <= 26;
  const inner = Array.from({ length: vertices - 2 }, (_, i) =>
    letters ? String.fromCharCode(97 + i) : `n${i + 1}`,
  );
  return ['input', ...inner, 'output'];
}
