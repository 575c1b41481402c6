/**
 * A canonical labelling of a small directed acyclic graph with coloured vertices and edges, by refinement and, only where
 * refinement leaves ties, a search over them that uses the automorphisms it finds (McKay & Piperno, "Practical graph
 * isomorphism II", 2014).
 *
 * `matrix`: row-major `n × n`, 0 for no edge, else the edge's colour. `colours`: dense ranks from 0, one a vertex. The
 * result holds the vertex at each new place; places follow the colours given, so colours that rise along every edge
 * give a topological order.
 */
export function canonicalOrder(n: number, matrix: ArrayLike<number>, colours: readonly number[]): number[] {
  let best: number[] | undefined;
  let bestPath: readonly number[] = [];
  const automorphisms: number[][] = [];

  /** Returns the depth to go back to: where a leaf equals the best one, all below their parting is known. */
  function visit(coloured: number[], path: readonly number[]): number {
    const members = firstTie(n, coloured);
    if (!members) return leaf(coloured, path);
    const explored: number[] = [];
    for (const v of members) {
      if (explored.length > 0 && sharesOrbit(v, explored, path)) continue;
      const back = visit(refine(n, matrix, individualise(coloured, v)), [...path, v]);
      if (back < path.length) return back;
      explored.push(v);
    }
    return Number.POSITIVE_INFINITY;
  }

  function leaf(coloured: readonly number[], path: readonly number[]): number {
    const order = inverse(coloured);
    const comparison = best ? compare(n, matrix, order, best) : -1;
    if (comparison < 0) {
      best = order;
      bestPath = path;
    } else if (comparison === 0) {
      const automorphism: number[] = new Array(n);
      for (let i = 0; i < n; i++) automorphism[best![i]!] = order[i]!;
      automorphisms.push(automorphism);
      let common = 0;
      while (path[common] === bestPath[common]) common++;
      return common;
    }
    return Number.POSITIVE_INFINITY;
  }

  function sharesOrbit(v: number, explored: readonly number[], path: readonly number[]): boolean {
    const fixing = automorphisms.filter(automorphism => path.every(u => automorphism[u] === u));
    const orbit = new Set(explored);
    for (const u of orbit)
      for (const automorphism of fixing) {
        orbit.add(automorphism[u]!);
        orbit.add(automorphism.indexOf(u));
      }
    return orbit.has(v);
  }

  visit(refine(n, matrix, colours), []);
  return best!;
}

/** How many renumberings leave a graph as it is (orbit by orbit along a chain of stabilisers). Arguments as above. */
export function automorphismCount(n: number, matrix: ArrayLike<number>, colours: readonly number[]): number {
  let count = 1;
  let coloured = refine(n, matrix, colours);
  for (let members = firstTie(n, coloured); members; members = firstTie(n, coloured)) {
    const fixed = members.map(v => individualise(coloured, v));
    const orders = fixed.map(colours => canonicalOrder(n, matrix, colours));
    count *= orders.filter(order => compare(n, matrix, order, orders[0]!) === 0).length;
    coloured = refine(n, matrix, fixed[0]!);
  }
  return count;
}

/** Splits classes by the colours of their neighbours until nothing changes. Keeps the order of the classes. */
function refine(n: number, matrix: ArrayLike<number>, colours: readonly number[]): number[] {
  let current = colours;
  let classes = countClasses(current);
  const order: number[] = [];
  for (let v = 0; v < n; v++) order.push(v);
  const signature: number[] = new Array(n);
  while (classes < n) {
    // Equal signatures of unlike neighbourhoods would only leave a tie to the search.
    for (let v = 0; v < n; v++) signature[v] = 0;
    for (let u = 0; u < n; u++)
      for (let v = u + 1; v < n; v++) {
        const edge = matrix[u * n + v]!;
        if (edge === 0) continue;
        signature[v] = (signature[v]! + mix(current[u]! * 1021 + edge)) | 0;
        signature[u] = (signature[u]! + mix(current[v]! * 1021 + edge + 0x40000000)) | 0;
      }
    for (let i = 1; i < n; i++) {
      const v = order[i]!;
      let j = i - 1;
      for (; j >= 0; j--) {
        const u = order[j]!;
        if ((current[u]! - current[v]! || signature[u]! - signature[v]!) <= 0) break;
        order[j + 1] = u;
      }
      order[j + 1] = v;
    }
    const next: number[] = new Array(n);
    let rank = 0;
    for (let i = 0; i < n; i++) {
      const v = order[i]!;
      if (i > 0) {
        const u = order[i - 1]!;
        if (current[u] !== current[v] || signature[u] !== signature[v]) rank++;
      }
      next[v] = rank;
    }
    current = next;
    if (rank + 1 === classes) break;
    classes = rank + 1;
  }
  return current as number[];
}

function mix(value: number): number {
  let x = Math.imul(value + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

function countClasses(colours: readonly number[]): number {
  let most = 0;
  for (const colour of colours) if (colour > most) most = colour;
  return most + 1;
}

/** The vertices of the lowest colour that several have. */
function firstTie(n: number, colours: readonly number[]): number[] | undefined {
  const counts: number[] = new Array(n).fill(0);
  for (const colour of colours) counts[colour]!++;
  const tie = counts.findIndex(count => count > 1);
  if (tie < 0) return undefined;
  const members: number[] = [];
  for (let v = 0; v < n; v++) if (colours[v] === tie) members.push(v);
  return members;
}

function individualise(colours: readonly number[], vertex: number): number[] {
  const own = colours[vertex]!;
  return colours.map((colour, v) => (v !== vertex && colour >= own ? colour + 1 : colour));
}

function inverse(places: readonly number[]): number[] {
  const order: number[] = new Array(places.length);
  for (let v = 0; v < places.length; v++) order[places[v]!] = v;
  return order;
}

function compare(n: number, matrix: ArrayLike<number>, a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      const difference = matrix[a[i]! * n + a[j]!]! - matrix[b[i]! * n + b[j]!]!;
      if (difference !== 0) return difference;
    }
  return 0;
}
