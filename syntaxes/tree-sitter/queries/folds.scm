[
  (cell_block)
  (space_block)
  (operations_block)
  (skeleton_block)
  (training_block)
  (network_block)
  (block_comment)
] @fold
