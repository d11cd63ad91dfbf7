// The process killed at every step that touches the disk. README: Nothing is lost.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { closePlace, openPlace, places, type Place, type PlaceName } from './box.ts';
import { countPoints, killAt, numbersOf, type Then } from './killed.ts';
import { forEach } from './runs.ts';
import { scenarios } from './scenarios.ts';

const isFull = process.env['LINKKIT_CRASH'] === 'full';

describe.each(places)('killed at every point, %s', (name: PlaceName) => {
  let place: Place;
  beforeAll(() => void (place = openPlace(name)));
  afterAll(() => closePlace(place));

  test.each(scenarios.filter(({ on, isOnlyCounted }) => on.includes(name) && !isOnlyCounted))('$name', { timeout: 600_000 }, async (scenario) => {
    const wanted = await countPoints(scenario, place);
    // Each cut is followed by the next run or by undo, in turn; LINKKIT_CRASH=full: by both
    const thens = (at: number): Then[] => (!scenario.undo ? ['again'] : isFull ? ['again', 'undo'] : at % 2 === 0 ? ['again'] : ['undo']);
    // A run under Wine takes as long as ten others: there every third point is enough beside all of them on Linux
    const isTaken = (at: number): boolean => name !== 'Wine' || isFull || at % 3 === 1;
    await forEach(numbersOf(wanted, scenario).filter(isTaken), async (at) => {
      for (const then of thens(at)) await killAt(scenario, place, wanted, at, then);
    });
  });
});
