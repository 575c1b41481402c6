/** The initializers of an ONNX model, in the order of the file: their names, shapes and values. */
export function onnxWeights(model: Uint8Array): { name: string; shape: number[]; values: Float32Array }[] {
  const graph = fields(model).find(({ number }) => number === 7)!.bytes!;
  return fields(graph)
    .filter(({ number }) => number === 5)
    .map(({ bytes }) => {
      const tensor = fields(bytes!);
      const raw = tensor.find(({ number }) => number === 9)!.bytes!;
      return {
        name: Buffer.from(tensor.find(({ number }) => number === 8)!.bytes!).toString(),
        shape: tensor.filter(({ number }) => number === 1).map(({ value }) => value),
        values: new Float32Array(raw.slice().buffer),
      };
    });
}

interface Field {
  readonly number: number;
  /** Of a field of wire type 0. */
  readonly value: number;
  /** Of a field of wire type 2. */
  readonly bytes: Uint8Array | undefined;
}

/** The fields of one Protocol Buffers message; numbers of fixed width are passed over. */
function fields(message: Uint8Array): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    if (key % 8 === 0) found.push({ number, value: varint(), bytes: undefined });
    else if (key % 8 === 2) {
      const length = varint();
      found.push({ number, value: 0, bytes: message.subarray(at, at + length) });
      at += length;
    } else at += key % 8 === 1 ? 8 : 4;
  }
  return found;
}
