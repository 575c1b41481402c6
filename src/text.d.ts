/** Cell source that ships inside a bundle, as text. */
declare module '*.cell' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: a text module has no other export
  export default text;
}
