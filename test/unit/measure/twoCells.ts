/** A small cell and a large one. */
export const twoCells = `use nasbench201

cell one {
  n1 = conv1x1(input)
  n2 = none(input)
  output = skip(n1)
}

cell two {
  n1 = conv3x3(input)
  n2 = conv3x3(n1)
  output = conv3x3(n2) + skip(input)
}
`;
