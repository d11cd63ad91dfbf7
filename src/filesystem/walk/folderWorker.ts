import { parentPort } from 'node:worker_threads';
import { LinkKitError } from '../../contract/errors.ts';
import type { Detail, Folder } from './folder.ts';
import { readFolder } from './readFolder.ts';
import type { FolderAnswer, FolderJob } from './walk.ts';

// A thread of walk.ts: folders in, what they hold out.
parentPort!.on('message', ({ folders, detail }: FolderJob) => {
  const answers = folders.map((folder) => read(folder, detail));
  parentPort!.postMessage(answers, answers.flatMap((answer) => ('buffer' in answer ? [answer.buffer] : [])));
});
parentPort!.postMessage('ready');

function read({ path, raw }: Folder, detail: Detail): FolderAnswer {
  try {
    const { listing, device, fileId, failures } = readFolder({ path, raw: raw && Buffer.from(raw) }, detail);
    return { length: listing.length, buffer: listing.buffer, device, fileId, failures: failures.map((one) => one.toFinding()) };
  } catch (error) {
    if (!(error instanceof LinkKitError)) throw error;
    return { error: error.toFinding() };
  }
}
