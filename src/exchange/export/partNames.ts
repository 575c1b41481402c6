import type { Cell } from '../../cells/cell';
import type { SearchSpace } from '../../cells/space';
import { vertexNames } from '../../cells/vertexNames';

/** How the parts of a cell are called in exported code: Python identifiers, all different. */
export interface PartNames {
  /** One a vertex: its value. That of the input is `x`. */
  readonly values: readonly string[];
  /** Operations on vertices: one a vertex, its name again. Operations on edges: one an entry of `cell.edges`. */
  readonly operations: readonly string[];
  /** Operations on vertices: one a vertex, the projection of the cell's input into it. Else empty. */
  readonly projections: readonly string[];
  /** Operations on vertices: one a vertex, the attribute that holds its channels. Else empty. */
  readonly channels: readonly string[];
}

/** `names`: of the vertices, input and output included, as `.cell` source has them. */
export function partNames(space: SearchSpace, cell: Cell, names?: readonly string[]): PartNames {
  const n = cell.vertices;
  const taken = new Set(reserved);
  const take = (wanted: string) => {
    let name = wanted;
    for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return name;
  };
  const source = names?.length === n ? names : vertexNames(space, n);
  const values = source.map((name, v) => (v === 0 ? 'x' : take(identifier(name))));
  if (space.operationsOn === 'vertices')
    return {
      values,
      operations: values,
      projections: values.map(name => take(`${name}_input`)),
      channels: values.map(name => take(`${name}_channels`)),
    };
  const operations = cell.edges.map((entry, at) =>
    entry === 0 ? '' : take(`${values[at % n]}_${at < n ? 'input' : values[Math.floor(at / n)]}`),
  );
  return { values, operations, projections: [], channels: [] };
}

/** A Python class name for a cell: `best_2` gives `Best2`. */
export function className(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const joined = words.map(word => word[0]!.toUpperCase() + word.slice(1)).join('');
  return /^[A-Z]/.test(joined) && !reservedClasses.has(joined) ? joined : `Cell${joined}`;
}

function identifier(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+/, '');
  return /^[A-Za-z]/.test(plain) ? plain : `v${plain}`;
}

/** Classes of exported code. */
const classes = [
  'Network',
  'Reduction',
  'Between',
  'Pool',
  ...['Conv', 'Separable', 'Depthwise'].flatMap(kind => [`${kind}BnRelu`, `Relu${kind}Bn`]),
];
/** Python's keywords that a class could be called by. */
const constants = ['None', 'True', 'False'];
const reservedClasses = new Set([...classes, ...constants]);

/** Python's keywords, what exported code uses itself, and the members of `torch.nn.Module`. */
const reserved = new Set([
  ...classes,
  ...constants,
  ...`and as assert async await break class continue def del elif else except finally for from global if import in is lambda
  match nonlocal not or pass raise return try while with yield case print range super len math torch nn keras layers ops
  self x inputs outputs channels images share cell network reduction conv norm
  conv_bn_relu separable_bn_relu depthwise_bn_relu relu_conv_bn relu_separable_bn relu_depthwise_bn
  T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval
  extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict
  modules mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook
  register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook
  register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module
  register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state
  set_submodule share_memory state_dict to to_empty train training type xpu zero_grad`.split(/\s+/),
]);
