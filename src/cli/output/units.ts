const steps = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** 1536 → '1.5 KiB'. */
export function readableBytes(bytes: number): string {
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < steps.length - 1) {
    value /= 1024;
    step += 1;
  }
  return step === 0 ? `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}` : `${value < 10 ? value.toFixed(1) : Math.round(value)} ${steps[step]}`;
}

/** 1234567 → '1,234,567'. By hand: toLocaleString loads ICU's tables first, 30 ms of a run that may take 60. */
export const readableCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** count(1, 'file') → '1 file'; count(2, 'file') → '2 files'. */
export const count = (number: number, word: string): string => `${readableCount(number)} ${word}${number === 1 ? '' : 's'}`;

/** 75 → '1 min 15 s'. */
export function readableSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A path as one line of a terminal: control characters, which a name may hold, shown and not carried out. */
export const onTerminal = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
