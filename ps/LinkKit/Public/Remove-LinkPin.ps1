function Remove-LinkPin {
    <#
    .SYNOPSIS
    Takes pins out of their file. The links stay, or go with -DeleteLinks.

    .DESCRIPTION
    A pin that is removed is looked after no more. Its links stay what they are; with -DeleteLinks those targets that are
    links to the source go, never the source itself, and Undo-LinkOperation brings them back. The pin file keeps its
    comments.

    .EXAMPLE
    Remove-LinkPin app.ini

    The link stays.

    .EXAMPLE
    Get-LinkPin -File .\pins.json | Where-Object State -eq sourceMissing | Remove-LinkPin

    Removes the pins whose source is gone.

    .INPUTS
    System.String, LinkKit.Pin: anything with a Name.

    .OUTPUTS
    None; with -PassThru LinkKit.Pin

    .LINK
    about_LinkKit

    .LINK
    New-LinkPin
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('LinkKit.Pin')]
    param(
        # Names of pins.
        [Parameter(Mandatory, Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [ArgumentCompleter({
                param($CommandName, $ParameterName, $WordToComplete, $CommandAst, $FakeBoundParameters)
                & (Microsoft.PowerShell.Core\Get-Module -Name LinkKit -All)[0] { Get-LinkKitPinCompletion $args[0] $args[1] } $WordToComplete $FakeBoundParameters
            })]
        [string[]] $Name,

        # Removes the targets that are links, too.
        [switch] $DeleteLinks,

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

        # Gives a LinkKit.Pin for each target of what was removed.
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
        $sentence = if ($DeleteLinks) { 'PinActionRemoveLinks' } else { 'PinActionRemove' }
        foreach ($from in $asked.Keys) {
            $options = New-LinkKitPinOptions $PSCmdlet $PSBoundParameters $from
            if ($null -eq $options) { return }
            if ($DeleteLinks) { $options['delete-links'] = $true }
            $options['name'] = $asked[$from].ToArray()
            $dryRun = $false
            if (-not (Confirm-LinkKitAction $PSCmdlet (Get-LinkKitString $sentence ($asked[$from] -join ', ')) ([ref] $dryRun) PinCaption)) { continue }
            if ($dryRun) { $options['dry-run'] = $true }
            Invoke-LinkKitPin $PSCmdlet 'pin remove' $options -PassThru:($PassThru -or $dryRun)
        }
    }
}
