import { quoted } from './cursor';
import type { Diagnostic } from './diagnostic';
import { nearest } from './nearest';
import {
  networkProperties,
  type PropertyForm,
  skeletonProperties,
  spaceProperties,
  trainingProperties,
} from './properties';
import { propertiesOfForm } from './spaceForms';
import type { OperationsBlock, Property, SpaceDeclaration, Span } from './syntax';

type Report = (span: Span, code: string, message: string, fix?: Diagnostic['fix']) => void;

/** What is wrong with the form of a `space` declaration; whether its figures make sense is `lowerSpace`'s to say. */
export function checkSpace(space: SpaceDeclaration): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report: Report = ({ start, end }, code, message, fix) => {
    diagnostics.push({ severity: 'error', code, message, start, end, ...(fix ? { fix } : {}) });
  };
  const name = space.name ?? { start: space.start, end: space.start + 'space'.length };
  const called = space.name ? `Space ${quoted(space.name.text)}` : 'This space';
  if (space.parts) {
    checkNetworkSpace(space, name, called, report);
    return diagnostics;
  }
  checkOperations(space.operations, report);
  if (!space.operations || space.operations.operations.length === 0)
    report(
      space.operations ? { start: space.operations.start, end: space.operations.start + 10 } : name,
      'missing-operations',
      `${called} has no operations; list them in 'operations on vertices { … }' or 'operations on edges { … }'.`,
    );
  const relation = space.operations?.on === 'edges' ? '=' : '<=';
  const own = propertiesOfForm(space.operations?.on ?? 'vertices') ?? spaceProperties;
  checkProperties(space.properties, own, skeletonProperties, relation, report);
  reportMissing(space.properties, own, name, called, undefined, report);
  if (!space.skeleton)
    report(
      name,
      'missing-skeleton',
      `${called} has no skeleton; say in 'skeleton { … }' what its cells are stacked into.`,
    );
  else {
    const { properties, start, end } = space.skeleton;
    checkProperties(properties, skeletonProperties, own, relation, report);
    const at = { start, end: start + 'skeleton'.length };
    reportMissing(properties, skeletonProperties, at, 'The skeleton', end - 1, report);
  }
  return diagnostics;
}

/** Of a space of networks; what its formulas mean is checked where they are lowered. */
function checkNetworkSpace(space: SpaceDeclaration, name: Span, called: string, report: Report): void {
  const { parts = [], operations, skeleton } = space;
  const network = parts.find(part => part.kind === 'network');
  if (!network)
    report(name, 'missing-network', `${called} has no network; say in 'network { … }' what is built.`);
  if (operations && operations.on !== undefined && operations.on !== 'layers')
    report(
      { start: operations.start, end: operations.start + 'operations'.length },
      'wrong-form',
      `A network is built of 'operations on layers { … }'; operations on ${operations.on} need a skeleton.`,
    );
  if (skeleton)
    report(
      { start: skeleton.start, end: skeleton.start + 'skeleton'.length },
      'duplicate-block',
      `${called} has a network; a skeleton says the same in another way.`,
    );
  for (const part of parts) {
    if (part.kind === 'operations') checkOperations(part, report);
    if (part.kind === 'training')
      checkProperties(part.properties, trainingProperties, networkProperties, '=', report);
  }
  checkProperties(space.properties, networkProperties, trainingProperties, '=', report);
}

const reserved = new Set(['input', 'output', 'concat', 'sum']);

function checkOperations(operations: OperationsBlock | undefined, report: Report): void {
  const known = new Map<string, string>();
  for (const { name, aliases } of operations?.operations ?? []) {
    if (reserved.has(name.text))
      report(
        name,
        'reserved-name',
        `${quoted(name.text)} means something else in a cell; give the operation another name.`,
      );
    for (const word of [name, ...aliases]) {
      const owner = known.get(word.text);
      if (owner !== undefined)
        report(
          word,
          'duplicate-operation',
          `${quoted(word.text)} is a name of operation ${quoted(owner)} already.`,
        );
      else known.set(word.text, name.text);
    }
  }
}

