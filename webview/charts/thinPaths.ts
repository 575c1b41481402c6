import uPlot from 'uplot';
import { pointsToDraw } from './pointsToDraw';

/**
 * In pixels, of a curve with a point in every second column, or more. Without a GPU, lines of one pixel are drawn ten to
 * twenty times as fast as wider ones, whose outlines are made first.
 */
const denseWidth = 1;

/**
 * Draws a curve of any length at the cost of one as wide as the plot; over missing values it goes on. `stepped`: each value
 * holds until the next. `width`: of the line, in pixels.
 */
export function thinPaths(stepped: boolean, width: number): uPlot.Series.PathBuilder {
  return (plot, at, from, to) =>
    uPlot.orient(plot, at, (series, xs, ys, scaleX, scaleY, _toX, toY, xOff, yOff, xDim, yDim) => {
      const [min, max] = [scaleX.min ?? 0, scaleX.max ?? 1];
      const column = (x: number) => Math.round(xOff + (xDim * (x - min)) / (max - min || 1));
      const drawn = pointsToDraw(xs, ys, [from, to], column);
      series.width = drawn.length > xDim / 2 ? Math.min(width, denseWidth) : width;
      const stroke = new Path2D();
      let before: number | undefined;
      for (const i of drawn) {
        const [x, y] = [column(xs[i] as number), Math.round(toY(ys[i] as number, scaleY, yDim, yOff))];
        if (before === undefined) stroke.moveTo(x, y);
        else if (stepped) stroke.lineTo(x, before);
        if (before !== undefined) stroke.lineTo(x, y);
        before = y;
      }
      return { stroke };
    });
}
