import { readFileSync } from 'node:fs';
import path from 'node:path';
import { learnPrior } from '../../src/predictor/prior/learnPrior';
import { writePrior } from '../../src/predictor/prior/priorFolder';
import {
  costsOf,
  meanTau,
  priorWithout,
  readBenchSpaces,
  unseenScores,
} from '../../test/bench/transferTable';
import { tableNames } from './tables';

/** Learns from all tables that may be shipped, judges by leaving each space out with its family, and writes the folder. */
export async function trainAny(data: string, out: string, root: string): Promise<void> {
  const spaces = await readBenchSpaces(data);
  const missing = tableNames.filter(name => !spaces.some(({ space }) => space === name));
  if (missing.length > 0)
    throw new Error(
      `${data} has no table of ${missing.join(', ')}: name the folder of the tables with --data.`,
    );
  const figures = spaces.map(space => {
    const kendallTau = meanTau(space, unseenScores(priorWithout(spaces, space), space));
    console.log(`• ${space.space}, left out with the family ${space.family}: τ ${kendallTau.toFixed(3)}`);
    return {
      space: space.space,
      family: space.family,
      kendallTau,
      flops: meanTau(space, costsOf(space, 'macs')),
      parameters: meanTau(space, costsOf(space, 'parameters')),
    };
  });
  const teachers = spaces.filter(({ ships }) => ships);
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  await writePrior(out, learnPrior(teachers), {
    teachers: teachers.map(({ space, family, networks, labels, licence }) => ({
      space,
      family,
      networks: networks.length,
      labels: Object.keys(labels),
      licence,
    })),
    figures,
    versions: { renas: version, node: process.versions.node },
    created: new Date().toISOString(),
  });
  console.log(`• Written to ${path.relative(root, out)}`);
}
