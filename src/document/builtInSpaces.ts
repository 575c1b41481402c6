import type { SearchSpace } from '../cells/space';
import { readSpaces } from './readSpaces';
import darts from './spaces/darts.cell';
import nasbench101 from './spaces/nasbench101.cell';
import nasbench201 from './spaces/nasbench201.cell';

/** The spaces that ship with ReNAS, by name. */
export function builtInSpaces(): ReadonlyMap<string, SearchSpace> {
  spaces ??= new Map([nasbench101, nasbench201, darts].flatMap(text => [...readSpaces(text)]));
  return spaces;
}

let spaces: ReadonlyMap<string, SearchSpace> | undefined;
