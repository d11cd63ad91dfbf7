// node readImage.ts IMAGE ROUNDS: reads the image's master file table into a map, as `linkkit scan --image` does, and prints
// the records a second of each round as JSON. A process of its own, so that it can be kept on one core.
import { readVolumeMap } from '../../src/filesystem/volumeMap.ts';

const [image = '', rounds = '1'] = process.argv.slice(2);
const rates: number[] = [];
await rate(); // the first one warms up
while (rates.length < Number(rounds)) rates.push(await rate());
console.log(JSON.stringify(rates));

async function rate(): Promise<number> {
  const started = process.hrtime.bigint();
  const reading = readVolumeMap({ path: image }, new AbortController().signal);
  for (;;) {
    const { value, done } = await reading.next();
    if (done) return value!.length / (Number(process.hrtime.bigint() - started) / 1e9);
  }
}
