const flushAt = 64 * 1024;

/** Text out to standard output or error: collected, written in large pieces, at the latest when the event loop turns. */
export interface TextStream {
  /** A promise when the reader is slower than we are. */
  write(text: string): void | Promise<void>;
  /** Resolves when everything is with the system. Never process.exit: on Windows it cuts pipes off. */
  flush(): Promise<void>;
  /** Why not all could be written (a full disk); null while it can. A reader that went away is no failure. */
  failure(): Error | null;
}

/** A TextStream on one of the process's own streams; `onClosed` is told when nobody reads any more. */
export function textStream(stream: NodeJS.WriteStream, onClosed: () => void): TextStream {
  let pending = '';
  let scheduled: NodeJS.Immediate | undefined;
  let closed = false;
  let failure: Error | null = null;
  /** Those who wait for a slow reader; one pair of listeners serves them all, however many requests run. */
  const waiting: (() => void)[] = [];
  const goOn = (): void => waiting.splice(0).forEach((resolve) => resolve());
  stream.on('drain', goOn);
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // EPIPE, EOF: the reader went away (`| head`), which ends the work, not the world.
    if (!['EPIPE', 'EOF', 'ERR_STREAM_DESTROYED', 'ECONNRESET'].includes(error.code ?? '')) failure ??= error;
    closed = true;
    onClosed();
    goOn();
  });
  const send = (): boolean => {
    if (scheduled) clearImmediate(scheduled);
    scheduled = undefined;
    const text = pending;
    pending = '';
    return closed || text === '' ? true : stream.write(text);
  };
  const drained = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  return {
    write(text) {
      pending += text;
      if (pending.length < flushAt) {
        scheduled ??= setImmediate(send);
        return undefined;
      }
      return send() ? undefined : drained();
    },
    async flush() {
      send();
      if (!closed && stream.writableLength > 0) await new Promise<void>((resolve) => stream.write('', () => resolve()));
      await new Promise((resolve) => setImmediate(resolve)); // a write to a file fails at once, and says so a turn later
    },
    failure: () => failure,
  };
}
