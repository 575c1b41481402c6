import type { Random } from '../../../../cells/random';

/** Width and height of an image, and how many are made of scenes of their own. */
export const imageSize = 16;
export const scenes = 10;

/** How many versions of each scene there are: as it is, with noise, moved, blurred. */
export const versions = 4;

/** The highest frequency in an image, in waves a side, and the share of noise in the second version. */
const finest = 8;
const noise = 0.2;

/**
 * `[versions · scenes, size, size, 3]`: images whose amplitude falls with the frequency as that of photographs does, each
 * of mean 0 and deviation 1, and the same with noise, moved by two pixels and one, and blurred by a 3×3 mean.
 */
export function makeImages(random: Random): Float32Array {
  const pixels = imageSize * imageSize * 3;
  const images = new Float32Array(versions * scenes * pixels);
  for (let scene = 0; scene < scenes; scene++) {
    const image = makeScene(random);
    const at = (version: number) => (version * scenes + scene) * pixels;
    images.set(image, at(0));
    images.set(
      image.map(value => value + noise * random.normal()),
      at(1),
    );
    images.set(gather(image, [[2, 1]]), at(2));
    images.set(gather(image, neighbourhood), at(3));
  }
  return images;
}

const neighbourhood = [-1, 0, 1].flatMap(y => [-1, 0, 1].map((x): [number, number] => [y, x]));

function makeScene(random: Random): Float32Array {
  const image = new Float32Array(imageSize * imageSize * 3);
  for (let channel = 0; channel < 3; channel++)
    for (let ky = -finest; ky <= finest; ky++)
      for (let kx = 0; kx <= finest; kx++) {
        const frequency = Math.hypot(kx, ky);
        if (frequency === 0 || frequency > finest) continue;
        const amplitude = random.normal() / frequency;
        const phase = 2 * Math.PI * random.next();
        for (let y = 0; y < imageSize; y++)
          for (let x = 0; x < imageSize; x++)
            image[(y * imageSize + x) * 3 + channel]! +=
              amplitude * Math.cos((2 * Math.PI * (kx * x + ky * y)) / imageSize + phase);
      }
  const mean = image.reduce((sum, value) => sum + value, 0) / image.length;
  const deviation = Math.sqrt(image.reduce((sum, value) => sum + (value - mean) ** 2, 0) / image.length);
  return image.map(value => (value - mean) / deviation);
}

/** The mean of an image moved in each of these ways; what leaves on one side comes in on the other. */
function gather(image: Float32Array, moves: readonly (readonly [number, number])[]): Float32Array {
  const wrap = (place: number) => (place + imageSize) % imageSize;
  const out = new Float32Array(image.length);
  for (let y = 0; y < imageSize; y++)
    for (let x = 0; x < imageSize; x++)
      for (const [dy, dx] of moves)
        for (let c = 0; c < 3; c++)
          out[(y * imageSize + x) * 3 + c]! +=
            image[(wrap(y - dy) * imageSize + wrap(x - dx)) * 3 + c]! / moves.length;
  return out;
}
