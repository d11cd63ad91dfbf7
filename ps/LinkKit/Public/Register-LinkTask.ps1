function Register-LinkTask {
    <#
    .SYNOPSIS
    Has a LinkKit command run by itself: every night, every half hour, at logon.

    .DESCRIPTION
    The task is registered with the Task Scheduler (a systemd timer elsewhere) and always runs `linkkit task run <name>`; the
    command itself lies in the store of LinkKit, so that percent signs, quotes and spaces in paths come through. What it runs
    is a script block with one LinkKit cmdlet and constant arguments (-Command), an argument list of linkkit (-Arguments), or
    the steps of a JSON file (-Profile). Wildcards in paths are resolved when the task is registered.

    It starts when it was missed, never twice at once, and with below-normal priority. Without -WhenLoggedOff it runs only
    while you are logged on; no password is ever kept. One LinkKit.Task is given.

    .EXAMPLE
    Register-LinkTask -Name Nightly -At 1:30 -Command { Merge-LinkDuplicate D:\ISO -Keep Oldest }

    Links duplicates every night.

    .EXAMPLE
    Register-LinkTask Pins -Every 30m -Arguments pin, repair

    Repairs pins every half hour.

    .INPUTS
    None

    .OUTPUTS
    LinkKit.Task; with -WhatIf LinkKit.TaskChange, with what the service would get

    .LINK
    about_LinkKit

    .LINK
    Get-LinkTask
    #>
    [CmdletBinding(DefaultParameterSetName = 'Command', SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('LinkKit.Task', 'LinkKit.TaskChange')]
    param(
        # What it is called: letters, digits, dots, dashes and underscores.
        [Parameter(Mandatory, Position = 0)]
        [ValidateNotNullOrEmpty()]
        [string] $Name,

        # One LinkKit cmdlet with constant arguments.
        [Parameter(Mandatory, ParameterSetName = 'Command')]
        [scriptblock] $Command,

        # A command of linkkit with its arguments.
        [Parameter(Mandatory, ParameterSetName = 'Arguments')]
        [ValidateNotNullOrEmpty()]
        [string[]] $Arguments,

        # A JSON file of several steps.
        [Parameter(Mandatory, ParameterSetName = 'Profile')]
        [ValidateNotNullOrEmpty()]
        [string] $Profile,

        # The time of the day: 1:30, 3am; of a date only its time counts.
        [datetime] $At,

        # On these days instead of every day.
        [System.DayOfWeek[]] $Weekly,

        # Again and again: 30m, 2h.
        [ValidateNotNullOrEmpty()]
        [string] $Every,

        # When you log on.
        [switch] $OnLogon,

        # When the machine is idle (Windows).
        [switch] $OnIdle,

        # As whom it runs (Windows).
        [ValidateSet('User', 'System')]
        [string] $RunAs = 'User',

        # With the full rights of an administrator (Windows).
        [switch] $Elevated,

        # Also while you are not logged on; no password is kept (Windows).
        [switch] $WhenLoggedOff,

        # Also while a portable runs on batteries.
        [switch] $OnBatteries,

        # Hours after which it is ended, 0 never; 24 when left out.
        [ValidateRange(0, 744)]
        [int] $TimeLimit,

        # So many runs keep their logs; 30 when left out.
        [ValidateRange(1, 100000)]
        [int] $KeepRuns,

        # Writes failures into the event log of Windows.
        [switch] $EventLog
    )

    begin {
        . $script:CallerPreference
    }

    end {
        $options = @{ name = $Name; 'run-as' = $RunAs.ToLowerInvariant() }
        switch ($PSCmdlet.ParameterSetName) {
            'Arguments' { $options['command'] = $Arguments }
            'Profile' {
                $options['profile'] = Resolve-LinkKitPath $PSCmdlet $Profile -Literal
                if ($null -eq $options['profile']) { return }
            }
            default {
                try {
                    $options['request'] = ConvertTo-LinkKitTaskRequest $Command
                } catch {
                    $PSCmdlet.WriteError((New-LinkKitErrorRecord -Code Usage -Message $_.Exception.Message -Hint (Get-LinkKitString TaskCommandHint)))
                    return
                }
            }
        }
        if ($PSBoundParameters.ContainsKey('At')) { $options['at'] = $At.ToString('HH:mm', [System.Globalization.CultureInfo]::InvariantCulture) }
        if ($Every) { $options['every'] = $Every }
        if ($Weekly) { $options['weekly'] = @(foreach ($day in $Weekly) { $day.ToString().ToLowerInvariant() }) -join ',' }
        $switches = [ordered] @{ OnLogon = 'on-logon'; OnIdle = 'on-idle'; Elevated = 'elevated'; WhenLoggedOff = 'when-logged-off'; OnBatteries = 'on-batteries'; EventLog = 'event-log' }
        foreach ($one in $switches.Keys) { if ($PSBoundParameters[$one]) { $options[$switches[$one]] = $true } }
        if ($PSBoundParameters.ContainsKey('TimeLimit')) { $options['time-limit'] = $TimeLimit }
        if ($PSBoundParameters.ContainsKey('KeepRuns')) { $options['keep-runs'] = $KeepRuns }
        $dryRun = $false
        if (-not (Confirm-LinkKitAction $PSCmdlet (Get-LinkKitString TaskActionRegister $Name) ([ref] $dryRun) TaskCaption)) { return }
        if ($dryRun) { $options['dry-run'] = $true }
        if ((Invoke-LinkKitTaskChange $PSCmdlet 'task register' $options -PassThru:$dryRun) -and -not $dryRun) { Write-LinkKitTask $PSCmdlet $Name }
    }
}
