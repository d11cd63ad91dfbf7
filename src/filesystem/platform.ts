/** Whether this process is a Windows program (under Wine too). */
export const isWindows = process.platform === 'win32';
