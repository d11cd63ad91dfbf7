function Merge-LinkDuplicate {
    <#
    .SYNOPSIS
    Links files with the same bytes, so that they take their space once.

    .DESCRIPTION
    Each set of equal files becomes one file with several names. Before a name is replaced, both files are held so that
    nobody can write to them, and compared byte for byte and in owner, rights, attributes and alternate streams: what
    differs stays as it is. No name is without a file at any instant, and Undo-LinkOperation gives every file its own
    data, times and rights again.

    Know what it means: a later edit under one name shows under every name. Split-Link gives a name its own copy.

    Takes paths, searches them as Find-LinkDuplicate does and links what it finds; or takes the sets that
    Find-LinkDuplicate gives, looked through and filtered. All that comes through the pipeline is one operation.

    One LinkKit.MergeResult is given for all of it, and with -PassThru a LinkKit.MergedSet for each set. With -WhatIf
    nothing is changed: the executable makes every check, and gives every set with DryRun = $true. With -Confirm each set
    is asked about.

    .EXAMPLE
    Merge-LinkDuplicate D:\ISO -WhatIf

    Shows what would be linked, and what that frees.

    .EXAMPLE
    Find-LinkDuplicate D:\ISO | Where-Object Length -gt 100MB | Merge-LinkDuplicate

    Links only large files.

    .EXAMPLE
    Merge-LinkDuplicate D:\Incoming -Reference D:\Archive | Undo-LinkOperation

    Links what the archive has already to it; and takes it back.

    .EXAMPLE
    Merge-LinkDuplicate D:\ISO -Plan plan.ndjson; Merge-LinkDuplicate -Apply plan.ndjson

    Writes a plan to be read and edited, and carries it out later.

    .INPUTS
    LinkKit.DuplicateSet; System.String, System.IO.FileSystemInfo: anything with a path, a PSPath or a FullName.

    .OUTPUTS
    LinkKit.MergeResult, and with -PassThru or -WhatIf LinkKit.MergedSet as well

    .LINK
    about_LinkKit

    .LINK
    Find-LinkDuplicate

    .LINK
    Undo-LinkOperation
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path', SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('LinkKit.MergeResult', 'LinkKit.MergedSet')]
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

        # Sets of equal files, as Find-LinkDuplicate gives them.
        [Parameter(Mandatory, ParameterSetName = 'Set', ValueFromPipeline)]
        [PSTypeName('LinkKit.DuplicateSet')]
        [psobject[]] $Set,

        # Carries out this plan, every check made anew.
        [Parameter(Mandatory, ParameterSetName = 'Apply')]
        [ValidateNotNullOrEmpty()]
        [string] $Apply,

        # Files of at least this size in bytes (4KB when left out; 0 takes empty files, too); 10MB and the like can be
        # written.
        [Parameter(ParameterSetName = 'Path')]
        [Parameter(ParameterSetName = 'LiteralPath')]
        [ValidateRange(0L, 9007199254740991L)]
        [long] $MinimumSize,

        # Files of at most this size in bytes.
        [Parameter(ParameterSetName = 'Path')]
        [Parameter(ParameterSetName = 'LiteralPath')]
        [ValidateRange(0L, 9007199254740991L)]
        [long] $MaximumSize,

        # Takes only files that fit one of these patterns, such as *.iso or docs/**.
        [Parameter(ParameterSetName = 'Path')]
        [Parameter(ParameterSetName = 'LiteralPath')]
        [ValidateNotNullOrEmpty()]
        [string[]] $Include,

        # Leaves out files and folders that fit one of these patterns.
        [Parameter(ParameterSetName = 'Path')]
        [Parameter(ParameterSetName = 'LiteralPath')]
        [ValidateNotNullOrEmpty()]
        [string[]] $Exclude,

        # Takes only files written at or after this time.
        [Parameter(ParameterSetName = 'Path')]
        [Parameter(ParameterSetName = 'LiteralPath')]
        [datetime] $Newer,

        # Further files and folders: what lies there leads and is never changed.
        [Parameter(ParameterSetName = 'Path')]
        [Parameter(ParameterSetName = 'LiteralPath')]
        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Reference,

        # Never links two files that lie within one of the paths.
        [Parameter(ParameterSetName = 'Path')]
        [Parameter(ParameterSetName = 'LiteralPath')]
        [switch] $Isolate,

        # Which file of a set stays: the one with most names (then the oldest) when left out.
        [Parameter(ParameterSetName = 'Path')]
        [Parameter(ParameterSetName = 'LiteralPath')]
        [ValidateSet('most-linked', 'oldest', 'newest', 'first-path', 'shallowest')]
        [string] $Keep,

        # How the disk is read: a hard disk by one thread, in order. The system is asked when left out.
        [Parameter(ParameterSetName = 'Path')]
        [Parameter(ParameterSetName = 'LiteralPath')]
        [ValidateSet('auto', 'hdd', 'ssd')]
        [string] $Media,

        # Remembers nothing of the files read, and reads all anew.
        [Parameter(ParameterSetName = 'Path')]
        [Parameter(ParameterSetName = 'LiteralPath')]
        [switch] $NoCache,

        # Equal: links only files with the same last write. Ignore: the times of the file that stays hold for all.
        [ValidateSet('equal', 'ignore')]
        [string] $Times,

        # Gives no file more than so many names; a further file stays for the rest.
        [ValidateRange(2, 2147483647)]
        [int] $LinkLimit,

        # Writes what would be linked to this file, and links nothing.
        [ValidateNotNullOrEmpty()]
        [string] $Plan,

        # Seconds to wait for another LinkKit operation on the same tree; without it such a tree is an error (Busy).
        [ValidateRange(0, 2147483)]
        [int] $Wait,

        # Appends all that was done to this file, one JSON object a line.
        [ValidateNotNullOrEmpty()]
        [string] $Log,

        # Gives one LinkKit.MergedSet for each set as well.
        [switch] $PassThru
    )

    begin {
        . $script:CallerPreference
        $paths = $null
        $impact = $ConfirmPreference
        if ($PSBoundParameters.ContainsKey('Confirm')) { $impact = if ($PSBoundParameters['Confirm']) { 'Low' } else { 'None' } }
        # Only where somebody is to be asked are the sets found before they are linked.
        $asks = $impact -in 'Low', 'Medium'
        $options = New-LinkKitMergeOptions $PSCmdlet $PSBoundParameters
        if ($null -eq $options) { return }
        $paths = [System.Collections.Generic.List[string]]::new()
        $sets = [System.Collections.Generic.List[object]]::new()
    }

    process {
        if ($null -eq $paths) { return }
        switch ($PSCmdlet.ParameterSetName) {
            'Set' { foreach ($one in $Set) { $sets.Add($one) } }
            'Apply' { }
            'LiteralPath' { foreach ($one in Resolve-LinkKitPath $PSCmdlet $LiteralPath -Literal) { $paths.Add($one) } }
            default { foreach ($one in Resolve-LinkKitPath $PSCmdlet $Path) { $paths.Add($one) } }
        }
    }

    end {
        if ($null -eq $paths) { return }
        if ($PSCmdlet.ParameterSetName -eq 'Apply') {
            $dryRun = $false
            if (Confirm-LinkKitAction $PSCmdlet (Get-LinkKitString MergeActionPlan $options['apply']) ([ref] $dryRun) MergeCaption) { Invoke-LinkKitMerge $PSCmdlet $options -PassThru:$PassThru -DryRun:$dryRun }
            return
        }
        if ($PSCmdlet.ParameterSetName -ne 'Set') {
            if ($paths.Count -eq 0) { return }
            $search = [System.Collections.Hashtable]::new($options)
            $search['path'] = $paths.ToArray()
            $dryRun = $false
            if (-not $asks) {
                if (Confirm-LinkKitAction $PSCmdlet (Get-LinkKitString MergeActionPaths ($paths -join ', ')) ([ref] $dryRun) MergeCaption) { Invoke-LinkKitMerge $PSCmdlet $search -PassThru:$PassThru -DryRun:$dryRun }
                return
            }
            foreach ($one in Get-LinkKitSetsToMerge $PSCmdlet $search) { $sets.Add($one) }
            $options = New-LinkKitMergeOnlyOptions $options
        }
        $chosen = [System.Collections.Generic.List[string]]::new()
        $planned = [System.Collections.Generic.List[string]]::new()
        foreach ($one in $sets) {
            $dryRun = $false
            $action = Get-LinkKitString MergeAction ($one.Count - 1), $one.Leader, (Format-LinkKitBytes $one.Reclaimable)
            if (-not (Confirm-LinkKitAction $PSCmdlet $action ([ref] $dryRun) MergeCaption)) { continue }
            if ($dryRun) { $planned.Add((ConvertTo-LinkKitSetJson $one)) } else { $chosen.Add((ConvertTo-LinkKitSetJson $one)) }
        }
        foreach ($round in @{ Sets = $planned; DryRun = $true }, @{ Sets = $chosen; DryRun = $false }) {
            if ($round.Sets.Count -eq 0) { continue }
            $full = [System.Collections.Hashtable]::new($options)
            $full['set'] = $round.Sets.ToArray()
            Invoke-LinkKitMerge $PSCmdlet $full -PassThru:$PassThru -DryRun:$round.DryRun
        }
    }
}
