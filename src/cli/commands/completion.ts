import type { TextCommand } from '../command.ts';

export const completion: TextCommand = {
  kind: 'text',
  name: 'completion',
  summary: 'Print a script for tab completion of commands, options and their fixed values.',
  positionals: [{ name: 'shell', describe: 'powershell or bash', many: false }],
  options: {},
  examples: [
    ['linkkit completion powershell | Out-String | Invoke-Expression', 'in a PowerShell profile'],
    ['eval "$(linkkit completion bash)"', 'in ~/.bashrc'],
  ],
  async print(values) {
    const { completionScript } = await import('../completion.ts');
    return completionScript(String(values['shell']));
  },
};
