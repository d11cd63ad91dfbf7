function Get-LinkSet {
    <#
    .SYNOPSIS
    Gets the files that have several names (hard links) in folders, on a volume or in an image.

    .DESCRIPTION
    Files whose names share one content look like files of their own. Get-LinkSet finds them: one LinkKit.LinkSet object
    for each file with at least two names, one of which lies in what was asked about. All paths are one question: names
    of a file that lie under different paths belong to one set.

    The property Names pipes into Get-Item, Get-LinkSiblings, Remove-Item and every other command that takes files, and
    means exactly those files, also when a name holds [ or *. All names of a file are all of it: who deletes them all
    has deleted the data, too.

    A LinkKit.LinkSet has these properties:
      Names            the names known: NamesInside, and NamesOutside with -Resolve. LinkKit.LinkName objects
      NamesInside      the names in what was asked about
      NamesOutside     the names elsewhere; $null without -Resolve
      OutsideCount     how many names lie elsewhere; known without -Resolve, too
      LinkCount        how many names the file has
      Length           the size in bytes
      AllocatedLength  what the data takes on the disk; $null where the system does not tell
      BytesSaved       what the names inside would take more if each were a file of its own
      Complete         whether Names are all names of the file
      Engine           what found the names outside (as in Get-LinkSiblings); $null where nothing was searched
      Volume, FileId   the file's identity, to be compared as a pair
      ReparseTag       0 where the file is no reparse point (symbolic link, cloud file ...)
      Streams          how many alternate streams the file has; $null where they were not looked at

    In an image (-ImagePath) the names are LinkKit.ImageName objects: files of the image and not of this machine, so
    they have PathInImage and neither FullName nor PSPath, and commands that take files refuse them.

    .EXAMPLE
    Get-LinkSet D:\Data

    Shows the files of a tree that have several names, with the names.

    .EXAMPLE
    Get-LinkSet D:\Data -MinimumSize 10MB | Sort-Object BytesSaved -Descending | Select-Object -First 10

    The ten files whose links save most.

    .EXAMPLE
    Get-LinkSet D:\Data -Resolve | Where-Object OutsideCount -gt 0 | Select-Object -ExpandProperty NamesOutside

    Shows where else the data of a tree is in use.

    .EXAMPLE
    Get-LinkSet D:\Data | ForEach-Object { $_.NamesInside | Select-Object -Skip 1 } | Remove-Item -WhatIf

    Shows what would be deleted to leave each file one name in the tree.

    .EXAMPLE
    Get-LinkSet -Volume C: -Include *.iso

    Searches a whole volume by its file table.

    .INPUTS
    System.String, System.IO.FileSystemInfo, LinkKit.LinkName: anything with a path, a PSPath or a FullName.

    .OUTPUTS
    LinkKit.LinkSet

    .LINK
    about_LinkKit

    .LINK
    Measure-LinkedSpace

    .LINK
    Get-LinkSiblings
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('LinkKit.LinkSet')]
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

        # Gives only files with at least so many names, wherever they lie. 1 gives every file.
        [ValidateRange(1, 2147483647)]
        [int] $MinimumLinks = 2,

        # Gives only files of at least this size in bytes; 10MB and the like can be written.
        [ValidateRange(0L, 9007199254740991L)]
        [long] $MinimumSize,

        # Takes only files that fit one of these patterns, such as *.iso or docs/**.
        [ValidateNotNullOrEmpty()]
        [string[]] $Include,

        # Leaves out files and folders that fit one of these patterns.
        [ValidateNotNullOrEmpty()]
        [string[]] $Exclude,

        # Searches for the names outside, too, where there are any.
        [switch] $Resolve
    )

    begin {
        . $script:CallerPreference
        $options = New-LinkKitScanOptions $PSCmdlet $PSBoundParameters
        if ($null -eq $options) { return }
        $options['sets-only'] = $true
        $options['min-links'] = $MinimumLinks
        if ($MinimumSize -gt 0) { $options['min-size'] = $MinimumSize }
        if ($Resolve) { $options['resolve'] = $true }
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
