import * as v from 'valibot';
import type { ToPage } from '../panel';
import { count, finite, object } from './basics';

const text = v.string();
const texts = v.array(text);
const pair = v.strictTuple([text, text]);
const spaceForm = v.picklist(['train', 'search', 'loop']);
const form = v.picklist([...spaceForm.options, 'measure']);

const pageCell = v.variant('from', [
  v.looseObject({ from: v.literal('run'), run: text, name: text, text }),
  v.looseObject({
    from: v.literal('file'),
    name: text,
    target: object({ uri: text, position: object({ line: count, character: count }) }),
  }),
]);

/** A note that is taken back is `undefined`. */
const notes = object({
  name: v.optional(text),
  star: v.optional(v.boolean()),
  note: v.optional(text),
  tags: v.optional(texts),
});

/** What a form asks for. Each value becomes an argument of the command, which checks it against its declaration. */
const noArguments = 'holds more than texts and numbers';
const settings = v.pipe(
  object({ space: text }),
  v.check(fields => areArguments(fields), noArguments),
);
const measureSettings = v.pipe(
  object({ file: text }),
  v.check(fields => areArguments(fields), noArguments),
);
const argument = v.union([text, finite, v.boolean(), texts]);

function areArguments(fields: object): boolean {
  return Object.values(fields).every(value => value === undefined || v.is(argument, value));
}

/** Where cells were trained last, as the extension remembers it. */
export const measuringPlace = object({
  on: v.picklist(['local', 'slurm']),
  slots: count,
  slurm: v.optional(text),
  setup: v.optional(text),
});

const row = object({ id: text, state: text });
const entries = v.array(object({}));
const show = v.looseObject({
  kind: v.literal('show'),
  view: v.picklist(['runs', 'new', 'cells']),
  run: v.optional(text),
  runs: v.optional(texts),
  form: v.optional(form),
  fill: v.optional(object({})),
  duplicateOf: v.optional(text),
  compare: v.optional(v.strictTuple([pageCell, pageCell])),
});

/**
 * Messages of the extension host to the panel's page. What they carry was validated when it was read: this is their form,
 * as far as the page relies on it before it looks at a part.
 */
export const toPage = v.variant('kind', [
  v.looseObject({ kind: v.literal('runs'), runs: v.array(row) }),
  v.looseObject({ kind: v.literal('changed'), runs: v.array(row) }),
  v.looseObject({
    kind: v.literal('run'),
    run: row,
    from: count,
    events: v.array(object({ event: text })),
    thinnedFrom: v.optional(count),
  }),
  v.looseObject({ kind: v.literal('ranking'), run: text, points: v.array(v.unknown()) }),
  v.looseObject({ kind: v.literal('measurements'), run: text, rows: v.array(object({ key: text })) }),
  v.looseObject({ kind: v.literal('drawn'), request: text, cells: entries }),
  v.looseObject({ kind: v.literal('cells'), cells: object({}) }),
  v.looseObject({ kind: v.literal('choices'), choices: object({}) }),
  v.looseObject({ kind: v.literal('refused'), form, message: text }),
  show,
  v.looseObject({ kind: v.literal('picked'), form, table: text }),
  v.looseObject({ kind: v.literal('pickedImages'), form, images: text }),
  v.looseObject({ kind: v.literal('tablesChanged') }),
  v.looseObject({ kind: v.literal('checked'), check: object({}) }),
  v.looseObject({
    kind: v.literal('cluster'),
    cluster: v.optional(object({})),
    remembered: v.optional(object({})),
  }),
  v.looseObject({ kind: v.literal('engines'), engines: entries }),
]);
/** Does not compile where a message has no schema: the page would ignore it. */
type WithoutSchema = Exclude<ToPage['kind'], v.InferOutput<typeof toPage>['kind']>;
const complete: [WithoutSchema] extends [never] ? true : WithoutSchema = true;
void complete;

/** Messages of the panel's page to the extension host, as `src/protocol/panel.ts` describes them. */
export const fromPage = v.variant('kind', [
  v.looseObject({
    kind: v.literal('ready'),
    run: v.optional(text),
    compared: v.optional(texts),
    hasRuns: v.optional(v.literal(true)),
  }),
  v.looseObject({ kind: v.literal('select'), run: v.optional(text), compared: v.optional(texts) }),
  v.looseObject({ kind: v.literal('note'), runs: texts, changes: notes }),
  v.looseObject({
    kind: v.literal('actAll'),
    action: v.picklist(['cancel', 'delete', 'report']),
    runs: texts,
  }),
  v.looseObject({ kind: v.literal('draw'), request: text, cells: v.array(pageCell) }),
  v.looseObject({ kind: v.literal('openCell'), cell: pageCell }),
  v.looseObject({ kind: v.literal('diffFound'), runs: pair }),
  v.looseObject({ kind: v.literal('diffInput'), runs: pair, path: text }),
  v.looseObject({ kind: v.literal('insertCell'), text }),
  v.looseObject({ kind: v.literal('watchCells'), watch: v.boolean() }),
  v.looseObject({
    kind: v.literal('save'),
    file: object({ name: text, type: text, content: text, encoding: v.picklist(['utf8', 'base64']) }),
  }),
  v.looseObject({ kind: spaceForm, settings }),
  v.looseObject({ kind: v.literal('measure'), settings: measureSettings }),
  v.looseObject({
    kind: v.literal('act'),
    action: v.picklist([
      ...(['cancel', 'delete', 'reveal', 'openFound', 'useModel', 'showLog'] as const),
      ...(['resume', 'again', 'duplicate', 'copyCommand', 'report'] as const),
    ]),
    run: text,
  }),
  v.looseObject({ kind: v.literal('trainingLog'), run: text, key: v.pipe(text, v.regex(/^m\d{1,9}$/)) }),
  v.looseObject({ kind: v.literal('browseData'), form }),
  v.looseObject({ kind: v.literal('browseImages'), form }),
  v.looseObject({ kind: v.literal('importBenchmark'), form }),
  v.looseObject({ kind: v.literal('readTable'), table: text }),
  v.looseObject({ kind: v.literal('checkTable'), table: text, space: text, label: text }),
  v.looseObject({ kind: v.literal('listEngines') }),
  v.looseObject({ kind: v.literal('askCluster') }),
]);
