function Test-LinkPin {
    <#
    .SYNOPSIS
    Tests whether every target of the pins is the link that it should be.

    .DESCRIPTION
    Test-LinkPin looks at each target and gives one LinkKit.Pin object for it; it changes nothing. IsLinked says whether it
    is as it should be, State what it is else. An editor that saves by a temporary file and a rename, or an installer that
    replaces a file, breaks a hard link without a word: here it shows.

    .EXAMPLE
    Test-LinkPin | Where-Object IsLinked -eq $false

    Shows the broken ones, with times and sizes of both sides.

    .EXAMPLE
    Test-LinkPin app.ini | Repair-LinkPin -Rule NewestWins

    Repairs a pin; the newer content stays.

    .INPUTS
    System.String, LinkKit.Pin: anything with a Name.

    .OUTPUTS
    LinkKit.Pin

    .LINK
    about_LinkKit

    .LINK
    Repair-LinkPin
    #>
    [CmdletBinding()]
    [OutputType('LinkKit.Pin')]
    param(
        # Names of pins; all when left out.
        [Parameter(Position = 0, ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [ArgumentCompleter({
                param($CommandName, $ParameterName, $WordToComplete, $CommandAst, $FakeBoundParameters)
                & (Microsoft.PowerShell.Core\Get-Module -Name LinkKit -All)[0] { Get-LinkKitPinCompletion $args[0] $args[1] } $WordToComplete $FakeBoundParameters
            })]
        [string[]] $Name,

        # The pin file, a JSON file; without it those of this machine and of you. Objects of the pipeline bring theirs.
        [Parameter(ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [string] $File,

        # The pin file of this machine, which administrators write.
        [switch] $Machine,

        # Appends all that was done to this file, one JSON object a line.
        [ValidateNotNullOrEmpty()]
        [string] $Log
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
            $options['name'] = $asked[$from].ToArray()
            Invoke-LinkKitPin $PSCmdlet 'pin check' $options -PassThru
        }
    }
}
