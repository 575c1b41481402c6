import { catalogue } from './catalogue';

/** Gives names for the parts of a network that exported code may have: Python identifiers, all different. */
export function createNamer(): (wanted: string) => string {
  const taken = new Set(reservedValues());
  return wanted => {
    let name = wanted;
    for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
    taken.add(name);
    return name;
  };
}

/** A Python identifier that looks like a name, and may be reserved. */
export function identifier(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+/, '');
  return /^[A-Za-z]/.test(plain) ? plain : `v${plain}`;
}

/** A Python class name for a cell: `best_2` gives `Best2`. */
export function className(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const joined = words.map(word => word[0]!.toUpperCase() + word.slice(1)).join('');
  return /^[A-Z]/.test(joined) && !reservedClasses().has(joined) ? joined : `Cell${joined}`;
}

/** Names that exported code must not use for a value: of Python and its libraries, and what Keras code defines. */
const reservedClasses = lazily(() => [
  'Network',
  'Reduction',
  'Between',
  ...keywords,
  ...helperNames('pytorch'),
]);
const reservedValues = lazily(() => [...keywords, ...words, ...helperNames('keras'), ...reservedClasses()]);

function helperNames(library: 'pytorch' | 'keras'): string[] {
  return Object.values(catalogue).flatMap(({ helpers }) => Object.keys(helpers?.[library] ?? {}));
}

function lazily(names: () => readonly string[]): () => ReadonlySet<string> {
  let known: ReadonlySet<string> | undefined;
  return () => {
    known ??= new Set(names());
    return known;
  };
}

const keywords =
  `False None True and as assert async await break class continue def del elif else except finally for from global if
  import in is lambda nonlocal not or pass raise return try while with yield`.split(/\s+/);

/** Whether Python takes it for the name of something, as an argument or a module. */
export function isPythonName(name: string): boolean {
  return /^[\p{XID_Start}_]\p{XID_Continue}*$/u.test(name) && !keywords.includes(name);
}

/** What exported code uses itself, and the members of `torch.nn.Module`. */
const words = `match case print range super len math torch nn keras layers ops
  self x inputs outputs channels images share cell network reduction conv norm
  T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval
  extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict
  modules mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook
  register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook
  register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module
  register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state
  set_submodule share_memory state_dict to to_empty train training type xpu zero_grad`.split(/\s+/);
