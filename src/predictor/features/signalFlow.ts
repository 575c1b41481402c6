import type { CellGraph } from './cellGraph';
import type { Vocabulary } from './vocabulary';

/**
 * How much of the output's signal comes through each vertex. What has weights gives out a signal of power 1 (it is
 * normalised); what only passes or pools gives out the sum of the powers that come in, 1 at least, times its gain.
 */
export interface SignalFlow {
  /** Power each vertex gives out. */
  readonly power: Float64Array;
  /**
   * `weights[from · stride + to]`: the share of an edge in what enters its target; a column adds up to 1. What enters a
   * concatenated output counts by its channels too.
   */
  readonly weights: Float64Array;
  /** `[stride]`: the power that enters each vertex. */
  readonly entering: Float64Array;
  /** Share of the output's signal that came through each vertex: a walk from the output back, along `weights`. */
  readonly backward: Float64Array;
  /** The same for a walk from the input on that takes each way out alike. */
  readonly forward: Float64Array;
}

export function emptyFlow(stride: number): SignalFlow {
  return {
    power: new Float64Array(stride),
    weights: new Float64Array(stride * stride),
    entering: new Float64Array(stride),
    backward: new Float64Array(stride),
    forward: new Float64Array(stride),
  };
}

/** Fills `flow` for a graph. */
export function readFlow(graph: CellGraph, { weighted, gain }: Vocabulary, flow: SignalFlow): void {
  const { size, stride, edges, labels, channels, outdegree } = graph;
  const { power, weights, entering, backward, forward } = flow;
  const out = size - 1;
  power[0] = 1;
  for (let v = 1; v < size; v++) {
    let sum = 0;
    for (let u = 0; u < v; u++) {
      if (!edges[u * stride + v]) {
        weights[u * stride + v] = 0;
        continue;
      }
      const single = v === out && u > 0 ? channels[u]! * power[u]! : power[u]!;
      const share = edges[u * stride + v]! * single;
      weights[u * stride + v] = share;
      sum += share;
    }
    entering[v] = sum;
    if (sum > 0) for (let u = 0; u < v; u++) weights[u * stride + v]! /= sum;
    power[v] = weighted[labels[v]!] ? 1 : gain[labels[v]!]! * Math.max(1, sum);
  }
  backward[out] = 1;
  for (let u = out - 1; u >= 0; u--) {
    let sum = 0;
    for (let v = u + 1; v < size; v++)
      if (edges[u * stride + v]) sum += weights[u * stride + v]! * backward[v]!;
    backward[u] = sum;
  }
  forward[0] = 1;
  for (let v = 1; v < size; v++) {
    let sum = 0;
    for (let u = 0; u < v; u++)
      if (edges[u * stride + v]) sum += (edges[u * stride + v]! * forward[u]!) / outdegree[u]!;
    forward[v] = sum;
  }
}
