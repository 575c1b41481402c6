/** This version of the package ships without its declarations, which are those of its common part. */
declare module 'onnxruntime-node' {
  export * from 'onnxruntime-common';
}
