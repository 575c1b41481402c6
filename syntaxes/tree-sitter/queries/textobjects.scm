[(cell) (space)] @class.outer
(cell body: (cell_block . "{" . (_) @_start (_)? @_end . "}")) @class.inner
(operation) @function.outer
(operation body: (network_block) @function.inner)
(call (_) @parameter.inner)
[(line_comment) (doc_comment) (block_comment)] @comment.outer
