/** The properties of a `space` declaration and of its skeleton: how each is written. */
export interface PropertyForm {
  /** `<=` where the declaration sets a limit, and not a figure. */
  readonly relation: '=' | '<=' | 'either';
  readonly value: 'number' | 'size' | 'text' | readonly string[];
  readonly required: boolean;
  /** What a quick fix writes where the property is missing; `undefined`: there is no usual value. */
  readonly usual: string | undefined;
  /** One sentence for completion and hover. */
  readonly meaning: string;
}

export const spaceProperties: Readonly<Record<string, PropertyForm>> = {
  vertices: {
    relation: 'either',
    value: 'number',
    required: true,
    usual: undefined,
    meaning:
      'Vertices with input and output: the most there may be (operations on vertices), or exactly how many there are (operations on edges).',
  },
  edges: {
    relation: '<=',
    value: 'number',
    required: false,
    usual: undefined,
    meaning: 'The most edges a cell may have after pruning.',
  },
  merge: {
    relation: '=',
    value: ['sum'],
    required: false,
    usual: 'sum',
    meaning: 'What becomes of all that flows into a vertex.',
  },
  output: {
    relation: '=',
    value: ['concat', 'sum'],
    required: false,
    usual: undefined,
    meaning: 'How the vertices that feed the output are joined.',
  },
};

export const skeletonProperties: Readonly<Record<string, PropertyForm>> = {
  image: {
    relation: '=',
    value: 'size',
    required: true,
    usual: '32x32x3',
    meaning: 'Height, width and channels of an image.',
  },
  stem: { relation: '=', value: 'number', required: true, usual: '64', meaning: 'Channels after the stem.' },
  stacks: {
    relation: '=',
    value: 'number',
    required: true,
    usual: '3',
    meaning: 'Stacks of cells, each at half the resolution and twice the channels of the one before.',
  },
  cells: { relation: '=', value: 'number', required: true, usual: '3', meaning: 'Cells in each stack.' },
  classes: {
    relation: '=',
    value: 'number',
    required: true,
    usual: '10',
    meaning: 'Classes that images are told into.',
  },
  between: {
    relation: '=',
    value: ['maxpool', 'residual'],
    required: false,
    usual: 'maxpool',
    meaning: 'What halves the resolution between two stacks.',
  },
  counting: {
    relation: '=',
    value: ['flops', 'multiply-adds', 'macs'],
    required: false,
    usual: 'flops',
    meaning:
      'Whether costs count every multiplication and addition, or the multiply-adds of convolutions and the classifier alone; `macs` leaves out the biases of the classifier.',
  },
};

/** Of a space of networks. */
export const networkProperties: Readonly<Record<string, PropertyForm>> = {
  spelling: {
    relation: '=',
    value: 'text',
    required: false,
    usual: undefined,
    meaning: 'How tables write a cell: a place holder `{name}` for each choice and stage.',
  },
  counting: {
    relation: '=',
    value: ['flops', 'multiply-adds', 'macs'],
    required: false,
    usual: 'flops',
    meaning:
      'What FLOPs are: every multiplication and addition; multiply-adds with biases; or the multiply-adds of convolutions and linear layers alone.',
  },
};

export const trainingProperties: Readonly<Record<string, PropertyForm>> = {
  images: {
    relation: '=',
    value: 'number',
    required: false,
    usual: '50000',
    meaning: 'Images that the network is trained on.',
  },
  epochs: {
    relation: '=',
    value: 'number',
    required: false,
    usual: '100',
    meaning: 'How often training goes through them.',
  },
};
