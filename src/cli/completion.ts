import { LinkKitError } from '../contract/errors.ts';
import { commands, groups } from './commands/index.ts';
import { outputs } from './outputs.ts';

/** Words that may follow, by what stands before: '' → commands, 'pin' → those of a group, 'copy' → its options, 'copy --on-exists' → its choices. */
export function completionWords(): Record<string, readonly string[]> {
  const words: Record<string, readonly string[]> = { '': [...new Set(commands.map(({ name }) => name.split(' ')[0]!)), '--help', '--version'] };
  for (const group of Object.keys(groups)) words[group] = [...commands.filter(({ name }) => name.startsWith(`${group} `)).map(({ name }) => name.slice(group.length + 1)), '--help'];
  for (const command of commands) {
    const output = command.kind === 'operation' ? ['--output'] : [];
    words[command.name] = [...Object.keys(command.options).map((name) => `--${name}`), ...output, '--help'];
    for (const [name, { choices }] of Object.entries(command.options)) if (choices) words[`${command.name} --${name}`] = choices;
    if (command.kind === 'operation') words[`${command.name} --output`] = outputs;
  }
  words['completion'] = ['powershell', 'bash'];
  return words;
}

/** The script for one shell. It holds the words, so that a tab starts no process. Throws Usage for another shell. */
export function completionScript(shell: string): string {
  const words = Object.entries(completionWords());
  if (shell === 'bash') return bash(words);
  if (shell === 'powershell') return powershell(words);
  throw new LinkKitError('Usage', { message: `completion knows powershell and bash, not '${shell}'.`, hint: null });
}

const bash = (words: [string, readonly string[]][]): string => `_linkkit() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=""
  [ "$COMP_CWORD" -eq 1 ] && command="" && before=""
  case "$command" in ${Object.keys(groups).join('|')}) [ "$COMP_CWORD" -gt 2 ] && command="$command \${COMP_WORDS[2]}" ;; esac
  case "$command $before" in
${words.filter(([key]) => key.includes(' --')).map(([key, list]) => `    '${key}') words='${list.join(' ')}' ;;`).join('\n')}
    *) case "$command" in
${words.filter(([key]) => !key.includes(' --')).map(([key, list]) => `      '${key}') words='${list.join(' ')}' ;;`).join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _linkkit linkkit`;

const powershell = (words: [string, readonly string[]][]): string => `Register-ArgumentCompleter -Native -CommandName linkkit, linkkit.exe -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @{
${words.map(([key, list]) => `    '${key}' = @(${list.map((word) => `'${word}'`).join(', ')})`).join('\n')}
  }
  $given = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $command = if ($given.Count -gt 1) { $given[1] } else { '' }
  if ($given.Count -gt 2 -and ${Object.keys(groups).map((group) => `'${group}'`).join(', ')} -contains $command) { $command = "$command $($given[2])" }
  $key = "$command $($given[-1])"
  $list = if ($words.ContainsKey($key)) { $words[$key] } else { $words[$command] }
  $list | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}`;