function checkProperties(
  properties: readonly Property[],
  forms: Readonly<Record<string, PropertyForm>>,
  elsewhere: Readonly<Record<string, PropertyForm>>,
  limit: '=' | '<=',
  report: Report,
): void {
  const seen = new Set<string>();
  const home =
    forms === skeletonProperties
      ? 'outside of the skeleton'
      : forms === trainingProperties
        ? 'outside of the training'
        : forms === networkProperties
          ? "into 'training { … }'"
          : "into 'skeleton { … }'";
  for (const property of properties) {
    const { name } = property;
    const form = Object.hasOwn(forms, name.text) ? forms[name.text] : undefined;
    if (!form) {
      const names = Object.keys(forms);
      const meant = Object.hasOwn(elsewhere, name.text) ? undefined : nearest(name.text, names);
      const message = Object.hasOwn(elsewhere, name.text)
        ? `${quoted(name.text)} belongs ${home}.`
        : `There is no property ${quoted(name.text)} here; ${meant ? `did you mean ${quoted(meant)}?` : `there are ${names.join(', ')}.`}`;
      report(name, 'unknown-property', message, meant ? change(name, meant) : undefined);
      continue;
    }
    if (seen.has(name.text)) report(name, 'duplicate-property', `${quoted(name.text)} is given already.`);
    seen.add(name.text);
    if (property.value) checkValue(property, property.value, form, limit, report);
  }
}

function checkValue(
  { name, relation }: Property,
  value: NonNullable<Property['value']>,
  form: PropertyForm,
  limit: '=' | '<=',
  report: Report,
): void {
  const wanted = form.relation === 'either' ? limit : form.relation;
  if (relation !== wanted) {
    const written = `'${name.text} ${wanted} ${value.text}'`;
    const place = limit === '=' ? 'edges' : 'vertices';
    const message =
      form.relation === 'either' ? `With operations on ${place} it is ${written}.` : `It is ${written}.`;
    report({ start: name.start, end: value.end }, 'wrong-relation', message, {
      title: `Change to '${wanted}'`,
      edits: [{ start: name.end, end: value.start, text: ` ${wanted} ` }],
    });
  }
  if (form.value === 'number') {
    if (value.number === undefined)
      report(
        value,
        'wrong-value',
        `${quoted(name.text)} is a number, as in '${name.text} ${wanted} ${form.usual ?? '7'}'.`,
      );
  } else if (form.value === 'size') {
    if (!/^\d+x\d+x\d+$/.test(value.text))
      report(value, 'wrong-value', `${quoted(name.text)} is height x width x channels, as in '32x32x3'.`);
  } else if (form.value === 'text') {
    if (value.end - value.start !== value.text.length + 2)
      report(value, 'wrong-value', `${quoted(name.text)} is a text in double quotes.`);
  } else if (!form.value.includes(value.text)) {
    const meant = nearest(value.text, form.value) ?? (form.value.length === 1 ? form.value[0] : undefined);
    const message = `${quoted(name.text)} is ${form.value.map(each => `'${each}'`).join(' or ')}.`;
    report(value, 'wrong-value', message, meant ? change(value, meant) : undefined);
  }
}

/** `closing`: where the brace of the block stands that a quick fix writes into. */
function reportMissing(
  properties: readonly Property[],
  forms: Readonly<Record<string, PropertyForm>>,
  span: Span,
  called: string,
  closing: number | undefined,
  report: Report,
): void {
  const written = new Set(properties.map(property => property.name.text));
  const missing = Object.entries(forms).filter(([name, form]) => form.required && !written.has(name));
  if (missing.length === 0) return;
  const names = missing.map(([name]) => quoted(name)).join(', ');
  const lines = missing.map(([name, form]) => `  ${name} = ${form.usual}\n  `).join('');
  const fix =
    closing === undefined || missing.some(([, form]) => form.usual === undefined)
      ? undefined
      : { title: `Add ${names}`, edits: [{ start: closing, end: closing, text: lines }] };
  report(span, 'missing-property', `${called} does not say ${names}.`, fix);
}

function change({ start, end }: Span, text: string) {
  return { title: `Change to '${text}'`, edits: [{ start, end, text }] };
}
