import type { ToPage } from '../../protocol/panel';
import { safeText } from '../../text/safeText';

/**
 * Everything the page may load comes from `source`; scripts besides need the nonce, and so does the one style element
 * that the toolkit makes to find out about `:focus-visible` (it reads the nonce from the `csp-nonce` meta element).
 * Images are those that the page makes itself, of the drawings that it saves as PNG.
 */
export interface PanelPage {
  readonly script: string;
  readonly style: string;
  readonly source: string;
  readonly nonce: string;
  /** What the page is told before it can say that it is ready, so that its first picture has it. */
  readonly first?: readonly ToPage[];
}

export function panelHtml({ script, style, source, nonce, first = [] }: PanelPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
    'img-src data:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta property="csp-nonce" content="${nonce}">
  <title>ReNAS</title>
  <link rel="stylesheet" href="${style}">
</head>
<body>
  <script nonce="${nonce}" type="application/json" id="first">${safeText(JSON.stringify(first), 'script')}</script>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
