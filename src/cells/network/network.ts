import type { Size } from './size';

/** [] for a vector, [height, width] for an image. */
export interface Shape {
  readonly channels: number;
  readonly extent: readonly number[];
}

export type ArgumentValue = number | string | boolean;
export type LayerArguments = Readonly<Record<string, ArgumentValue>>;

/** A catalogue operation or a block, and what it is given. */
export interface Call {
  readonly callee: string;
  readonly arguments: Readonly<Record<string, Size | string | boolean>>;
}

/** `['mid', 1, 'kernel']`: the address of a choice. */
export type Path = readonly (string | number)[];

/**
 * A network, or a part of one. Names, parameters and repetitions are kept, so that exported code reads well; `flatten`
 * makes layers of it. Plain data.
 */
export interface Block {
  /** A Python class or function name where it is written as one. */
  readonly name: string;
  readonly doc?: string;
  readonly parameters: readonly Parameter[];
  readonly inputs: readonly string[];
  /** Sizes that several nodes use, each from parameters and those before it. */
  readonly sizes: readonly LocalSize[];
  readonly nodes: readonly NetworkNode[];
  readonly outputs: readonly Output[];
  /**
   * A chain, each node of which reads the one before. Its nodes are named by their number in the chain, the repetitions of
   * one counted, and it is written as one `nn.Sequential`.
   */
  readonly sequence?: true;
  /** Declared in the Cell language: written with keyword arguments. */
  readonly declared?: true;
  /** It is a Python class: it has no nodes, and its costs are these. */
  readonly external?: ExternalClass;
}

/**
 * A Python class of the user's own, and what a call of it costs, from the block's parameters and from `inputSizes`. Nothing but a training that the user starts imports it.
 */
export interface ExternalClass {
  /** `blocks.Mixer`: a module, looked for from the folder of the declaring file on, and a class in it. */
  readonly python: string;
  readonly stride: Size;
  /** Trained parameters. */
  readonly parameters: Size;
  /** Multiply-adds for one image. */
  readonly macs: Size;
  /** Absent: twice the multiply-adds. */
  readonly flops?: Size;
}

/** Names of sizes that the formulas of a Python class may read; no parameter of the Cell language can have them. */
export const inputSizes = {
  channels: 'input.channels',
  height: 'input.height',
  width: 'input.width',
} as const;

export interface Parameter {
  readonly name: string;
  /** As it is called in the Cell language, where Python needs another name. */
  readonly label?: string;
  /** From parameters before it. */
  readonly default?: Size | string | boolean;
  /** Always the channels of this input; a call does not give it. */
  readonly channelsOf?: string;
}

export interface LocalSize {
  readonly name: string;
  /** The name of an attribute or a variable that holds it beside a value called `name`. */
  readonly attribute: string;
  readonly size: Size;
}

export interface Output {
  readonly name: string;
  readonly from: string;
  /** Of the output, by the parameters: what code is written by. */
  readonly channels: Size;
}

export interface NodeBase {
  readonly name: string;
  /** Inputs or earlier nodes of the block. */
  readonly inputs: readonly string[];
  /** The choice that made it; absent for the fixed parts of a network. */
  readonly site?: Path;
  /** Code has it within the expression that uses it, not as a value with a name. */
  readonly inline?: true;
}

export type NetworkNode = NodeBase &
  (
    | { readonly kind: 'call'; readonly call: Call }
    /** Calls with weights of their own, each of which reads the one before. */
    | { readonly kind: 'repeat'; readonly call: Call; readonly times: number }
    /** What the cell chose at a place of the tree, so many times in a row; gives `channels`. */
    | { readonly kind: 'chosen'; readonly path: Path; readonly channels: Size; readonly times: number }
    /** One operation so many times in a row, in a template: what each layer gets, and the first instead. */
    | {
        readonly kind: 'stack';
        readonly callee: string;
        readonly times: Size;
        readonly first: Call['arguments'];
        readonly each: Call['arguments'];
      }
    /** The layers of a stage, in a template: what each gets besides what was chosen, and the first instead. */
    | {
        readonly kind: 'stage';
        readonly path: Path;
        /** Channels of the input and of the output. */
        readonly from: Size;
        readonly channels: Size;
        readonly stride: Size;
        readonly first: Call['arguments'];
        readonly each: Call['arguments'];
      }
  );

/** A main block with the blocks that it calls, by name. */
export interface Network {
  readonly main: Block;
  readonly blocks: readonly Block[];
  /** Of each input of the main block. */
  readonly inputs: readonly Shape[];
}

/** A concrete layer: a call of a catalogue operation. Costs, ONNX and weights read nothing else. */
export interface Layer {
  /** Prefix of its entries in the `state_dict`. */
  readonly name: string;
  /** Of the catalogue; `input` for an input of the network; `chosen` for a place that is still open in a template. */
  readonly operation: string;
  readonly arguments: LayerArguments;
  /** Indices of earlier layers, in the order of the operation's inputs. */
  readonly inputs: readonly number[];
  readonly output: Shape;
  readonly site?: Path;
}

/** Layers that one call of a block made: those from `first` up to, and not with, `end`. */
export interface BlockCall {
  readonly block: string;
  readonly arguments: LayerArguments;
  /** Layers that it reads, and the layer of its first output. */
  readonly inputs: readonly number[];
  readonly output: number;
  readonly first: number;
  readonly end: number;
}

export interface FlatNetwork {
  /** The inputs first. */
  readonly layers: readonly Layer[];
  /** An outer one before those within it. */
  readonly calls: readonly BlockCall[];
  readonly outputs: readonly { readonly name: string; readonly layer: number }[];
}

/** `32x32x16`: height, width and channels; of a vector its channels alone. */
export function shapeText({ channels, extent }: Shape): string {
  return [...extent, channels].join('x');
}

/** Elements of a map: `channels × height × width`. */
export function elements({ channels, extent }: Shape): number {
  return extent.reduce((product, side) => product * side, channels);
}

/** Places of a map: `height × width`. */
export function places({ extent }: Shape): number {
  return extent.reduce((product, side) => product * side, 1);
}
