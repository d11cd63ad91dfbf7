function Measure-LinkedSpace {
    <#
    .SYNOPSIS
    Measures what folders really weigh where files have several names (hard links).

    .DESCRIPTION
    Explorer counts a file once for each of its names, so that a folder of hard links seems to weigh far more than it
    does. Measure-LinkedSpace gives one LinkKit.LinkedSpace object for each path, and with -Depth for the folders below.

    A LinkKit.LinkedSpace has these properties, sizes in bytes:
      FullName, PSPath  the folder
      Depth             0 for a path that was asked about, 1 for the folders in it ...
      Files             how many names of files lie in it and below
      ApparentBytes     each name counted with the size of its file, as Explorer counts
      UniqueBytes       each file's data counted once
      FreeableBytes     what deleting the folder would free: files all of whose names lie in it
      SharedBytes       files that have names outside, too
      AllocatedBytes    what the data takes on the disk, counted once; $null where the system does not tell

    In an image (-ImagePath) the objects are of the type LinkKit.ImageSpace: these folders are none of this machine, so
    they have PathInImage and ImagePath in place of FullName and PSPath, and commands that take files refuse them.

    .EXAMPLE
    Measure-LinkedSpace D:\Backups

    Shows what a folder seems to weigh, and what it does.

    .EXAMPLE
    Measure-LinkedSpace D:\Backups -Depth 1 | Sort-Object FreeableBytes -Descending

    Shows which of the folders in D:\Backups is worth deleting.

    .EXAMPLE
    Get-ChildItem D:\ -Directory | Measure-LinkedSpace

    Measures several folders. A file with names in two of them counts as shared in both.

    .EXAMPLE
    Measure-LinkedSpace -Volume C: -Depth 2 -Exclude Windows

    Measures a whole volume by its file table.

    .INPUTS
    System.String, System.IO.FileSystemInfo, LinkKit.LinkName: anything with a path, a PSPath or a FullName.

    .OUTPUTS
    LinkKit.LinkedSpace, and for an image LinkKit.ImageSpace

    .LINK
    about_LinkKit

    .LINK
    Get-LinkSet
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('LinkKit.LinkedSpace', 'LinkKit.ImageSpace')]
    param(
        # Files and folders in which to look, with all that is below; wildcards are resolved. The current location when
        # left out.
        [Parameter(Position = 0, ParameterSetName = 'Path', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Path = '.',

        # Files and folders in which to look; every character means itself.
        [Parameter(Mandatory, ParameterSetName = 'LiteralPath', ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName')]
        [ValidateNotNullOrEmpty()]
        [string[]] $LiteralPath,

        # A drive (C:) whose file table is read instead of its folders: the whole volume in seconds. Needs an elevated
        # session and NTFS.
        [Parameter(Mandatory, ParameterSetName = 'Volume')]
        [ValidateNotNullOrEmpty()]
        [string] $Volume,

        # A file with the image of an NTFS volume or of a disk; every character means itself.
        [Parameter(Mandatory, ParameterSetName = 'Image')]
        [ValidateNotNullOrEmpty()]
        [string] $ImagePath,

        # Where in the image the volume begins, in bytes.
        [Parameter(ParameterSetName = 'Image')]
        [ValidateRange(0L, 9007199254740991L)]
        [long] $Offset,

        # Which partition of the image holds the volume, counted from 1; instead of -Offset.
        [Parameter(ParameterSetName = 'Image')]
        [ValidateRange(1, 2147483647)]
        [int] $Partition,

        # How many levels of folders below get an object of their own.
        [ValidateRange(0, 2147483647)]
        [int] $Depth = 0,

        # Takes only files that fit one of these patterns, such as *.iso or docs/**.
        [ValidateNotNullOrEmpty()]
        [string[]] $Include,

        # Leaves out files and folders that fit one of these patterns.
        [ValidateNotNullOrEmpty()]
        [string[]] $Exclude
    )

    begin {
        . $script:CallerPreference
        $options = New-LinkKitScanOptions $PSCmdlet $PSBoundParameters
        if ($null -eq $options) { return }
        $options['measure-only'] = $true
        $options['depth'] = $Depth
        $paths = [System.Collections.Generic.List[string]]::new()
    }

    process {
        if ($null -eq $options) { return }
        foreach ($one in Resolve-LinkKitScanPath $PSCmdlet $Path $LiteralPath) { $paths.Add($one) }
    }

    end {
        if ($null -ne $options) { Write-LinkKitScan $PSCmdlet $options $paths }
    }
}
