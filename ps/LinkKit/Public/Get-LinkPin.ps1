function Get-LinkPin {
    <#
    .SYNOPSIS
    Gets the pins: links that are declared to stay, with their targets and their state.

    .DESCRIPTION
    A pin says that a name leads to a source: a configuration, a DLL, a folder of files. Pins lie in a JSON file: your own,
    one of this machine (-Machine), or any (-File). Get-LinkPin gives one LinkKit.Pin object for each target; State says
    what it is just now: linked, brokenSame (a file of its own with the same content), diverged (with other content),
    missing, sourceMissing, wrongKind, otherVolume.

    .EXAMPLE
    Get-LinkPin

    Lists the pins of this machine and of you.

    .EXAMPLE
    Get-LinkPin -File .\pins.json | Where-Object State -ne linked

    Shows what is not as it should be, of a file that is kept with a project.

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
            Invoke-LinkKitPin $PSCmdlet 'pin list' $options -PassThru
        }
    }
}
