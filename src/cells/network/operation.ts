import type { LayerArguments, Shape } from './network';

/**
 * How FLOPs are counted: `flops` counts a multiplication and an addition each, pools and additions too, as TensorFlow's
 * profiler does (NAS-Bench-101); `multiply-adds` counts convolutions and linear layers alone, with the biases of the latter
 * (NAS-Bench-201); `macs` counts the multiply-adds of convolutions, linear layers and both products of attention, and no
 * bias, norm, activation or softmax (NAS-Bench-Macro).
 */
export const countings = ['flops', 'multiply-adds', 'macs'] as const;
export type Counting = (typeof countings)[number];

/**
 * One operation of the catalogue: the file `operations/<name>.ts`, which `catalogue.ts` lists. The Cell language's parser,
 * checker, completion and docs, costs, weights and exports all read it.
 */
export interface Operation<A extends LayerArguments = LayerArguments> {
  /** For hovers and completion, as Markdown. */
  readonly summary: string;
  /** What a drawing colours it by, and what features take it for. */
  readonly family: 'convolution' | 'pooling' | 'identity' | 'none' | 'other';
  readonly arguments: { readonly [K in keyof A]: ArgumentForm };
  /** The arguments that an operation of a search space gives; absent where no space can have this operation. */
  readonly declares?: readonly (keyof A & string)[];
  /** Names that mean this operation by themselves: `conv` for `conv3x3`, with what they imply. */
  readonly shorthands?: readonly Shorthand[];
  /** How many values it takes where that is not one: another number, or any. */
  readonly values?: number | 'many';
  /** Whether its inputs are maps, with a height and a width, and no vectors. */
  readonly ofMaps?: true;
  /** Channels of the output: those of the first input, of all inputs together, or the argument `channels`. */
  readonly channels: 'same' | 'sum' | 'given';
  /** Height and width of the output; absent where they are those of the first input. */
  extent?(given: A, inputs: readonly Shape[]): readonly number[];
  /** Whether it gives its input unchanged, so that no layer is built. */
  passes?(given: A, inputs: readonly Shape[]): boolean;
  /** One sentence where it can't be built so. */
  problem?(given: A, inputs: readonly Shape[]): string | undefined;
  /** In the order of the `state_dict`. Parameters are the elements of those that are trained. */
  weights?(given: A, inputs: readonly Shape[], output: Shape): readonly Weight[];
  flops?(given: A, inputs: readonly Shape[], output: Shape, counting: Counting): number;
  /** Nodes one behind the other; the first reads the operation's inputs. */
  onnx(given: A, inputs: readonly Shape[], output: Shape): readonly OnnxNode[];
  /** `from` and `given.channels` are Python expressions. */
  pytorch(given: PythonArguments<A>, from: string): PythonForm;
  keras(given: PythonArguments<A>, from: string): PythonForm;
  /** Definitions that the forms need, by name. */
  readonly helpers?: {
    readonly pytorch?: Readonly<Record<string, readonly string[]>>;
    readonly keras?: Readonly<Record<string, readonly string[]>>;
  };
}

export type PythonArguments<A> = { readonly [K in keyof A]: K extends 'channels' ? string : A[K] };

export type ArgumentForm =
  /** `default`: undefined where it must be given. */
  | {
      readonly form: 'size';
      readonly min: number;
      readonly max: number;
      readonly default: number | undefined;
      /** Whether it may also be two sides, `7x1`: height and width. */
      readonly sides?: true;
    }
  | { readonly form: 'word'; readonly words: readonly string[]; readonly default: string }
  | { readonly form: 'yes-no'; readonly default: boolean };

export interface Shorthand {
  readonly name: string;
  /** `conv3x3`: the name is followed by the kernel. */
  readonly kernel?: true;
  readonly given?: LayerArguments;
}

export interface Weight {
  /** Behind the layer's name: `conv.weight`. */
  readonly name: string;
  /** A convolution's is `[to, from / groups, kernel, kernel]`, a linear layer's `[to, from]`. */
  readonly shape: readonly number[];
  /** Statistics of a batch norm are kept, not trained. */
  readonly trained: boolean;
  readonly init: 'he' | 'zeros' | 'ones' | 'small';
}

/** A node of `onnx.proto3`. */
export interface OnnxNode {
  readonly type: string;
  /** Behind the layer's name; absent for the layer's own. */
  readonly part?: string;
  /** Weights it reads, by the names of `Operation.weights`. */
  readonly weights?: readonly string[];
  /**
   * What it reads: result `k` of these nodes, or −1 for the first input of the operation, −2 for the second. Default: the
   * result of the node before, or all inputs of the operation.
   */
  readonly reads?: readonly number[];
  /** Read behind the weights: vectors of one 64-bit integer, 32-bit floats, or `null` for an input that is left out. */
  readonly constants?: Readonly<Record<string, number | OnnxFloats | OnnxIntegers | null>>;
  readonly integers?: Readonly<Record<string, number | readonly number[]>>;
  readonly floats?: Readonly<Record<string, number>>;
  readonly words?: Readonly<Record<string, string>>;
}

export interface OnnxFloats {
  readonly floats: readonly number[];
  /** A number, not a vector. */
  readonly scalar?: true;
}

/** A vector of 64-bit integers. */
export interface OnnxIntegers {
  readonly integers: readonly number[];
}

export interface PythonForm {
  /** What the class constructs; absent where the value is an expression of the inputs alone. */
  readonly module?: { readonly callee: string; readonly arguments: readonly string[] };
  /**
   * The value: `{self}` stands for the module, `{x}` for the first input, `{all}` for all of them with commas between,
   * `{sum}` for their sum.
   */
  readonly value: string;
  /** A module for a place where no expression can stand, a chain of layers; needed where `module` is absent. */
  readonly chained?: string;
  /** Helpers of the operation that this form needs. */
  readonly needs?: readonly string[];
  readonly imports?: readonly 'math'[];
}
