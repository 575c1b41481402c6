import { h } from '../kit/dom';

export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  /** Said when the pointer rests on it. */
  readonly title?: string;
  /** Shown as code with each of its blanks, broken between its words only. */
  readonly code?: boolean;
}

/** A list of names and values. Only what differs is touched, so that a selection lives while a clock goes on. */
export function setFacts(list: HTMLElement, facts: readonly Fact[]): void {
  const names = facts.map(fact => fact.name).join('\n');
  if (list.dataset['names'] !== names) {
    list.dataset['names'] = names;
    list.replaceChildren(...facts.flatMap(({ name }) => [h('dt', {}, name), h('dd')]));
  }
  const places = list.querySelectorAll<HTMLElement>('dd');
  facts.forEach((fact, i) => {
    const place = places[i];
    const shown = JSON.stringify(fact);
    if (!place || place.dataset['shown'] === shown) return;
    place.dataset['shown'] = shown;
    place.classList.toggle('code', fact.code ?? false);
    place.title = fact.title ?? '';
    place.replaceChildren(
      ...(fact.code ? wordsOf(fact.value) : [fact.value]),
      ...(fact.note ? [h('span', { class: 'dim' }, ` · ${fact.note}`)] : []),
    );
  });
}

function wordsOf(line: string): readonly (Node | string)[] {
  return line.split(/( +)/).map((part, i) => (i % 2 === 0 ? h('span', {}, part) : part));
}
