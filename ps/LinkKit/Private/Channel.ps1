# The channel: one `linkkit serve` process for this session, and nothing else that talks to the exe. It is started
# at the first request, started anew when it has died, ended after an idle time and with the module.
#
# No script runs on another thread: lines are read by ReadLineAsync with short waits (so that Ctrl+C is seen),
# stderr by a .NET task, and the idle time is a CancellationTokenSource whose registered delegate is Stream.Close.

$script:SchemaVersion = 1
# Milliseconds: between two looks at Ctrl+C; for a cancelled request to end; without a request; for a clean end.
$script:Timing = @{ Poll = 50; Cancel = 5000; Idle = 300000; Close = 2000 }
$script:Channel = $null
$script:LastRequest = 0

$ExecutionContext.SessionState.Module.OnRemove = { Close-LinkKitChannel }

function Get-LinkKitChannel {
    # The channel, opened where it is not open; a process that died or was idle too long is replaced.
    param([System.Management.Automation.PSCmdlet] $Cmdlet)
    $channel = $script:Channel
    if ($null -ne $channel) {
        $channel.Idle.CancelAfter(-1)
        if (-not $channel.Idle.IsCancellationRequested -and -not $channel.Process.HasExited) { return $channel }
        Close-LinkKitChannel
    }
    return Open-LinkKitChannel $Cmdlet
}

function Open-LinkKitChannel {
    # Starts the exe and checks its version. Ends the pipeline with ExeNotFound or VersionMismatch.
    param([System.Management.Automation.PSCmdlet] $Cmdlet)
    $exe = Get-LinkKitExePath
    if (-not [System.IO.File]::Exists($exe)) { $Cmdlet.ThrowTerminatingError((New-LinkKitExeError $exe)) }
    $utf8 = [System.Text.UTF8Encoding]::new($false)
    $start = [System.Diagnostics.ProcessStartInfo]::new($exe, 'serve')
    $start.UseShellExecute = $false
    $start.CreateNoWindow = $true
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.StandardOutputEncoding = $utf8
    $start.StandardErrorEncoding = $utf8
    # Its own folder: a process holds its current folder, and the person's must stay free to rename.
    $start.WorkingDirectory = [System.IO.Path]::GetDirectoryName($exe)
    $process = $null
    try {
        $process = [System.Diagnostics.Process]::Start($start)
    } catch {
        $Cmdlet.ThrowTerminatingError((New-LinkKitExeError $exe $_.Exception.GetBaseException()))
    }
    $idle = [System.Threading.CancellationTokenSource]::new()
    $stream = $process.StandardInput.BaseStream
    # Runs on a timer thread, where a script block must not: the exe ends when its input closes.
    $null = $idle.Token.Register([System.Delegate]::CreateDelegate([System.Action], $stream, 'Close'))
    $script:Channel = @{
        Process  = $process
        Input    = $stream
        Output   = $process.StandardOutput
        Errors   = $process.StandardError.ReadToEndAsync()
        Reading  = $null
        Idle     = $idle
        Requests = @{}
    }
    Test-LinkKitVersion $Cmdlet $script:Channel
    return $script:Channel
}

function Test-LinkKitVersion {
    # Before the first request: any reply begins with a start line that tells the exe's version, also a refusal.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Channel)
    $fitting = $false
    $hello = New-LinkKitRequest $Cmdlet $Channel 'hello'
    try {
        try {
            Send-LinkKitLine $Channel (ConvertTo-LinkKitJson ([ordered] @{ request = $hello.Id; command = 'hello' }))
        } catch {
            # It has ended already: what it said last is read below.
            $null = $_
        }
        try {
            $line = Wait-LinkKitLine $Channel $hello
        } catch [System.Management.Automation.RuntimeException] {
            $Cmdlet.ThrowTerminatingError((New-LinkKitExeError (Get-LinkKitExePath) $_.Exception))
        }
        $module = $ExecutionContext.SessionState.Module.Version.ToString()
        $problem = $null
        if ($line['schemaVersion'] -ne $script:SchemaVersion) {
            $problem = Get-LinkKitString SchemaMismatch $line['schemaVersion'], $script:SchemaVersion
        } elseif ($line['version'] -ne $module) {
            $problem = Get-LinkKitString VersionMismatch $module, $line['version']
        }
        if ($null -ne $problem) {
            $exe = Get-LinkKitExePath
            $hint = Get-LinkKitString VersionMismatchHint
            if (Test-LinkKitBlocked $exe) { $hint = Get-LinkKitString BlockedHint $ExecutionContext.SessionState.Module.ModuleBase }
            $Cmdlet.ThrowTerminatingError((New-LinkKitErrorRecord -Code VersionMismatch -Message $problem -Path $exe -Hint $hint))
        }
        while ($line['type'] -ne 'summary') { $line = Wait-LinkKitLine $Channel $hello }
        $fitting = $true
    } finally {
        $Channel.Requests.Remove($hello.Id)
        if (-not $fitting) { Close-LinkKitChannel }
    }
}

