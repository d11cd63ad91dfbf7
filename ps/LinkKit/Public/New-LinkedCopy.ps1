function New-LinkedCopy {
    <#
    .SYNOPSIS
    Copies files and folders as hard links: a tree of its own that takes no space for data.

    .DESCRIPTION
    A file becomes a hard link, a further name of the same data. A folder becomes a new tree of folders whose files are
    hard links. The destination rules are Copy-Item's: an existing folder receives the source inside it, otherwise the
    destination is the new name.

    The names share their data: a program that edits one of them in place changes all of them. For files that will be
    edited use a real copy. Hard links cannot cross volumes; -OnCrossVolume and -As say what to do then.

    One LinkKit.CopyResult is given for all of it, and with -PassThru a LinkKit.LinkedItem for each name. All that a
    pipeline brings is one operation: Undo-LinkOperation with the OperationId of the result takes it back. With -WhatIf nothing is changed: the executable
    plans the copy, and gives every item with DryRun = $true.

    .EXAMPLE
    New-LinkedCopy C:\Data C:\Snapshots\monday

    Makes C:\Snapshots\monday, or C:\Snapshots\monday\Data where monday exists already.

    .EXAMPLE
    New-LinkedCopy C:\Data D:\Data -OnCrossVolume Copy

    Copies to another volume: data is copied there, but names linked to each other inside the source stay so.

    .EXAMPLE
    Get-ChildItem C:\Photos -File | New-LinkedCopy -Destination C:\Album -PassThru | Where-Object Method -eq hardlink

    Links files into a folder that exists, and shows the items.

    .EXAMPLE
    New-LinkedCopy C:\Project C:\Build -Exclude 'node_modules', '*.log' -Force -WhatIf

    Shows what a copy that replaces existing names would do.

    .EXAMPLE
    New-LinkedCopy C:\Tools\v2 C:\Tools\current -As Junction

    Makes one junction to the folder instead of a tree of links.

    .INPUTS
    System.String, System.IO.FileSystemInfo, LinkKit.LinkName: anything with a path, a PSPath or a FullName.

    .OUTPUTS
    LinkKit.CopyResult, and with -PassThru or -WhatIf LinkKit.LinkedItem as well

    .LINK
    about_LinkKit

    .LINK
    Get-LinkSiblings
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path', SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('LinkKit.CopyResult', 'LinkKit.LinkedItem')]
    param(
        # Files and folders to copy; wildcards are resolved.
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Path,

        # Files and folders to copy; every character means itself.
        [Parameter(Mandatory, ParameterSetName = 'LiteralPath', ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName')]
        [ValidateNotNullOrEmpty()]
        [string[]] $LiteralPath,

        # The new name, or an existing folder that receives the sources; no wildcards. Several sources need a folder.
        [Parameter(Mandatory, Position = 1)]
        [ValidateNotNullOrEmpty()]
        [string] $Destination,

        # The kind of link. Symlink and Junction make one link to the source itself, for where a hard link is not possible.
        [ValidateSet('HardLink', 'Symlink', 'Junction')]
        [string] $As = 'HardLink',

        # What to do when the destination is on another volume, which a hard link cannot reach.
        [ValidateSet('Error', 'Copy', 'Symlink')]
        [string] $OnCrossVolume = 'Error',

        # What to do when a name exists and holds something else. Replace is atomic.
        [ValidateSet('Error', 'Skip', 'Replace')]
        [string] $OnExists = 'Error',

        # How many further names a file may get here; by default what its file system allows (NTFS: 1023).
        [ValidateRange(0, 1000000000)]
        [long] $LinkLimit,

        # What to do with a file that has as many names as it may have. Copy starts a new copy that takes the further names.
        [ValidateSet('Error', 'Copy')]
        [string] $OnLinkLimit = 'Error',

        # What to do with symbolic links and junctions inside a tree. They are never followed.
        [ValidateSet('Keep', 'Skip')]
        [string] $Reparse = 'Keep',

        # Takes only files that fit one of these patterns, such as *.dll or docs/**.
        [ValidateNotNullOrEmpty()]
        [string[]] $Include,

        # Leaves out files and folders that fit one of these patterns.
        [ValidateNotNullOrEmpty()]
        [string[]] $Exclude,

        # The destination is the final name even if it is a folder that exists.
        [switch] $ExactDestination,

        # Makes the folders above the destination that do not exist.
        [switch] $Parents,

        # Seconds to wait for another LinkKit operation on the same tree; without it such a tree is an error (Busy).
        [ValidateRange(0, 2147483)]
        [int] $Wait,

        # Appends all that was done to this file, one JSON object a line.
        [ValidateNotNullOrEmpty()]
        [string] $Log,

        # The same as -OnExists Replace. It never outweighs -WhatIf.
        [switch] $Force,

        # Gives one LinkKit.LinkedItem for each file, folder and link as well.
        [switch] $PassThru
    )

    begin {
        . $script:CallerPreference
        if ($Force -and $PSBoundParameters.ContainsKey('OnExists')) {
            $hint = Get-LinkKitString ForceAndOnExistsHint
            $PSCmdlet.ThrowTerminatingError((New-LinkKitErrorRecord -Code Usage -Message (Get-LinkKitString ForceAndOnExists) -Hint $hint))
        }
        if ($Force) { $OnExists = 'Replace' }
        $target = Resolve-LinkKitPath $PSCmdlet $Destination -Literal
        if ($null -eq $target) { return }
        $options = @{
            'destination'     = $target
            'as'              = $As.ToLowerInvariant()
            'on-cross-volume' = $OnCrossVolume.ToLowerInvariant()
            'on-exists'       = $OnExists.ToLowerInvariant()
            'on-link-limit'   = $OnLinkLimit.ToLowerInvariant()
            'reparse'         = $Reparse.ToLowerInvariant()
        }
        if ($PSBoundParameters.ContainsKey('LinkLimit')) { $options['link-limit'] = $LinkLimit }
        if ($Include) { $options['include'] = $Include }
        if ($Exclude) { $options['exclude'] = $Exclude }
        if ($ExactDestination) { $options['exact'] = $true }
        if ($Parents) { $options['parents'] = $true }
        if ($Wait) { $options['wait'] = $Wait }
        if ($Log) {
            $options['log'] = Resolve-LinkKitPath $PSCmdlet $Log -Literal
            if ($null -eq $options['log']) {
                $target = $null
                return
            }
        }
        $sources = [System.Collections.Generic.List[string]]::new()
        $planned = [System.Collections.Generic.List[string]]::new()
        $asked = [System.Collections.Generic.List[string]]::new()
        # Several sources need a folder that exists. Where there is none, the first source waits until it is known to
        # be the only one: nothing is asked otherwise.
        $intoFolder = -not $ExactDestination -and [System.IO.Directory]::Exists($target)
        $ask = {
            param($source)
            $dryRun = $false
            if (-not (Confirm-LinkKitCopy $PSCmdlet $source (Get-LinkKitCopyDestination $source $options) $options ([ref] $dryRun))) { return }
            if ($dryRun) { $planned.Add($source) } else { $sources.Add($source) }
        }
    }

    process {
        if ($null -eq $target) { return }
        if ($PSCmdlet.ParameterSetName -eq 'LiteralPath') {
            $found = Resolve-LinkKitPath $PSCmdlet $LiteralPath -Literal
        } else {
            $found = Resolve-LinkKitPath $PSCmdlet $Path
        }
        foreach ($source in $found) {
            if ($intoFolder) { & $ask $source } else { $asked.Add($source) }
        }
    }

    end {
        if ($null -eq $target) { return }
        if ($asked.Count -gt 1) {
            $key = if ($ExactDestination) { 'SeveralExact' } else { 'SeveralSources' }
            $hint = Get-LinkKitString SeveralSourcesHint
            $PSCmdlet.ThrowTerminatingError((New-LinkKitErrorRecord -Code ParentNotFound -Message (Get-LinkKitString $key $target) -Path $target -Hint $hint))
        }
        foreach ($source in $asked) { & $ask $source }
        # A request is one line: of very many sources each part is an operation of its own.
        $most = 10000
        for ($first = 0; $first -lt $planned.Count; $first += $most) { Invoke-LinkKitCopy $PSCmdlet $planned.GetRange($first, [System.Math]::Min($most, $planned.Count - $first)).ToArray() $options -DryRun }
        for ($first = 0; $first -lt $sources.Count; $first += $most) { Invoke-LinkKitCopy $PSCmdlet $sources.GetRange($first, [System.Math]::Min($most, $sources.Count - $first)).ToArray() $options -PassThru:$PassThru }
    }
}
