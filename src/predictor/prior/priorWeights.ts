import type { Weights } from '../recipe';
import type { KernelRegression } from './kernelRegression';
import type { Prior } from './prior';

/** The numbers of a prior by name; the names of its spaces are not among them. */
export function weightsOfPrior({ common, teachers, sizes }: Prior): Weights {
  const weights: Record<string, Weights[string]> = {};
  const put = (name: string, values: Float32Array, columns: number, precision: 'half' | 'single') => {
    weights[name] = { shape: [values.length / columns, columns], values, precision };
  };
  const putProcess = (name: string, { rows, width, coefficients }: KernelRegression) => {
    put(`${name}.rows`, rows, width, 'half');
    put(`${name}.coefficients`, coefficients, 1, 'single');
  };
  const features = common.length;
  put('common', common, features, 'single');
  putProcess('sizes', sizes);
  for (const { family, variation, slopes, walks } of teachers) {
    put(`${family}.variation`, variation, features, 'half');
    put(`${family}.slopes`, slopes, features, 'single');
    putProcess(`${family}.walks`, walks);
  }
  return weights;
}

const slopesEnd = '.slopes';

/** The prior of such numbers, with no names of spaces. Throws, in half a sentence, where some are missing. */
export function priorOfWeights(weights: Weights): Prior {
  const take = (name: string) => {
    const weight = weights[name];
    if (!weight) throw new Error(`weights.bin has no ${name}`);
    return weight;
  };
  const takeProcess = (name: string): KernelRegression => {
    const { values, shape } = take(`${name}.rows`);
    return { rows: values, width: shape[1]!, coefficients: take(`${name}.coefficients`).values };
  };
  const families = Object.keys(weights)
    .filter(name => name.endsWith(slopesEnd))
    .map(name => name.slice(0, -slopesEnd.length));
  return {
    spaces: [],
    families,
    common: take('common').values,
    sizes: takeProcess('sizes'),
    teachers: families.map(family => ({
      family,
      variation: take(`${family}.variation`).values,
      slopes: take(`${family}${slopesEnd}`).values,
      walks: takeProcess(`${family}.walks`),
    })),
  };
}
