; The names of captures are those that Neovim, Helix, Zed and Emacs share. A later pattern goes before an earlier one.
(name) @variable
(number) @number
(size) @number
(string) @string
[(line_comment) (block_comment)] @comment
(doc_comment) @comment.documentation

["use" "cell" "space" "operation" "measured" "operations" "on" "skeleton" "aka" "choose" "where" "network" "training" "by"] @keyword
["vertices" "edges" "layers"] @property
["=" "<=" ">=" "<" ">" "+" "-" "*" "/" "|" ".." "±" "%"] @operator
["(" ")" "{" "}" "[" "]"] @punctuation.bracket
["," ";" ":" "."] @punctuation.delimiter

(use space: (name) @module)
(cell name: (name) @type)
(cell space: (name) @module)
(space name: (name) @module)
(operation name: (name) @function)
(operation_entry name: (name) @function)
(call operation: (name) @function)
(item operation: (name) @function)
(operation_entry value: (name) @function)

(property name: (name) @property)
(property value: (name) @property)
(argument name: (name) @property)
((argument value: (name) @property)
  (#any-of? @property "yes" "no" "none" "relu" "relu6" "silu" "gelu" "hardswish" "sigmoid" "hardsigmoid" "tanh" "batch" "layer"))
(where (call "(" . (name) @function))
(measured (argument value: (name) @property))
(metric_name (name) @property)
(parameter name: (name) @variable.parameter)
(member name: (name) @property)
