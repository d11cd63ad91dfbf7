import { parentPort } from 'node:worker_threads';
import { linkBatch, type LinkBatch } from './linkBatch.ts';

// A thread of linkWorkers.ts: a batch in, what became of it out.
parentPort!.on('message', (batch: LinkBatch) => {
  const linked = linkBatch(batch);
  parentPort!.postMessage(linked, [linked.outcomes, linked.linkCounts, linked.sizes].map(({ buffer }) => buffer as ArrayBuffer));
});
parentPort!.postMessage('ready');
