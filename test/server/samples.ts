/** Two cells of NAS-Bench-101; the second has more parameters. */
export const twoCells = `use nasbench101

/// Pools, then convolves.
cell pooled {
  a = maxpool3x3(input)
  b = conv1x1(a)
  output = concat(b)
}

cell deep {
  a = conv3x3(input)
  b = conv3x3(a)
  output = concat(a, b)
}
`;

export const labSpace = `/// What our team searches this quarter.
space lab {
  operations on vertices {
    conv3x3
    sep3x3 = separable(kernel: 3)
    skip   = identity()
  }
  vertices <= 6
  edges <= 8
  output = concat
  skeleton {
    image = 32x32x3
    stem = 64
    stacks = 3
    cells = 3
    classes = 10
  }
}

cell first : lab {
  a = sep3x3(input)
  output = concat(a, input)
}
`;
