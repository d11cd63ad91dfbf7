function Find-LinkDuplicate {
    <#
    .SYNOPSIS
    Finds files with the same bytes, and what linking them would free. Changes nothing.

    .DESCRIPTION
    The same ISO in three folders takes its space three times. Find-LinkDuplicate finds such files: one
    LinkKit.DuplicateSet for each file that could lead others, as soon as it is known. Names that are one file already are
    no duplicates. Files are compared byte for byte; each is read once, and only as far as another one is equal to it.
    What was read is remembered, so that the next search reads only what has changed.

    All paths of the pipeline are one search. Files on different volumes are never mixed. Left out are links and other
    reparse points, files that are not on this machine (cloud, offline), encrypted files (EFS), folders of the system
    (WinSxS and the like), files in use, and files that this user may not link; -Verbose tells how many.

    A LinkKit.DuplicateSet has these properties:
      Length       the size of each file in bytes
      Hash         XXH128 of the bytes; $null where two large files were compared without one
      Leader       the path of the file that would stay
      Paths        the paths of all: the leader first
      Count        how many paths those are
      Reclaimable  the bytes that linking them would free
      Files        the same as Paths, as LinkKit.LinkName objects that pipe into other commands
      Volume       the volume they lie on

    .EXAMPLE
    Find-LinkDuplicate D:\ISO, D:\Projects

    Shows sets of equal files and what linking them would free.

    .EXAMPLE
    Find-LinkDuplicate D:\ | Sort-Object Reclaimable -Descending | Select-Object -First 10

    The ten sets that take most space.

    .EXAMPLE
    Find-LinkDuplicate D:\ISO | Where-Object Length -gt 100MB | Merge-LinkDuplicate -WhatIf

    Shows what linking the large ones would do.

    .EXAMPLE
    Find-LinkDuplicate D:\Incoming -Reference D:\Archive

    Shows what is in the archive already.

    .INPUTS
    System.String, System.IO.FileSystemInfo, LinkKit.LinkName: anything with a path, a PSPath or a FullName.

    .OUTPUTS
    LinkKit.DuplicateSet

    .LINK
    about_LinkKit

    .LINK
    Merge-LinkDuplicate
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('LinkKit.DuplicateSet')]
    param(
        # Files and folders, with all that is below; wildcards are resolved.
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Path,

        # Files and folders; every character means itself.
        [Parameter(Mandatory, ParameterSetName = 'LiteralPath', ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName')]
        [ValidateNotNullOrEmpty()]
        [string[]] $LiteralPath,

        # Files of at least this size in bytes (4KB when left out; 0 takes empty files, too); 10MB and the like can be
        # written.
        [ValidateRange(0L, 9007199254740991L)]
        [long] $MinimumSize,

        # Files of at most this size in bytes.
        [ValidateRange(0L, 9007199254740991L)]
        [long] $MaximumSize,

        # Takes only files that fit one of these patterns, such as *.iso or docs/**.
        [ValidateNotNullOrEmpty()]
        [string[]] $Include,

        # Leaves out files and folders that fit one of these patterns.
        [ValidateNotNullOrEmpty()]
        [string[]] $Exclude,

        # Takes only files written at or after this time.
        [datetime] $Newer,

        # Further files and folders: what lies there leads and is never changed.
        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Reference,

        # Never links two files that lie within one of the paths.
        [switch] $Isolate,

        # Which file of a set stays: the one with most names (then the oldest) when left out.
        [ValidateSet('most-linked', 'oldest', 'newest', 'first-path', 'shallowest')]
        [string] $Keep,

        # How the disk is read: a hard disk by one thread, in order. The system is asked when left out.
        [ValidateSet('auto', 'hdd', 'ssd')]
        [string] $Media,

        # Remembers nothing of the files read, and reads all anew.
        [switch] $NoCache,

        # Files with the same 128-bit hash count as equal, without a comparison of their bytes.
        [switch] $HashOnly
    )

    begin {
        . $script:CallerPreference
        $options = New-LinkKitSearchOptions $PSCmdlet $PSBoundParameters
        if ($null -eq $options) { return }
        if ($HashOnly) { $options['hash-only'] = $true }
        # All paths of the pipeline are one search: equal files may lie under several.
        $paths = [System.Collections.Generic.List[string]]::new()
    }

    process {
        if ($null -eq $options) { return }
        if ($PSCmdlet.ParameterSetName -eq 'LiteralPath') {
            $found = Resolve-LinkKitPath $PSCmdlet $LiteralPath -Literal
        } else {
            $found = Resolve-LinkKitPath $PSCmdlet $Path
        }
        foreach ($one in $found) { $paths.Add($one) }
    }

    end {
        if ($null -eq $options -or $paths.Count -eq 0) { return }
        $options['path'] = $paths.ToArray()
        $request = Start-LinkKitRequest $PSCmdlet duplicates $options
        try {
            while ($null -ne ($item = Read-LinkKitItem $request)) { $PSCmdlet.WriteObject((New-LinkKitDuplicateSet $item)) }
        } finally {
            Stop-LinkKitRequest $request
        }
        Write-LinkKitSkipped $PSCmdlet $request.Summary
    }
}
