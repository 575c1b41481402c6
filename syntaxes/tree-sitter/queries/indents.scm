; Neovim
[
  (cell_block)
  (space_block)
  (operations_block)
  (skeleton_block)
  (training_block)
  (network_block)
] @indent.begin
"}" @indent.branch @indent.end
