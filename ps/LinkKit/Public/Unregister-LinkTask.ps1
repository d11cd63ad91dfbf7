function Unregister-LinkTask {
    <#
    .SYNOPSIS
    Takes scheduled LinkKit tasks away, with the logs of their runs.

    .DESCRIPTION
    The task is deleted from the Task Scheduler (systemd elsewhere) and from the store of LinkKit. What it did stays, and
    Undo-LinkOperation still takes it back.

    .EXAMPLE
    Unregister-LinkTask nightly

    It runs no more.

    .EXAMPLE
    Get-LinkTask | Where-Object State -eq never | Unregister-LinkTask -Confirm

    Asks for each task that never ran.

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
            if (-not (Confirm-LinkKitAction $PSCmdlet (Get-LinkKitString TaskActionUnregister $one) ([ref] $dryRun) TaskCaption)) { continue }
            $options = @{ name = [string[]] @($one) }
            if ($dryRun) { $options['dry-run'] = $true }
            $null = Invoke-LinkKitTaskChange $PSCmdlet 'task unregister' $options -PassThru:($PassThru -or $dryRun)
        }
    }
}
