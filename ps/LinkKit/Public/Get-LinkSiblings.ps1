function Get-LinkSiblings {
    <#
    .SYNOPSIS
    Gets every other name of a file: the hard links that share its data.

    .DESCRIPTION
    A hard link is a further name of a file, in the same or another folder of its volume. Get-LinkSiblings gives one
    LinkKit.LinkName object for each name other than the one you asked about; a file with one name gives nothing.

    The objects pipe into Get-Item, Remove-Item and every other command that takes files, and mean exactly those
    files, also when a name holds [ or *.

    Names are found by the Windows API where it works, by fsutil, or by searching the volume; in an elevated session the
    file system's own list of all files (Layout) and the volume's file table (Mft) can be read, too. The property Engine
    says how. Complete is false when the search could not find all of them: the count (LinkCount) is right all the same.

    .EXAMPLE
    Get-LinkSiblings C:\Data\report.docx

    Shows the other names of one file.

    .EXAMPLE
    Get-ChildItem C:\Data -Recurse -File | Get-LinkSiblings | Out-GridView

    Asks about every file of a tree. The files are asked about in groups, so that this is fast.

    .EXAMPLE
    Get-LinkSiblings -LiteralPath 'D:\Music\[live].flac' | Remove-Item -WhatIf

    Shows what would be deleted if all other names of a file were.

    .EXAMPLE
    Get-LinkSiblings setup.iso -Engine Scan -Root D:\Images -IncludeSelf

    Searches one folder instead of the volume, and lists the file's own name too.

    .INPUTS
    System.String, System.IO.FileInfo, LinkKit.LinkName: anything with a path, a PSPath or a FullName.

    .OUTPUTS
    LinkKit.LinkName

    .LINK
    about_LinkKit

    .LINK
    New-LinkedCopy
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    [OutputType('LinkKit.LinkName')]
    [Alias('Get-LinkSibling')]
    param(
        # Files to ask about; wildcards are resolved.
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Path,

        # Files to ask about; every character means itself.
        [Parameter(Mandatory, ParameterSetName = 'LiteralPath', ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName')]
        [ValidateNotNullOrEmpty()]
        [string[]] $LiteralPath,

        # How the names are found. Auto takes the first way that works on the file's volume. Layout and Mft read the whole
        # volume first, once for many files; the answers come when enough are asked for.
        [ValidateSet('Auto', 'Api', 'Layout', 'Fsutil', 'Scan', 'Mft')]
        [string] $Engine = 'Auto',

        # The folder in which the scan engine searches; the whole volume when left out.
        [ValidateNotNullOrEmpty()]
        [string] $Root,

        # Gives the name that was asked about too.
        [switch] $IncludeSelf
    )

    begin {
        . $script:CallerPreference
        $waiting = $null
        $options = @{ engine = $Engine.ToLowerInvariant() }
        if ($Root) {
            $folder = Resolve-LinkKitPath $PSCmdlet $Root -Literal
            if ($null -eq $folder) { return }
            $options['root'] = $folder
        }
        # The first file is answered at once; then the groups grow, so that many files cost few requests (and with
        # the scan engine few searches). What has waited longer than its answer is likely to take goes all the same.
        $waiting = [System.Collections.Generic.List[string]]::new()
        $readsVolume = $Engine -eq 'Layout' -or $Engine -eq 'Mft'
        $groupSize = if ($readsVolume) { 10000 } else { 1 }
        $lastSeconds = 0.0
        $sinceAnswer = [System.Diagnostics.Stopwatch]::StartNew()
        $patience = 0.5

        # Files whose names have been given already. Between that and now a command further on may have deleted the name
        # that is asked about: its others must not be given then, the last one among them.
        $given = [System.Collections.Generic.HashSet[string]]::new()

        $ask = {
            $options['path'] = $waiting.ToArray()
            $waiting.Clear()
            $sinceAnswer.Restart()
            $request = Start-LinkKitRequest $PSCmdlet siblings $options
            try {
                while ($null -ne ($item = Read-LinkKitItem $request)) {
                    $first = if ($IncludeSelf) { 0 } else { 1 }
                    $names = $item['names']
                    if (-not $given.Add($item['volume'] + ' ' + $item['fileId']) -and -not (Test-LinkKitFile $item['path'])) {
                        $PSCmdlet.WriteError((New-LinkKitErrorRecord -Code ChangedDuringOperation -Message (Get-LinkKitString NameGone) -Path $item['path']))
                        continue
                    }
                    for ($i = $first; $i -lt $names.Length; $i++) { $PSCmdlet.WriteObject((New-LinkKitLinkName $item $names[$i])) }
                }
            } finally {
                Stop-LinkKitRequest $request
            }
            $lastSeconds = $sinceAnswer.Elapsed.TotalSeconds
            $sinceAnswer.Restart()
        }
    }

    process {
        if ($null -eq $waiting) { return }
        if ($PSCmdlet.ParameterSetName -eq 'LiteralPath') {
            $files = Resolve-LinkKitPath $PSCmdlet $LiteralPath -Literal
        } else {
            $files = Resolve-LinkKitPath $PSCmdlet $Path
        }
        foreach ($file in $files) {
            $waiting.Add($file)
            $late = -not $readsVolume -and $sinceAnswer.Elapsed.TotalSeconds -gt [System.Math]::Max($patience, 2 * $lastSeconds)
            if ($waiting.Count -ge $groupSize -or $late) {
                . $ask
                if (-not $readsVolume) { $groupSize = [System.Math]::Min(1024, 4 * $groupSize) }
            }
        }
    }

    end {
        if ($null -ne $waiting -and $waiting.Count -gt 0) { . $ask }
    }
}
