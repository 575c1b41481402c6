import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/cells/random';
import { inverseNormal } from '../../../../src/predictor/math/ranks';
import { kendallTau } from '../../../../src/predictor/metrics';
import { adapt, beliefsOf, deviationsOfInterval } from '../../../../src/predictor/prior/adapt';

/** Rows whose value is a smooth function of the first of five features, and noise. */
function sample(count: number, seed: number) {
  const random = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const rows = Float32Array.from({ length: 5 * count }, normal);
  const values = Array.from(
    { length: count },
    (_, i) => rows[5 * i]! + 0.5 * rows[5 * i + 1]! + 0.3 * normal(),
  );
  const deviation = Math.sqrt(1.25 + 0.09);
  const priors = values.map(value => 0.7 * (value / deviation) + Math.sqrt(1 - 0.49) * normal());
  return { rows, values: values.map(value => value / deviation), priors };
}

const tested = sample(400, 2);

describe('before anything is measured', () => {
  const learned = adapt({ rows: new Float32Array(0), width: 5, values: [] });
  const [belief] = beliefsOf(learned.believe(new Float32Array(5), [2]));

  it('half of what the prior says is believed', () => {
    expect(belief!.mean).toBe(1);
  });

  it('the interval is nearly the whole scale', () => {
    expect(belief!.deviation).toBeCloseTo(Math.sqrt(0.75 + 0.09 * 4), 12);
    expect(learned.leftOut).toEqual([]);
  });
});

describe('what is measured', () => {
  it.each([10, 40])('%i cells improve on the prior, and the intervals hold', count => {
    const known = sample(count, 3);
    const learned = adapt({ rows: known.rows, width: 5, values: known.values, priors: known.priors });
    const beliefs = beliefsOf(learned.believe(tested.rows, tested.priors));
    const tau = kendallTau(
      beliefs.map(({ mean }) => mean),
      tested.values,
    );
    expect(tau).toBeGreaterThan(kendallTau(tested.priors, tested.values));
    const held = beliefs.filter(
      ({ mean, deviation }, i) => Math.abs(tested.values[i]! - mean) <= deviationsOfInterval * deviation,
    );
    expect(held.length / 400).toBeGreaterThan(0.65);
    expect(held.length / 400).toBeLessThan(0.95);
  });

  it.each([10, 20])('from %i cells on intervals are as wide as errors of cells left out are large', count => {
    let held = 0;
    for (let seed = 10; seed < 40; seed++) {
      const known = sample(count, seed);
      const learned = adapt({ rows: known.rows, width: 5, values: known.values, priors: known.priors });
      const beliefs = beliefsOf(learned.believe(tested.rows, tested.priors));
      held +=
        beliefs.filter(
          ({ mean, deviation }, i) => Math.abs(tested.values[i]! - mean) <= deviationsOfInterval * deviation,
        ).length / 12_000;
    }
    expect(held).toBeGreaterThan(0.75);
    expect(held).toBeLessThan(0.85);
  });

  it('is said of each left out much as a process without it says', () => {
    const known = sample(30, 4);
    const { leftOut } = adapt({ rows: known.rows, width: 5, values: known.values, priors: known.priors });
    // Places of 29 differ a little from those of 30, and so do the likeliest parameters.
    const differences = known.values.map((_, left) => {
      const others = known.values.map((_, i) => i).filter(i => i !== left);
      const without = adapt({
        rows: Float32Array.from(others.flatMap(i => [...known.rows.slice(5 * i, 5 * i + 5)])),
        width: 5,
        values: others.map(i => known.values[i]!),
        priors: others.map(i => known.priors[i]!),
      });
      const { mean } = without.believe(known.rows.slice(5 * left, 5 * left + 5), [known.priors[left]!]);
      return Math.abs(leftOut[left]!.mean - mean[0]!);
    });
    expect(differences.reduce((a, b) => a + b) / 30).toBeLessThan(0.15);
  });

  it('counts the more the more trainings it is the mean of', () => {
    const { rows, values } = sample(12, 6);
    const mean = (trainings?: number[]) => [
      ...adapt({ rows, width: 5, values, trainings }).believe(rows).mean,
    ];
    const ones = values.map(() => 1);
    expect(mean(ones)).toEqual(mean());
    const target = (of: number) => {
      const rank = [...values].sort((a, b) => a - b).indexOf(values[of]!);
      return inverseNormal((rank + 0.5) / 12);
    };
    const off = (means: readonly number[]) => Math.abs(means[3]! - target(3));
    expect(off(mean(ones.map((one, i) => (i === 3 ? 100 : one))))).toBeLessThan(0.7 * off(mean(ones)));
  });

  it('a prior that says the opposite is unlearned', () => {
    const known = sample(60, 5);
    const against = adapt({
      rows: known.rows,
      width: 5,
      values: known.values,
      priors: known.values.map(value => -value),
    });
    const beliefs = against.believe(
      tested.rows,
      tested.values.map(value => -value),
    );
    expect(kendallTau(beliefs.mean, tested.values)).toBeGreaterThan(0.5);
  });
});
