function Start-LinkTask {
    <#
    .SYNOPSIS
    Has the system start a LinkKit task now, and not at its time.

    .DESCRIPTION
    The Task Scheduler (systemd elsewhere) starts it as it would at its time: as the same user, with the same rights, and its
    log is kept. Get-LinkTask shows what came of it.

    .EXAMPLE
    Start-LinkTask nightly

    Starts one task.

    .EXAMPLE
    Get-LinkTask | Where-Object State -eq missed | Start-LinkTask

    Starts the tasks that did not run when they were due.

    .INPUTS
    System.String, LinkKit.Task: anything with a Name.

    .OUTPUTS
    None; with -PassThru or -WhatIf LinkKit.TaskChange

    .LINK
    about_LinkKit

    .LINK
    Get-LinkTask
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('LinkKit.TaskChange')]
    param(
        # Names of tasks.
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [ArgumentCompleter({
                param($CommandName, $ParameterName, $WordToComplete)
                & (Microsoft.PowerShell.Core\Get-Module -Name LinkKit -All)[0] { Get-LinkKitTaskCompletion $args[0] } $WordToComplete
            })]
        [string[]] $Name,

        # Gives a LinkKit.TaskChange for each task: what was called.
        [switch] $PassThru
    )

    begin {
        . $script:CallerPreference
    }

    process {
        foreach ($one in $Name) {
            $dryRun = $false
            if (-not (Confirm-LinkKitAction $PSCmdlet (Get-LinkKitString TaskActionStart $one) ([ref] $dryRun) TaskCaption)) { continue }
            $options = @{ name = $one }
            if ($dryRun) { $options['dry-run'] = $true }
            $null = Invoke-LinkKitTaskChange $PSCmdlet 'task start' $options -PassThru:($PassThru -or $dryRun)
        }
    }
}
