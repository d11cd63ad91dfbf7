// A step that touches the disk fails, each in its turn: never a bug's words, never anything lost.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { targets } from '../support/exe.ts';
import { closePlace, openPlace, type Place, type PlaceName } from './box.ts';
import { countPoints, errorsAt, failAt, numbersOf } from './killed.ts';
import { forEach } from './runs.ts';
import { scenarios } from './scenarios.ts';

const places = (['tmpfs', 'ntfs-3g', 'Wine'] as const).filter((name) => name !== 'Wine' || targets().includes('wine'));

describe.each(places)('an error at every point, %s', (name: PlaceName) => {
  let place: Place;
  beforeAll(() => void (place = openPlace(name)));
  afterAll(() => closePlace(place));

  test.each(scenarios.filter(({ on }) => on.includes(name)))('$name', { timeout: 600_000 }, async (scenario) => {
    const wanted = await countPoints(scenario, place);
    const errors = errorsAt(place);
    await forEach(numbersOf(wanted, scenario), (at) => failAt(scenario, place, wanted, at, errors[at % errors.length]!));
  });
});
