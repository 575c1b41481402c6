export interface MakeOptions {
  readonly from: string;
  readonly out: string;
  readonly full?: boolean;
  readonly cells?: number;
}

/** The number of bytes written. */
export function makeNasbench101(options: MakeOptions): Promise<number>;

/** `ModelMetrics` of made-up evaluations. */
export function modelMetrics(epochs: number, parameters: number, random: () => number): Buffer;

/** One record in TFRecord's frame. */
export function frame(data: Uint8Array): Buffer;
