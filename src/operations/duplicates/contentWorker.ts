import { parentPort } from 'node:worker_threads';
import { classify } from './classify.ts';
import type { ContentJob } from './contentJob.ts';
import { newTools, type Tools } from './tools.ts';

// A thread of contents.ts: groups of files in, which of them are equal out; one job after another.
let last: Promise<unknown> = Promise.resolve();
let tools: Tools;
parentPort!.on('message', (job: ContentJob) => {
  last = last.then(async () => parentPort!.postMessage(await classify(job, tools)));
});
void newTools(false).then((made) => {
  tools = made;
  parentPort!.postMessage('ready');
});
