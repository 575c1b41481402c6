import { safeText } from '../../src/text/safeText';

/** A new SVG element with attributes and a text. Its colours are the style sheet's, as the page's policy asks. */
export function svg(tag: string, attributes: Readonly<Record<string, string>>, text = ''): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = safeText(text, 'label');
  return element;
}
