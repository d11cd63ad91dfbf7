# One request from a cmdlet: Start, then Read until there is nothing, and Stop in `finally`.
#   $request = Start-LinkKitRequest $PSCmdlet siblings @{ path = $paths }
#   try { while ($null -ne ($item = Read-LinkKitItem $request)) { ... } } finally { Stop-LinkKitRequest $request }

# Requests as JSON, where they are recorded and not sent.
$script:Recorded = $null

function Start-LinkKitRequest {
    # In: the cmdlet, the exe's command and its options by their long names. Out: the request.
    param([System.Management.Automation.PSCmdlet] $Cmdlet, [string] $Command, [System.Collections.IDictionary] $Options)
    if ($null -ne $script:Recorded) {
        # Register-LinkTask asks what a cmdlet would ask for.
        $script:Recorded.Add((ConvertTo-LinkKitJson ([ordered] @{ command = $Command; options = $Options })))
        throw 'recorded'
    }
    Stop-LinkKitAbandoned $Cmdlet
    for ($try = 1; ; $try++) {
        $channel = Get-LinkKitChannel $Cmdlet
        $request = New-LinkKitRequest $Cmdlet $channel $Command
        $line = ConvertTo-LinkKitJson ([ordered] @{ request = $request.Id; command = $Command; options = $Options })
        try {
            Send-LinkKitLine $channel $line
            return $request
        } catch {
            # The process went away since the last request (killed, or idle just now): nothing was taken, start it anew.
            Close-LinkKitChannel
            if ($try -ge 2) { $Cmdlet.ThrowTerminatingError((New-LinkKitExeError (Get-LinkKitExePath) $_.Exception)) }
        }
    }
}

function Read-LinkKitItem {
    # The next item of a request, null at its end (then $request.Summary is there). Error lines become errors of the
    # cmdlet, warnings its warnings, progress its progress.
    param($Request)
    $cmdlet = $Request.Cmdlet
    while ($null -eq $Request.Summary) {
        try {
            $line = Wait-LinkKitLine $Request.Channel $Request
        } catch [System.Management.Automation.RuntimeException] {
            $null = $Request.Channel.Requests.Remove($Request.Id)
            $Request.Summary = @{ exitCode = 1 }
            $cmdlet.ThrowTerminatingError($_)
        }
        if ($line['type'] -ceq 'item') { return $line }
        switch ($line['type']) {
            'summary' {
                $Request.Summary = $line
                if ($line['interrupted']) {
                    $cmdlet.WriteError((New-LinkKitErrorRecord -Code Interrupted -Message (Get-LinkKitString Interrupted)))
                }
            }
            'progress' { Write-LinkKitProgress $Request $line }
            'warning' {
                $text = Add-LinkKitPath $line['message'] $line['path']
                $hint = ConvertTo-LinkKitCmdletHint $line['hint']
                $cmdlet.WriteWarning(($text + ' ' + $hint).TrimEnd())
            }
            'error' {
                $record = New-LinkKitErrorRecord -Code $line['code'] -Message $line['message'] -Path $line['path'] -Hint $line['hint'] -OsError $line['osError']
                if ($null -ne $Request.Held) { $Request.Held.Add($record) } else { $cmdlet.WriteError($record) }
            }
        }
    }
}

function Write-LinkKitHeld {
    # Writes the errors that were held back, and holds none any more.
    param($Request)
    $held = $Request.Held
    $Request.Held = $null
    if ($null -ne $held) { foreach ($record in $held) { $Request.Cmdlet.WriteError($record) } }
}

function Stop-LinkKitRequest {
    # Ends a request, whatever has happened: one that still runs is cancelled, and the exe killed when its summary
    # does not come in time. Called in `finally`, so also after Ctrl+C and Select-Object -First.
    param($Request)
    if ($null -eq $Request) { return }
    $channel = $Request.Channel
    if ($channel.Requests.ContainsKey($Request.Id)) {
        if ($null -eq $Request.Summary) { Stop-LinkKitRunning $Request }
        $null = $channel.Requests.Remove($Request.Id)
    }
    Complete-LinkKitProgress $Request
    if ($channel.Requests.Count -eq 0 -and [object]::ReferenceEquals($script:Channel, $channel)) {
        $channel.Idle.CancelAfter($script:Timing.Idle)
    }
}

function Stop-LinkKitRunning {
    # Cancels by message and reads on to the summary; kills the exe after Timing.Cancel.
    param($Request)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $Request.Cancelled = $true
    try {
        Send-LinkKitLine $Request.Channel (ConvertTo-LinkKitJson ([ordered] @{ request = $Request.Id; cancel = $true }))
        do {
            $left = $script:Timing.Cancel - [int] $clock.ElapsedMilliseconds
            $line = if ($left -gt 0) { Wait-LinkKitLine $Request.Channel $Request $left -SummaryOnly }
        } while ($null -ne $line -and $line['type'] -ne 'summary')
        $Request.Summary = $line
    } catch {
        # The exe has ended meanwhile, which ends the request too.
        $Request.Summary = @{ exitCode = 130 }
    }
    if ($null -eq $Request.Summary) {
        $Request.Summary = @{ exitCode = 130 }
        try { $Request.Channel.Process.Kill() } catch { $null = $_ }
        if ([object]::ReferenceEquals($script:Channel, $Request.Channel)) { Close-LinkKitChannel }
    }
}

function Stop-LinkKitAbandoned {
    # Windows PowerShell may leave a command without running its `finally`: a request of a stopped pipeline, or of an
    # earlier line of the console, is ended here. One that a command further up this pipeline still reads stays.
    param([System.Management.Automation.PSCmdlet] $Cmdlet)
    if ($null -eq $script:Channel) { return }
    $history = $Cmdlet.MyInvocation.HistoryId
    foreach ($request in @($script:Channel.Requests.Values)) {
        if ($request.Cmdlet.Stopping -or $request.History -ne $history) { Stop-LinkKitRequest $request }
    }
}
