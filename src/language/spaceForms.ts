import { networkProperties, type PropertyForm, spaceProperties } from './properties';

/** The properties of a space with `operations on NAME { … }`, by that name. */
const forms = new Map<string, Readonly<Record<string, PropertyForm>>>([
  ['vertices', spaceProperties],
  ['edges', spaceProperties],
  ['layers', networkProperties],
]);

/**
 * Adds a form of spaces: `operations on NAME { … }` with these properties, whose cells list what they choose as
 * `NAME = [ … ]`.
 */
export function registerSpaceForm(name: string, properties: Readonly<Record<string, PropertyForm>>): void {
  if (forms.has(name)) throw new Error(`There is a form of spaces called ${name} already.`);
  forms.set(name, properties);
}

export function isSpaceForm(name: string): boolean {
  return forms.has(name);
}

/** Undefined for a name that is none of a form. */
export function propertiesOfForm(name: string): Readonly<Record<string, PropertyForm>> | undefined {
  return forms.get(name);
}

/** Names of all forms, for completion. */
export function spaceFormNames(): string[] {
  return [...forms.keys()];
}
