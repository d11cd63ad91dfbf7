function Undo-LinkOperation {
    <#
    .SYNOPSIS
    Takes an operation back: names that it made go, and what it replaced or removed comes back.

    .DESCRIPTION
    Goes through the journal of an operation from its end. Names that New-LinkedCopy made are removed if they are still
    what was made; a file that was replaced comes back from where it was kept, with all that belongs to it. What
    Split-Link has separated is one file again, and names that Remove-LinkedItem removed come back where the data is
    still there: under another name, or kept by -Undoable. What has been changed since is left as it is: each such change
    is an error that says why, and the rest is undone.

    An undo can be run again, also after it was interrupted: what is undone already counts as undone. It cannot be
    undone itself.

    Gives one LinkKit.UndoResult for each operation. With -WhatIf nothing is changed: the executable plans the undo, and
    gives every change with DryRun = $true.

    .EXAMPLE
    Get-LinkOperation | Select-Object -Last 1 | Undo-LinkOperation

    Takes back the last operation.

    .EXAMPLE
    $copy = New-LinkedCopy C:\Data C:\Backup; $copy | Undo-LinkOperation -WhatIf

    Shows what would be taken back of a copy: each name that would be removed or restored. Links are removed, data is not.

    .EXAMPLE
    Undo-LinkOperation 20261123T224501123Z-4f2-1 -PassThru | Where-Object Result -eq impossible

    Takes an operation back by its id (Tab completes it), and shows which of its links and files could not be.

    .INPUTS
    System.String, LinkKit.Operation, LinkKit.CopyResult: anything with an OperationId.

    .OUTPUTS
    LinkKit.UndoResult, and with -PassThru or -WhatIf LinkKit.UndoneChange as well

    .LINK
    about_LinkKit

    .LINK
    Get-LinkOperation
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('LinkKit.UndoResult', 'LinkKit.UndoneChange')]
    param(
        # The id of the operation, as Get-LinkOperation gives it.
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('OperationId')]
        [ValidateNotNullOrEmpty()]
        [ArgumentCompleter({
                param($CommandName, $ParameterName, $WordToComplete)
                & (Microsoft.PowerShell.Core\Get-Module -Name LinkKit -All)[0] { Get-LinkKitOperationCompletion $args[0] -Undoable } $WordToComplete
            })]
        [string[]] $Id,

        # Seconds to wait for another LinkKit operation on the same tree; without it such a tree is an error (Busy).
        [ValidateRange(0, 2147483)]
        [int] $Wait,

        # Appends all that was done to this file, one JSON object a line.
        [ValidateNotNullOrEmpty()]
        [string] $Log,

        # Gives one LinkKit.UndoneChange for each change as well.
        [switch] $PassThru
    )

    begin {
        . $script:CallerPreference
        $options = @{}
        if ($Wait) { $options['wait'] = $Wait }
        if ($Log) { $options['log'] = Resolve-LinkKitPath $PSCmdlet $Log -Literal }
    }

    process {
        if ($Log -and $null -eq $options['log']) { return }
        foreach ($operation in $Id) {
            $full = [System.Collections.Hashtable]::new($options)
            $full['id'] = $operation
            $action = Get-LinkKitString UndoAction $operation
            $reason = [System.Management.Automation.ShouldProcessReason]::None
            if (-not $PSCmdlet.ShouldProcess($action, $action, (Get-LinkKitString UndoCaption), [ref] $reason)) {
                if ($reason -ne [System.Management.Automation.ShouldProcessReason]::WhatIf) { continue }
                $full['dry-run'] = $true
            }
            $dryRun = [bool] $full['dry-run']
            $request = Start-LinkKitRequest $PSCmdlet undo $full
            try {
                while ($null -ne ($item = Read-LinkKitItem $request)) {
                    if ($PassThru -or $dryRun) { $PSCmdlet.WriteObject((New-LinkKitUndoneChange $item $dryRun)) }
                }
            } finally {
                Stop-LinkKitRequest $request
            }
            # Refused: nothing was touched, and the error has said why.
            if ($request.Summary['undoes']) { $PSCmdlet.WriteObject((New-LinkKitUndoResult $request.Summary)) }
        }
    }
}
