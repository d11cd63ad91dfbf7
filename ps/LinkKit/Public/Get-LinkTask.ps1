function Get-LinkTask {
    <#
    .SYNOPSIS
    Gets the scheduled LinkKit tasks: when they run, and what came of the last run.

    .DESCRIPTION
    Gives one LinkKit.Task object for each task. State says what became of the last run: done, failed, cutOff (it was ended
    in the middle), missed (it was due and did not start), running, never. BytesFreed is what it freed, OperationIds what
    Undo-LinkOperation takes, Errors what it said, Log its whole report.

    .EXAMPLE
    Get-LinkTask

    Lists all of them.

    .EXAMPLE
    Get-LinkTask | Where-Object State -in failed, cutOff, missed

    Shows the tasks that somebody has to look at.

    .INPUTS
    System.String, LinkKit.Task: anything with a Name.

    .OUTPUTS
    LinkKit.Task

    .LINK
    about_LinkKit

    .LINK
    Register-LinkTask
    #>
    [CmdletBinding()]
    [OutputType('LinkKit.Task')]
    param(
        # Names of tasks; all when left out.
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [ArgumentCompleter({
                param($CommandName, $ParameterName, $WordToComplete)
                & (Microsoft.PowerShell.Core\Get-Module -Name LinkKit -All)[0] { Get-LinkKitTaskCompletion $args[0] } $WordToComplete
            })]
        [string[]] $Name
    )

    begin {
        . $script:CallerPreference
        $asked = [System.Collections.Generic.List[string]]::new()
    }

    process {
        if ($Name) { $asked.AddRange($Name) }
    }

    end {
        # A pipeline that gave nothing asks for nothing.
        if ($asked.Count -eq 0 -and $MyInvocation.ExpectingInput) { return }
        Write-LinkKitTask $PSCmdlet $asked.ToArray()
    }
}
