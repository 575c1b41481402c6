import { type OperationDefinition, operationNamed } from '../network/catalogue';

/** Any CSS colour; `text` stands on `fill`. */
export interface Paint {
  readonly fill: string;
  readonly stroke: string;
  readonly text: string;
}

export type OperationClass = 'convolution' | 'pooling' | 'identity';

export interface DrawingColours extends Readonly<Record<OperationClass, Paint>> {
  readonly terminal: Paint;
  readonly edge: string;
  /** The outline of what is marked. */
  readonly marked: string;
}

export function operationClass({ kind }: OperationDefinition): OperationClass {
  const { family } = operationNamed(kind);
  return family === 'convolution' || family === 'pooling' ? family : 'identity';
}

/** Concrete colours for where the drawing is an image. All text stands on a fill; edges show on dark and on light. */
export const plainColours: DrawingColours = {
  convolution: { fill: '#2563ad', stroke: '#5b95dc', text: '#ffffff' },
  pooling: { fill: '#9a5413', stroke: '#d08a45', text: '#ffffff' },
  identity: { fill: '#3f7349', stroke: '#74ad7f', text: '#ffffff' },
  terminal: { fill: '#59616b', stroke: '#8b949e', text: '#ffffff' },
  edge: '#858d97',
  marked: '#d7a100',
};

/** VS Code's theme, for where the drawing is part of a webview's page. */
export const themeColours: DrawingColours = {
  convolution: themePaint('--vscode-charts-blue'),
  pooling: themePaint('--vscode-charts-orange'),
  identity: themePaint('--vscode-charts-green'),
  terminal: {
    fill: 'var(--vscode-editor-background)',
    stroke: 'var(--vscode-descriptionForeground)',
    text: 'var(--vscode-editor-foreground)',
  },
  edge: 'var(--vscode-descriptionForeground)',
  marked: 'var(--vscode-charts-yellow)',
};

function themePaint(variable: string): Paint {
  return {
    fill: `color-mix(in srgb, var(${variable}) 20%, var(--vscode-editor-background))`,
    stroke: `var(${variable})`,
    text: 'var(--vscode-editor-foreground)',
  };
}
