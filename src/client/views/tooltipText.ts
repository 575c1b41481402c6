import { joinMarkdown, markdown, type Safe, safeText } from '../../text/safeText';

/** A tooltip in Markdown: a title, what is wrong, and lines of `name: value`; those without a value are left out. */
export function tooltipText(
  title: string,
  problem: string | undefined,
  lines: readonly (readonly [name: string, value: string | undefined])[],
): Safe<'markdown'> {
  const shown = lines.flatMap(([name, value]) =>
    value === undefined ? [] : [safeText(`${name}: ${value}`, 'markdown')],
  );
  const parts = [
    markdown`**${safeText(title, 'markdown')}**`,
    ...(problem === undefined ? [] : [safeText(problem, 'markdown')]),
    ...(shown.length > 0 ? [joinMarkdown(shown, '  \n')] : []),
  ];
  return joinMarkdown(parts, '\n\n');
}
