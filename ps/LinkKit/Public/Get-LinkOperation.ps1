function Get-LinkOperation {
    <#
    .SYNOPSIS
    Gets what LinkKit has done: the operations that changed something, the newest last.

    .DESCRIPTION
    Every operation that changes files writes a journal before it acts. Get-LinkOperation gives one LinkKit.Operation
    object for each that is still there: for 90 days, and of the newest 1,000. State says what became of it: done, cutOff
    (its process was killed; the next run on the same tree puts right what it left in the middle), recovered, undone,
    running.

    The objects pipe into Undo-LinkOperation.

    .EXAMPLE
    Get-LinkOperation

    Lists the operations of this user.

    .EXAMPLE
    Get-LinkOperation | Where-Object Command -eq copy | Select-Object -Last 1 | Undo-LinkOperation -WhatIf

    Shows what would be undone of the last copy: Undo-LinkOperation without -WhatIf does it.

    .INPUTS
    System.String, and anything with an OperationId, such as the result of New-LinkedCopy.

    .OUTPUTS
    LinkKit.Operation

    .LINK
    about_LinkKit

    .LINK
    Undo-LinkOperation
    #>
    [CmdletBinding()]
    [OutputType('LinkKit.Operation')]
    param(
        # The ids of operations; all when left out.
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [Alias('OperationId')]
        [ValidateNotNullOrEmpty()]
        [ArgumentCompleter({
                param($CommandName, $ParameterName, $WordToComplete)
                & (Microsoft.PowerShell.Core\Get-Module -Name LinkKit -All)[0] { Get-LinkKitOperationCompletion $args[0] } $WordToComplete
            })]
        [string[]] $Id
    )

    begin {
        . $script:CallerPreference
        $asked = [System.Collections.Generic.List[string]]::new()
    }

    process {
        if ($Id) { $asked.AddRange($Id) }
    }

    end {
        # A pipeline that gave nothing asks for nothing.
        if ($asked.Count -eq 0 -and $MyInvocation.ExpectingInput) { return }
        $found = [System.Collections.Generic.HashSet[string]]::new()
        $request = Start-LinkKitRequest $PSCmdlet operations @{}
        try {
            while ($null -ne ($item = Read-LinkKitItem $request)) {
                if ($asked.Count -gt 0 -and -not $asked.Contains($item['operationId'])) { continue }
                $null = $found.Add($item['operationId'])
                $PSCmdlet.WriteObject((New-LinkKitOperation $item))
            }
        } finally {
            Stop-LinkKitRequest $request
        }
        foreach ($one in $asked) {
            if (-not $found.Add($one)) { continue }
            $PSCmdlet.WriteError((New-LinkKitErrorRecord -Code NotFound -Message (Get-LinkKitString NoOperation $one) -Path $one -Hint (Get-LinkKitString NoOperationHint)))
        }
    }
}
