function New-LinkPin {
    <#
    .SYNOPSIS
    Declares a link that is to stay, and makes it.

    .DESCRIPTION
    A program that wants its configuration, a DLL or a data file at a fixed path gets it by a hard link (or a symbolic link
    or junction, -As). The pin is written into a JSON file, so that Test-LinkPin can tell when an editor or an installer has
    broken the link, and Repair-LinkPin can make it again. Of a folder each file in it is linked, and new ones are picked up.

    One LinkKit.Pin is given for each target.

    .EXAMPLE
    New-LinkPin C:\Config\app.ini 'C:\Legacy App\app.ini'

    The old program finds its configuration, and it is one file.

    .EXAMPLE
    New-LinkPin D:\Shared\plugins E:\App\plugins -As Junction -File .\pins.json

    A folder, in a pin file that is kept with the project.

    .INPUTS
    None

    .OUTPUTS
    LinkKit.Pin

    .LINK
    about_LinkKit

    .LINK
    Test-LinkPin
    #>
    [CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('LinkKit.Pin')]
    param(
        # The file, or the folder whose files are linked; every character means itself.
        [Parameter(Mandatory, Position = 0)]
        [ValidateNotNullOrEmpty()]
        [string] $Source,

        # The names that are to lead to it.
        [Parameter(Mandatory, Position = 1)]
        [ValidateNotNullOrEmpty()]
        [string[]] $Target,

        # What the pin is called; the name of the first target when left out.
        [ValidateNotNullOrEmpty()]
        [string] $Name,

        # The kind of link.
        [ValidateSet('HardLink', 'Symlink', 'Junction')]
        [string] $As = 'HardLink',

        # Which content stays when both differ; Ask lists it and decides nothing.
        [ValidateSet('Ask', 'SourceWins', 'NewestWins')]
        [string] $Rule = 'Ask',

        # The pin file, a JSON file; without it those of this machine and of you.
        [ValidateNotNullOrEmpty()]
        [string] $File,

        # The pin file of this machine, which administrators write.
        [switch] $Machine,

        # Seconds to wait for another LinkKit operation on the same tree; without it such a tree is an error (Busy).
        [ValidateRange(0, 2147483)]
        [int] $Wait,

        # Appends all that was done to this file, one JSON object a line.
        [ValidateNotNullOrEmpty()]
        [string] $Log
    )

    begin {
        . $script:CallerPreference
    }

    end {
        $options = New-LinkKitPinOptions $PSCmdlet $PSBoundParameters $File
        if ($null -eq $options) { return }
        $options['source'] = Resolve-LinkKitPath $PSCmdlet $Source -Literal
        $options['target'] = [string[]] @(Resolve-LinkKitPath $PSCmdlet $Target -Literal)
        if ($null -eq $options['source'] -or $options['target'].Length -lt $Target.Length) { return }
        if ($Name) { $options['name'] = $Name }
        $options['as'] = $As.ToLowerInvariant()
        $options['rule'] = ConvertTo-LinkKitPinRule $Rule
        $dryRun = $false
        if (-not (Confirm-LinkKitAction $PSCmdlet (Get-LinkKitString PinActionAdd ($options['target'] -join ', '), $options['source']) ([ref] $dryRun) PinCaption)) { return }
        if ($dryRun) { $options['dry-run'] = $true }
        Invoke-LinkKitPin $PSCmdlet 'pin add' $options -PassThru
    }
}
