function Test-LinkSupport {
    <#
    .SYNOPSIS
    Tests what works on a volume: hard links, symbolic links, junctions, and the ways to find a file's other names.

    .DESCRIPTION
    Makes each kind of link in a temporary folder inside the folder given, and takes it away again. Gives one
    LinkKit.VolumeSupport object a path. Where something does not work, the property with Code at its end (such as
    SymbolicLinksCode) says why, with one of LinkKit's error codes.

    .EXAMPLE
    Test-LinkSupport

    Tests the volume of the current location.

    .EXAMPLE
    Test-LinkSupport D:\, \\server\share

    Tests a drive and a share.

    .EXAMPLE
    (Test-LinkSupport C:\Data).Engines | Where-Object Works

    Shows which ways to find a file's other names work there.

    .INPUTS
    System.String, System.IO.DirectoryInfo: anything with a path, a PSPath or a FullName.

    .OUTPUTS
    LinkKit.VolumeSupport

    .LINK
    about_LinkKit
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('LinkKit.VolumeSupport')]
    param(
        # Folders in which to test; wildcards are resolved. The current location when left out.
        [Parameter(Position = 0, ParameterSetName = 'Path', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Path = '.',

        # Folders in which to test; every character means itself.
        [Parameter(Mandatory, ParameterSetName = 'LiteralPath', ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName')]
        [ValidateNotNullOrEmpty()]
        [string[]] $LiteralPath
    )

    begin {
        . $script:CallerPreference
    }

    process {
        if ($PSCmdlet.ParameterSetName -eq 'LiteralPath') {
            $folders = @(Resolve-LinkKitPath $PSCmdlet $LiteralPath -Literal)
        } else {
            $folders = @(Resolve-LinkKitPath $PSCmdlet $Path)
        }
        if ($folders.Length -eq 0) { return }
        $request = Start-LinkKitRequest $PSCmdlet doctor @{ path = $folders }
        try {
            while ($null -ne ($item = Read-LinkKitItem $request)) { $PSCmdlet.WriteObject((New-LinkKitVolumeSupport $item)) }
        } finally {
            Stop-LinkKitRequest $request
        }
    }
}