function New-LinkKitRequest {
    # A request that the channel knows: lines that carry its id are kept for it, whoever reads them.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, $Channel, [string] $Command)
    $script:LastRequest++
    $request = @{
        Id        = [string] $script:LastRequest
        Command   = $Command
        Cmdlet    = $Cmdlet
        History   = $Cmdlet.MyInvocation.HistoryId
        Channel   = $Channel
        Queue     = [System.Collections.Generic.Queue[object]]::new()
        Summary   = $null
        Cancelled = $false
        Clock     = $null
        Held      = $null
    }
    $Channel.Requests[$request.Id] = $request
    return $request
}

function Send-LinkKitLine {
    # Writes one line as UTF-8 bytes (StandardInput itself would use the console's encoding, and a byte order mark).
    param($Channel, [string] $Line)
    $ErrorActionPreference = 'Stop'
    $bytes = [System.Text.UTF8Encoding]::new($false).GetBytes($Line + "`n")
    $writing = $Channel.Input.WriteAsync($bytes, 0, $bytes.Length)
    while ([System.Threading.Tasks.Task]::WaitAny([System.Threading.Tasks.Task[]] @($writing), $script:Timing.Poll) -lt 0) { }
    if ($writing.IsFaulted) { throw $writing.Exception.GetBaseException() }
    $Channel.Input.Flush()
}

function Wait-LinkKitLine {
    # The next line of one request, as a dictionary. Lines of other requests go to their queues. Null when `Patience`
    # (milliseconds; none: for ever) is over. Throws when the exe has ended. SummaryOnly drops the others unread.
    param($Channel, $Request, [int] $Patience = -1, [switch] $SummaryOnly)
    if ($Request.Queue.Count -gt 0) { return $Request.Queue.Dequeue() }
    $clock = $null
    while ($true) {
        if ($null -eq $Channel.Reading) { $Channel.Reading = $Channel.Output.ReadLineAsync() }
        $reading = $Channel.Reading
        while (-not $reading.IsCompleted) {
            if ($Patience -ge 0) {
                if ($null -eq $clock) { $clock = [System.Diagnostics.Stopwatch]::StartNew() }
                if ($clock.ElapsedMilliseconds -ge $Patience) { return $null }
            }
            $null = [System.Threading.Tasks.Task]::WaitAny([System.Threading.Tasks.Task[]] @($reading), $script:Timing.Poll)
        }
        $Channel.Reading = $null
        $text = $null
        if (-not $reading.IsFaulted -and -not $reading.IsCanceled) { $text = $reading.Result }
        if ($null -eq $text) { Stop-LinkKitWithEndedExe $Channel $Request }
        if ($SummaryOnly -and $Channel.Requests.Count -eq 1 -and -not $text.Contains('"summary"')) { continue }
        try {
            $line = ConvertFrom-LinkKitJson $text
        } catch {
            # Nobody knows any more what belongs to which request: the exe must not work on unseen.
            if ([object]::ReferenceEquals($script:Channel, $Channel)) { Close-LinkKitChannel }
            throw (New-LinkKitErrorRecord -Code Internal -Message (Get-LinkKitString LineNotUnderstood $text))
        }
        $id = [string] $line['request']
        if ($id -eq $Request.Id) { return $line }
        # What belongs to no open request is the rest of a cancelled one.
        $other = $Channel.Requests[$id]
        if ($null -ne $other) { $other.Queue.Enqueue($line) }
    }
}

function Stop-LinkKitWithEndedExe {
    # The exe ended under a request: ends the pipeline, with what it wrote last on stderr.
    param($Channel, $Request)
    $null = $Channel.Process.WaitForExit($script:Timing.Close)
    $code = if ($Channel.Process.HasExited) { $Channel.Process.ExitCode } else { '?' }
    $said = ''
    if ($Channel.Errors.Wait($script:Timing.Poll)) { $said = $Channel.Errors.Result.Trim() }
    if ($said.Length -gt 2000) { $said = $said.Substring($said.Length - 2000) }
    if ([object]::ReferenceEquals($script:Channel, $Channel)) { Close-LinkKitChannel }
    $hint = if ($said) { Get-LinkKitString ExeEndedHint $said }
    throw (New-LinkKitErrorRecord -Code Internal -Message (Get-LinkKitString ExeEnded $code) -Hint $hint)
}

function Close-LinkKitChannel {
    # Ends the process: its input closes and it goes by itself; one that does not is killed.
    $channel = $script:Channel
    $script:Channel = $null
    if ($null -eq $channel) { return }
    try {
        $channel.Idle.Dispose()
        $channel.Input.Close()
    } catch {
        # The pipe was broken already: the process has ended.
    }
    try {
        if ($channel.Requests.Count -gt 0 -or -not $channel.Process.WaitForExit($script:Timing.Close)) { $channel.Process.Kill() }
    } catch {
        # It ended between the question and the kill.
    }
    $channel.Process.Dispose()
}
