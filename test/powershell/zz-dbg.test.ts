import { it } from 'vitest';
import { testFolder } from '../support/engine-places.ts';
import { runPowerShell } from '../support/engine.ts';
it('x', async () => {
  const place = testFolder('wine', 'dbg');
  for (let i = 0; i < 2000; i++) { place.file(`${i % 20}/a${i}.txt`, ''); if (i % 2) place.link(`${i % 20}/a${i}.txt`, `${(i + 7) % 20}/b${i}.txt`); }
  const r = await runPowerShell('wine', `$t=[Diagnostics.Stopwatch]::StartNew(); $f = Get-ChildItem '${place.path}' -Recurse -File; "gci $($f.Count) $($t.Elapsed.TotalSeconds)"; $t.Restart()
  & (Get-Module LinkKit) { $old = \${function:Stop-LinkKitRequest}; $script:old=$old; function script:Stop-LinkKitRequest { param($Request) $script:log += " $($Request.Summary['files']):$($Request.Summary['seconds'])"; & $script:old $Request } }
  $n = ($f | Get-LinkSiblings).Count; "sib $n $($t.Elapsed.TotalSeconds)"; & (Get-Module LinkKit) { $script:log }
  $t.Restart(); $n = ($f | Get-LinkSiblings).Count; "again $n $($t.Elapsed.TotalSeconds)"; & (Get-Module LinkKit) { $script:log }`);
  console.log(JSON.stringify(r.output), JSON.stringify(r.errors.map(e => e.message)), place.path);
}, 100000);
