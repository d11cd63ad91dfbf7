# The exe's progress lines as Write-Progress shows them.
$script:ProgressId = 20478
$script:ProgressEvery = 100

function Write-LinkKitProgress {
    # At most one record in ProgressEvery milliseconds (Write-Progress is slow); the first comes at once.
    param($Request, $Line)
    if ($null -ne $Request.Clock -and $Request.Clock.ElapsedMilliseconds -lt $script:ProgressEvery) { return }
    $Request.Clock = [System.Diagnostics.Stopwatch]::StartNew()
    $total = $Line['total']
    $key = switch ($Line['unit']) { 'bytes' { 'UnitBytes' } 'records' { 'UnitRecords' } default { 'UnitFiles' } }
    $unit = Get-LinkKitString $key
    if ($total) {
        $status = Get-LinkKitString ProgressOf $Line['done'], $total, $unit
    } else {
        $status = Get-LinkKitString ProgressSoFar $Line['done'], $unit
    }
    $record = [System.Management.Automation.ProgressRecord]::new($script:ProgressId, (Get-LinkKitActivity $Request), $status)
    if ($total) { $record.PercentComplete = [int] [System.Math]::Min(100, [System.Math]::Floor(100 * $Line['done'] / $total)) }
    if ($null -ne $Line['secondsLeft']) { $record.SecondsRemaining = [int] $Line['secondsLeft'] }
    if ($Line['path']) { $record.CurrentOperation = $Line['path'] }
    $Request.Cmdlet.WriteProgress($record)
}

function Complete-LinkKitProgress {
    # Takes the bar away, where one was shown.
    param($Request)
    if ($null -eq $Request.Clock) { return }
    $Request.Clock = $null
    $activity = Get-LinkKitActivity $Request
    $record = [System.Management.Automation.ProgressRecord]::new($script:ProgressId, $activity, $activity)
    $record.RecordType = [System.Management.Automation.ProgressRecordType]::Completed
    try {
        $Request.Cmdlet.WriteProgress($record)
    } catch {
        # A stopped pipeline takes no more records; PowerShell clears its bars itself then.
        $null = $_
    }
}

function Get-LinkKitActivity {
    param($Request)
    $key = switch ($Request.Command) { 'copy' { 'ProgressCopy' } 'remove' { 'ProgressRemove' } 'detach' { 'ProgressDetach' } 'siblings' { 'ProgressSiblings' } 'scan' { 'ProgressScan' } 'duplicates' { 'ProgressDuplicates' } 'dedupe' { 'ProgressDedupe' } 'undo' { 'ProgressUndo' } { $_ -like 'pin *' } { 'ProgressPin' } { $_ -like 'task *' } { 'TaskCaption' } default { 'ProgressDoctor' } }
    return Get-LinkKitString $key
}
