/** Formats that are known by their first bytes and hold no table that can be read here, each with the way on. */
const kinds: readonly {
  readonly bytes: string;
  readonly is: string;
  readonly way: string;
}[] = [
  {
    bytes: 'SQLite format 3\0',
    is: 'a SQLite database, as Optuna and NNI keep their trials in',
    way: 'export the trials as CSV (Optuna: study.trials_dataframe().to_csv("trials.csv"); NNI: nnictl experiment export)',
  },
  { bytes: '\xd0\xcf\x11\xe0', is: 'an Excel workbook (.xls)', way: 'save the sheet as CSV' },
  {
    bytes: '\x89HDF',
    is: 'an HDF5 file',
    way: 'write the table as CSV or Parquet, in pandas with read_hdf(…).to_csv(…)',
  },
  {
    bytes: 'ARROW1',
    is: 'an Arrow or Feather file',
    way: 'write it as Parquet, in pandas with read_feather(…).to_parquet(…)',
  },
  { bytes: '\xff\xff\xff\xff', is: 'an Arrow stream', way: 'write it as Parquet' },
  { bytes: '\x93NUMPY', is: 'a NumPy array', way: 'write the table as CSV' },
  { bytes: '\xfd7zXZ\0', is: 'an xz archive', way: 'unpack it first, or compress the table with gzip' },
  { bytes: "7z\xbc\xaf'\x1c", is: 'a 7z archive', way: 'unpack it first' },
  { bytes: 'Rar!', is: 'a RAR archive', way: 'unpack it first' },
  { bytes: '%PDF', is: 'a PDF', way: 'write the table as CSV' },
  ...['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05'].map(bytes => ({
    bytes,
    is: 'a Python pickle, which may hold code and is never executed',
    way: 'write the table as CSV or Parquet, in pandas with read_pickle(…).to_csv(…)',
  })),
];

/** A sentence for a file that begins with these bytes, if it is of a known format that holds no table that can be read. */
export function unreadableKind(head: Uint8Array, name: string): string | undefined {
  const text = Buffer.from(head).toString('latin1');
  const kind = kinds.find(({ bytes }) => text.startsWith(bytes));
  return kind && `${name} is ${kind.is}: ${kind.way}.`;
}
