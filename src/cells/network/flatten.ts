import { operationNamed, outputShape, withDefaults } from './catalogue';
import {
  type ArgumentValue,
  type Block,
  type BlockCall,
  type Call,
  type ExternalClass,
  type FlatNetwork,
  inputSizes,
  type Layer,
  type LayerArguments,
  type Network,
  type Path,
} from './network';
import { argumentOf, type Size, sizeOf } from './size';

/**
 * The concrete layers of a network, each after those that it reads. Throws one sentence that names the layer where shapes
 * do not fit.
 */
export function flatten({ main, blocks, inputs }: Network): FlatNetwork {
  const known = new Map(blocks.map(block => [block.name, block]));
  const layers: Layer[] = main.inputs.map((name, i) => ({
    name,
    operation: 'input',
    arguments: {},
    inputs: [],
    output: inputs[i]!,
  }));
  const calls: BlockCall[] = [];
  const twins = new Map<string, Twin>();

  /** Adds a block's layers; returns the layer of its output. */
  const addBlock = (
    block: Block,
    given: ReadonlyMap<string, ArgumentValue>,
    from: readonly number[],
    prefix: string,
    site: Path | undefined,
  ): number[] => {
    const values = new Map(block.inputs.map((name, i) => [name, from[i]!]));
    const sizes = new Map(given);
    for (const { name, channelsOf, default: usual } of block.parameters)
      if (channelsOf !== undefined) sizes.set(name, layers[values.get(channelsOf)!]!.output.channels);
      else if (!sizes.has(name) && usual !== undefined) sizes.set(name, argumentValue(usual, sizes));
    for (const { name, size } of block.sizes) sizes.set(name, sizeOf(size, sizes));
    if (block.external) return [addExternal(block, block.external, sizes, from, prefix.slice(0, -1), site)];
    let place = 0;
    for (const node of block.nodes) {
      let result = node.inputs.map(name => values.get(name)!);
      const count = node.kind === 'repeat' || node.kind === 'chosen' ? node.times : 1;
      for (let i = 0; i < count; i++) {
        const name = block.sequence ? `${place++}` : node.name;
        if (node.kind === 'stack') throw new Error(`${prefix}${name} of a template has not been filled in.`);
        result = [
          node.kind === 'chosen'
            ? addOpen(prefix + name, node.path, sizeOf(node.channels, sizes), 1, result)
            : node.kind === 'stage'
              ? addOpen(
                  prefix + name,
                  node.path,
                  sizeOf(node.channels, sizes),
                  sizeOf(node.stride, sizes),
                  result,
                )
              : addCall(
                  node.call,
                  sizes,
                  result,
                  prefix + name,
                  node.site ? [...(site ?? []), ...node.site] : site,
                ),
        ];
      }
      values.set(node.name, result[0]!);
    }
    return block.outputs.map(({ name, from: node, channels }) => {
      const layer = values.get(node)!;
      const wanted = sizeOf(channels, sizes);
      const { channels: found } = layers[layer]!.output;
      if (found !== wanted)
        throw new Error(`${prefix}${name} of ${block.name} has ${found} channels and should have ${wanted}.`);
      return layer;
    });
  };

  const addOpen = (
    name: string,
    path: Path,
    channels: number,
    stride: number,
    from: readonly number[],
  ): number => {
    const { extent } = layers[from[0]!]!.output;
    const output = { channels, extent: extent.map(side => Math.ceil(side / stride)) };
    layers.push({ name, operation: 'chosen', arguments: {}, inputs: from, output, site: path });
    return layers.length - 1;
  };

  const addExternal = (
    { outputs }: Block,
    { python, stride, parameters, macs, flops }: ExternalClass,
    sizes: Map<string, ArgumentValue>,
    from: readonly number[],
    name: string,
    site: Path | undefined,
  ): number => {
    const [height = 1, width = 1] = layers[from[0]!]!.output.extent;
    sizes.set(inputSizes.height, height).set(inputSizes.width, width);
    return told(name, () => {
      const all = {
        python,
        channels: sizeOf(outputs[0]!.channels, sizes),
        stride: sizeOf(stride, sizes),
        parameters: sizeOf(parameters, sizes),
        macs: sizeOf(macs, sizes),
        flops: flops === undefined ? -1 : sizeOf(flops, sizes),
      };
      return addLayer('external', all, from, name, site);
    });
  };

  /** A layer of a catalogue operation that has all its arguments. */
  const addLayer = (
    operation: string,
    all: LayerArguments,
    from: readonly number[],
    name: string,
    site: Path | undefined,
  ): number => {
    const shapes = from.map(layer => layers[layer]!.output);
    if (operationNamed(operation).passes?.(all, shapes)) return from[0]!;
    const output = outputShape(operation, all, shapes);
    layers.push({ name, operation, arguments: all, inputs: from, output, ...(site ? { site } : {}) });
    return layers.length - 1;
  };

  const addBlockCall = (
    block: Block,
    written: Call['arguments'],
    sizes: ReadonlyMap<string, ArgumentValue>,
    from: readonly number[],
    name: string,
    site: Path | undefined,
  ): number => {
    const given = new Map<string, ArgumentValue>();
    for (const { name } of block.parameters) {
      const value = written[name];
      if (value !== undefined) given.set(name, argumentValue(value, sizes));
    }
    const alike = twinKey(block, given, from, site);
    const twin = alike && twins.get(alike);
    if (twin) return addTwin(twin, from[0]!, `${name}.`);
    const place = calls.length;
    const first = layers.length;
    const output = addBlock(block, given, from, `${name}.`, site)[0]!;
    const call = { block: block.name, arguments: Object.fromEntries(given), inputs: from, output };
    calls.splice(place, 0, { ...call, first, end: layers.length });
    if (alike) twins.set(alike, { made: calls.slice(place), name: `${name}.` });
    return output;
  };

  /** What calls of a block must have in common to make the same layers; undefined where they are not compared. */
  const twinKey = (
    block: Block,
    given: ReadonlyMap<string, ArgumentValue>,
    from: readonly number[],
    site: Path | undefined,
  ): string | undefined => {
    if (from.length !== 1) return undefined;
    const { channels, extent } = layers[from[0]!]!.output;
    return JSON.stringify([block.name, ...given, channels, extent, site]);
  };

  /** Adds the layers of a call that was made before, to another input of the same shape. */
  const addTwin = ({ made, name: before }: Twin, input: number, name: string): number => {
    const { first, end, inputs } = made[0]!;
    const moved = layers.length - first;
    const to = (layer: number) => (layer === inputs[0] ? input : layer + moved);
    for (let at = first; at < end; at++) {
      const layer = layers[at]!;
      layers.push({ ...layer, name: name + layer.name.slice(before.length), inputs: layer.inputs.map(to) });
    }
    for (const call of made)
      calls.push({
        ...call,
        inputs: call.inputs.map(to),
        output: to(call.output),
        first: call.first + moved,
        end: call.end + moved,
      });
    return to(made[0]!.output);
  };

  const addCall = (
    { callee, arguments: written }: Call,
    sizes: ReadonlyMap<string, ArgumentValue>,
    from: readonly number[],
    name: string,
    site: Path | undefined,
  ): number => {
    const block = known.get(callee);
    if (block) return addBlockCall(block, written, sizes, from, name, site);
    return told(name, () => {
      const given: Record<string, LayerArguments[string]> = {};
      for (const [argument, value] of Object.entries(written)) given[argument] = argumentValue(value, sizes);
      return addLayer(callee, withDefaults(callee, given), from, name, site);
    });
  };

  const results = addBlock(
    main,
    new Map(),
    main.inputs.map((_, i) => i),
    '',
    undefined,
  );
  return { layers, calls, outputs: main.outputs.map(({ name }, i) => ({ name, layer: results[i]! })) };
}

/** A call of a block, followed by those within it, and what its layers' names begin with. */
interface Twin {
  readonly made: readonly BlockCall[];
  readonly name: string;
}

/** Says which layer can't be built, where one can't. */
function told<T>(name: string, build: () => T): T {
  try {
    return build();
  } catch (error) {
    throw new Error(`The layer ${name} can't be built: ${(error as Error).message}`);
  }
}

function argumentValue(
  value: Size | string | boolean,
  sizes: ReadonlyMap<string, ArgumentValue>,
): ArgumentValue {
  return typeof value === 'object' ? argumentOf(value, sizes) : value;
}
