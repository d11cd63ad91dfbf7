import { parentPort } from 'node:worker_threads';
import { LinkKitError } from '../../contract/errors.ts';
import { readFolder } from './readFolder.ts';
import type { FolderAnswer, FolderJob } from './walk.ts';

// A thread of walk.ts: a folder in, what it holds out.
parentPort!.on('message', ({ folder, detail }: FolderJob) => {
  const answer = read({ folder: { path: folder.path, raw: folder.raw && Buffer.from(folder.raw) }, detail });
  parentPort!.postMessage(answer, 'buffer' in answer ? [answer.buffer] : []);
});
parentPort!.postMessage('ready');

function read({ folder, detail }: FolderJob): FolderAnswer {
  try {
    const { listing, device, fileId, failures } = readFolder(folder, detail);
    return { length: listing.length, buffer: listing.buffer, device, fileId, failures: failures.map((one) => one.toFinding()) };
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    return { error: error.toFinding() };
  }
}
