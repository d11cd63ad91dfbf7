function Remove-LinkedItem {
    <#
    .SYNOPSIS
    Removes names of files and folders, and says what remains and what is really freed.

    .DESCRIPTION
    A file may have several names, its hard links. Removing one of them frees nothing as long as another is left; the
    space is free when the last name is gone. Remove-LinkedItem removes the names given and says of each how many
    remain, and how many bytes are really freed.

    A folder needs -Recurse, unless it is empty. Junctions and symbolic links in it are removed as links: what they lead
    to is never touched. A volume mounted in it stays.

    With -Undoable the data of last names is kept by a hard link, without copying, and Undo-LinkOperation brings
    everything back; nothing is freed until then. -KeepData never removes the last name of a file.

    One LinkKit.RemoveResult is given for all of it, and with -PassThru a LinkKit.RemovedItem for each name. With -WhatIf
    nothing is changed: the executable plans the removal, and gives every item with DryRun = $true.

    -AllNames asks before it removes anything and shows the names, unless -Confirm:$false or $ConfirmPreference says not to.

    .EXAMPLE
    Remove-LinkedItem C:\Data\big.iso -WhatIf

    Shows which names of the file would remain, and whether anything would be freed.

    .EXAMPLE
    Remove-LinkedItem C:\Build\old -Recurse -Undoable

    Removes a folder; Undo-LinkOperation with the OperationId of the result brings it back.

    .EXAMPLE
    Get-LinkSiblings -LiteralPath 'D:\Music\[live].flac' | Remove-LinkedItem

    Removes the other names of a file.

    .EXAMPLE
    Remove-LinkedItem C:\Snapshots\monday -Recurse -KeepData -PassThru | Where-Object Action -eq removed

    Removes only what has another name elsewhere.

    .EXAMPLE
    Remove-LinkedItem secret.txt -AllNames -Confirm:$false

    Removes every name of the file without a question, wherever they lie.

    .INPUTS
    System.String, System.IO.FileSystemInfo, LinkKit.LinkName: anything with a path, a PSPath or a FullName.

    .OUTPUTS
    LinkKit.RemoveResult, and with -PassThru or -WhatIf LinkKit.RemovedItem as well

    .LINK
    about_LinkKit

    .LINK
    Get-LinkSiblings

    .LINK
    New-LinkedCopy
    #>
    [CmdletBinding(DefaultParameterSetName = 'Path', SupportsShouldProcess, ConfirmImpact = 'Medium')]
    [OutputType('LinkKit.RemoveResult', 'LinkKit.RemovedItem')]
    param(
        # Names of files, links and folders; wildcards are resolved.
        [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path', ValueFromPipeline, ValueFromPipelineByPropertyName)]
        [ValidateNotNullOrEmpty()]
        [SupportsWildcards()]
        [string[]] $Path,

        # Names of files, links and folders; every character means itself.
        [Parameter(Mandatory, ParameterSetName = 'LiteralPath', ValueFromPipelineByPropertyName)]
        [Alias('PSPath', 'FullName')]
        [ValidateNotNullOrEmpty()]
        [string[]] $LiteralPath,

        # Removes folders with all that is in them. Links in them are removed and never entered.
        [switch] $Recurse,

        # Removes every name of the files, wherever it lies.
        [switch] $AllNames,

        # Never removes the last name of a file.
        [switch] $KeepData,

        # Keeps the data of last names, without copying, so that Undo-LinkOperation can bring them back.
        [switch] $Undoable,

        # Puts it into the recycle bin (Windows).
        [switch] $ToRecycleBin,

        # Seconds to wait for another LinkKit operation on the same tree; without it such a tree is an error (Busy).
        [ValidateRange(0, 2147483)]
        [int] $Wait,

        # Appends all that was done to this file, one JSON object a line.
        [ValidateNotNullOrEmpty()]
        [string] $Log,

        # Gives one LinkKit.RemovedItem for each name and folder as well.
        [switch] $PassThru
    )

    begin {
        . $script:CallerPreference
        $chosen = $null
        $impact = $ConfirmPreference
        if ($PSBoundParameters.ContainsKey('Confirm')) { $impact = if ($PSBoundParameters['Confirm']) { 'Low' } else { 'None' } }
        $options = @{}
        if ($Recurse) { $options['recurse'] = $true }
        if ($AllNames) { $options['all-names'] = $true }
        if ($KeepData) { $options['keep-data'] = $true }
        if ($Undoable) { $options['undoable'] = $true }
        if ($ToRecycleBin) { $options['to-recycle-bin'] = $true }
        if ($Wait) { $options['wait'] = $Wait }
        if ($Log) {
            $options['log'] = Resolve-LinkKitPath $PSCmdlet $Log -Literal
            if ($null -eq $options['log']) { return }
        }
        # All paths of the pipeline are one removal: several names of one file count down in it, and one undo takes it back.
        $chosen = [System.Collections.Generic.List[string]]::new()
        $planned = [System.Collections.Generic.List[string]]::new()
    }

    process {
        if ($null -eq $chosen) { return }
        if ($PSCmdlet.ParameterSetName -eq 'LiteralPath') {
            $found = Resolve-LinkKitPath $PSCmdlet $LiteralPath -Literal
        } else {
            $found = Resolve-LinkKitPath $PSCmdlet $Path
        }
        foreach ($one in $found) {
            # Every name of a file is asked about when all of them are known.
            if ($AllNames) { $chosen.Add($one); continue }
            $dryRun = $false
            if (-not (Confirm-LinkKitRemove $PSCmdlet $one $options ([ref] $dryRun))) { continue }
            if ($dryRun) { $planned.Add($one) } else { $chosen.Add($one) }
        }
    }

    end {
        if ($null -eq $chosen) { return }
        if ($planned.Count -gt 0) { Invoke-LinkKitRemove $PSCmdlet $planned $options -DryRun }
        if ($chosen.Count -eq 0) { return }
        if ($AllNames) {
            $dryRun = $false
            if (-not (Confirm-LinkKitAllNames $PSCmdlet $chosen $options $impact ([ref] $dryRun))) { return }
            if ($dryRun) { return Invoke-LinkKitRemove $PSCmdlet $chosen $options -DryRun }
            $options['yes'] = $true
        }
        Invoke-LinkKitRemove $PSCmdlet $chosen $options -PassThru:$PassThru
    }
}
