// A step that touches the disk fails, each in its turn: never a bug's words, never anything lost.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { closePlace, openPlace, places, type Place, type PlaceName } from './box.ts';
import { countPoints, errorsAt, failAt, numbersOf } from './killed.ts';
import { forEach } from './runs.ts';
import { scenarios, type Scenario } from './scenarios.ts';

/** One scenario on each of the others: what differs there is how a name is replaced. */
const isHere = ({ name, on }: Scenario, place: PlaceName): boolean => on.includes(place) && (place === 'tmpfs' || name === 'copy over files that stand there' || name === 'copy of data from another volume');

describe.each(places.filter((name) => name !== 'ext4'))('an error at every point, %s', (name: PlaceName) => {
  let place: Place;
  beforeAll(() => void (place = openPlace(name)));
  afterAll(() => closePlace(place));

  test.each(scenarios.filter((scenario) => isHere(scenario, name)))('$name', { timeout: 600_000 }, async (scenario) => {
    const wanted = await countPoints(scenario, place);
    const errors = errorsAt(place);
    await forEach(numbersOf(wanted, scenario), (at) => failAt(scenario, place, wanted, at, errors[at % errors.length]!));
  });
});
