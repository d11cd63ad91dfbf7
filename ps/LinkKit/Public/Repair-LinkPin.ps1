function Repair-LinkPin {
    <#
    .SYNOPSIS
    Makes the links of pins again that an editor or an installer broke.

    .DESCRIPTION
    What is missing is linked; a file of its own with the same content is linked again after a byte-for-byte comparison, and
    only when owner, rights, attributes and streams are the same. Content that differs is decided by the rule alone: Ask,
    which lists it; SourceWins; NewestWins. What loses is kept, and Undo-LinkOperation brings it back.

    One LinkKit.PinResult is given, and with -PassThru or -WhatIf a LinkKit.Pin for each target.

    .EXAMPLE
    Repair-LinkPin -WhatIf

    Shows what would be repaired.

    .EXAMPLE
    Repair-LinkPin app.ini -Rule SourceWins -PassThru

    The content of the source stays under every name.

    .INPUTS
    System.String, LinkKit.Pin: anything with a Name.

    .OUTPUTS
    LinkKit.PinResult, and with -PassThru or -WhatIf LinkKit.Pin as well

    .LINK
    about_LinkKit

    .LINK
    Undo-LinkOperation
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('LinkKit.PinResult', 'LinkKit.Pin')]
    param(
        # Names of pins; all when left out.
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [ArgumentCompleter({
                param($CommandName, $ParameterName, $WordToComplete, $CommandAst, $FakeBoundParameters)
                & (Microsoft.PowerShell.Core\Get-Module -Name LinkKit -All)[0] { Get-LinkKitPinCompletion $args[0] $args[1] } $WordToComplete $FakeBoundParameters
            })]
        [string[]] $Name,

        # Which content stays when both differ, in place of what the pins say.
        [ValidateSet('Ask', 'SourceWins', 'NewestWins')]
        [string] $Rule,

        # The pin file, a JSON file; without it those of this machine and of you. Objects of the pipeline bring theirs.
        [Parameter(ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [string] $File,

        # The pin file of this machine, which administrators write.
        [switch] $Machine,

        # Seconds to wait for another LinkKit operation on the same tree; without it such a tree is an error (Busy).
        [ValidateRange(0, 2147483)]
        [int] $Wait,

        # Appends all that was done to this file, one JSON object a line.
        [ValidateNotNullOrEmpty()]
        [string] $Log,

        # Gives a LinkKit.Pin for each target as well.
        [switch] $PassThru
    )

    begin {
        . $script:CallerPreference
        $asked = [ordered] @{}
    }

    process {
        Add-LinkKitPinName $asked $(if (-not $Machine) { $File }) $Name
    }

    end {
        foreach ($from in $asked.Keys) {
            $options = New-LinkKitPinOptions $PSCmdlet $PSBoundParameters $from
            if ($null -eq $options) { return }
            if ($Rule) { $options['rule'] = ConvertTo-LinkKitPinRule $Rule }
            $options['name'] = $asked[$from].ToArray()
            $dryRun = $false
            $what = if ($asked[$from].Count -gt 0) { $asked[$from] -join ', ' } else { Get-LinkKitString PinAll }
            if (-not (Confirm-LinkKitAction $PSCmdlet (Get-LinkKitString PinActionRepair $what) ([ref] $dryRun) PinCaption)) { continue }
            if ($dryRun) { $options['dry-run'] = $true }
            Invoke-LinkKitPin $PSCmdlet 'pin repair' $options -PassThru:($PassThru -or $dryRun) -Result
        }
    }
}
