import { parentPort } from 'node:worker_threads';
import { classify } from './classify.ts';
import type { ContentJob } from './contentJob.ts';
import { readyHash } from './hash.ts';

// A thread of contents.ts: groups of files in, which of them are equal out; one job after another.
let last: Promise<unknown> = Promise.resolve();
parentPort!.on('message', (job: ContentJob) => {
  last = last.then(async () => parentPort!.postMessage(await classify(job)));
});
void readyHash().then(() => parentPort!.postMessage('ready'));
