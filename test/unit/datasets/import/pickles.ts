/** Opcodes of pickle protocol 4, to write pickles by hand. */
export const stop = [0x2e];
export const none = [0x4e];
export const mark = [0x28];
export const emptyDict = [0x7d];
export const emptyTuple = [0x29];
export const setItems = [0x75];
export const tuple2 = [0x86];
export const stackGlobal = [0x93];
export const reduce = [0x52];

export function text(value: string): number[] {
  const bytes = Buffer.from(value);
  return [0x8c, bytes.length, ...bytes];
}

export function pickle(...parts: readonly (readonly number[])[]): Buffer {
  return Buffer.from([0x80, 4, ...parts.flat()]);
}
